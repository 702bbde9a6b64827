import Testing

/// Due payments alone, from a scenario file: the full payment algorithm against coordinated payment.
@Suite("Docking: payment")
struct PaymentDockingTests {
  /// A chain is the ring without its last claim.
  @Test(
    "what is borrowed at the last moment, and what coordinated payment needs",
    arguments: ["ring", "chain"], ["last_moment", "simultaneous"])
  func fullPayment(shape: String, policy: String) throws {
    let name = "full-payment"
    let expected = try Expectation(name)
    let open = shape == "chain" ? ["claims.2.amount=0"] : []
    let run = try DockedRun(name, set: ["contagion.payment_policy=\(policy)"] + open)
    let borrowed = try #require(expected.values[shape])
    expectEqual(
      (0..<3).map { run.amounts("credit_drawn", of: "n\($0)").reduce(0, +) },
      try Expectation(borrowed).list(policy), within: try expected.number("tolerance"),
      "borrowed by firm")
  }
}
