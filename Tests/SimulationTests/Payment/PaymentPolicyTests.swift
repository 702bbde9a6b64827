import Contagion
import LinearAlgebra
import Randomness
import Regimes
import Testing

@testable import Simulation

/// Dues alone, under the full payment algorithm of Bardoscia, Ferrara, Vause and Yoganayagam (2021).
@Suite("Payment at the last moment")
struct PaymentPolicyTests {
  /// Firms whose deposits with each other are called at once, and a lender with a line for each of them.
  ///
  /// - Parameter dues: row = creditor, column = debtor.
  private func small(
    dues: Matrix, cash: [Double], policy: PaymentPolicy, line: Double = 1e9
  ) -> SmallWorld {
    var small = SmallWorld()
    small.switchOnOnly(\.payments)
    small.specification.contagion.paymentPolicy = policy
    for (node, amount) in cash.enumerated() {
      small.add("n\(node)", .lender, cash: amount) { $0.externalAssets = 1000 }
    }
    for debtor in cash.indices {
      for creditor in cash.indices where dues[creditor, debtor] > 0 {
        small.claim(of: creditor, on: debtor, dues[creditor, debtor], layer: .deposits)
      }
      small.event(.run(debtor: debtor, fraction: 1))
    }
    let bank = small.add("bank", .lender, cash: 1e9)
    if line > 0 {
      small.specification.creditLines = cash.indices.map {
        CreditLine(lender: bank, borrower: $0, limit: line)
      }
    }
    return small
  }

  private static let ring = Matrix(rows: [[0, 0, 10], [10, 0, 0], [0, 10, 0]])
  private static let chain = Matrix(rows: [[0, 0, 0], [10, 0, 0], [0, 10, 0]])

  @Test(
    "what is borrowed: by hand, everybody who waits in a ring or along a chain; together, the net debtor alone",
    arguments: [
      (ring, [4.0, 4, 4], PaymentPolicy.lastMoment, [6.0, 6, 6]),
      (ring, [4, 4, 4], .simultaneous, [0, 0, 0]),
      (ring, [10, 0, 0], .lastMoment, [0, 0, 0]),
      (chain, [4, 0, 0], .lastMoment, [6, 10, 0]),
      (chain, [4, 0, 0], .simultaneous, [6, 0, 0]),
    ])
  func borrowed(dues: Matrix, cash: [Double], policy: PaymentPolicy, expected: [Double]) throws {
    let world = try small(dues: dues, cash: cash, policy: policy).finished()
    #expect(areNear((0..<3).map { world.claims.face(.loans, creditor: 3, debtor: $0) }, expected))
    #expect(isNear(world.tally.creditDrawn, expected.reduce(0, +)))
    #expect((0..<3).allSatisfy { world.standing[$0].arrears.isEmpty })
  }

  /// A hundred systems of up to seven nodes, often short of cash.
  @Test("the simulator's loans are the shortfalls of the algorithm, and of coordinated payment")
  func docking() throws {
    var short = 0
    for seed in 0..<100 {
      var stream = Stream(seed: 9, replicate: UInt32(seed), purpose: 9, tick: 0, entity: 0)
      let count = 2 + stream.integer(below: 6)
      var dues = Matrix(rows: count, columns: count)
      for i in 0..<count {
        for k in 0..<count where k != i && stream.uniform() < 0.5 {
          dues[i, k] = 10 * stream.uniform()
        }
      }
      let cash = (0..<count).map { _ in stream.uniform() < 0.3 ? 0 : 10 * stream.uniform() }
      let published = try fullPayment(dues: dues, resources: cash)
      for (policy, expected) in [
        (PaymentPolicy.lastMoment, published.shortfall),
        (.simultaneous, published.coordinatedShortfall),
      ] {
        let world = try small(dues: dues, cash: cash, policy: policy).finished()
        let drawn = (0..<count).map { world.claims.face(.loans, creditor: count, debtor: $0) }
        #expect(areNear(drawn, expected), "\(seed) \(policy)")
      }
      if published.coordinationGain > 0 { short += 1 }
    }
    #expect(short > 30)
  }

  @Test("who lacks something at the last moment pays nobody; together, everybody gets a share")
  func noPart() throws {
    for (policy, paid) in [(PaymentPolicy.lastMoment, 0.0), (.simultaneous, 4)] {
      let world = try small(dues: Self.chain, cash: [4, 0, 0], policy: policy, line: 0).finished()
      #expect(areNear((0..<3).map { world.holdings[$0, 0, 0] }, [4 - paid, 0, paid]))
      #expect(isNear(world.claims.face(.arrears, creditor: 1, debtor: 0), 10 - paid))
      #expect(isNear(world.claims.face(.arrears, creditor: 2, debtor: 1), 10 - paid))
    }
  }

  @Test("waiting for each other fails firms that coordinated payment saves: the gridlock of a ring")
  func gridlock() throws {
    for (policy, defaults) in [(PaymentPolicy.lastMoment, 3), (.simultaneous, 0)] {
      var small = small(dues: Self.ring, cash: [4, 4, 4], policy: policy, line: 0)
      small.specification.switches.contagion = true
      small.specification.switches.defaults = true
      let world = try small.finished()
      #expect(world.standing.count { $0.cause == .illiquid } == defaults)
    }
  }

  @Test("what a sale brings in pays in the next pass, in full")
  func sale() throws {
    var small = small(dues: Self.chain, cash: [4, 0, 0], policy: .lastMoment, line: 0)
    small.specification.institutions[0].holdings.append(
      Holding(jurisdiction: 0, asset: 1, units: 1))
    small.specification.clock.ticks = 2
    let world = try small.finished()
    #expect(areNear((0..<3).map { world.holdings[$0, 0, 0] }, [0, 0, 10]))
    #expect(isNear(world.holdings[0, 0, 1], 0.94))
    #expect((0..<3).allSatisfy { world.standing[$0].arrears.isEmpty })
  }
}
