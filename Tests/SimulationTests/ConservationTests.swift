import Regimes
import Testing

@testable import Simulation

@Suite("Conservation")
struct ConservationTests {
  /// 200 worlds, half of them after a burn-in; tolerance 1e-9 of gross amounts, see `Conservation`.
  @Test("the books balance after every phase", arguments: 0..<20)
  func booksBalance(block: Int) throws {
    for number in (10 * block)..<(10 * block + 10) {
      let random = RandomWorld(number)
      let regime = try ResolvedRegime(
        random.regime, jurisdictions: random.specification.jurisdictions,
        assets: random.specification.assetIDs)
      var simulator = try Simulator(
        random.specification, regime: regime, mode: number % 2 == 0 ? .impact : .equilibrium,
        seed: 5, replicate: number, checks: true)
      let record = simulator.run()
      #expect(record.conservationViolations.isEmpty, "world \(number)")
    }
  }

  @Test("random worlds exercise every mechanism: each kind of event occurs in some of them")
  func everyMechanismRuns() throws {
    var seen: Set<String> = []
    for number in 0..<200 {
      let random = RandomWorld(number)
      let regime = try ResolvedRegime(
        random.regime, jurisdictions: random.specification.jurisdictions,
        assets: random.specification.assetIDs)
      var simulator = try Simulator(
        random.specification, regime: regime, mode: .impact, seed: 5, replicate: number)
      seen.formUnion(simulator.run().events.map(\.kind))
    }
    for kind in EventLog.Kind.allCases { #expect(seen.contains(kind.rawValue), "\(kind)") }
  }
}
