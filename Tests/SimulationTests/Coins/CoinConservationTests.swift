import Regimes
import Testing

@testable import Simulation

@Suite("Conservation with stablecoins of all kinds")
struct CoinConservationTests {
  /// Tolerance 1e-9 of gross amounts, see `Conservation`.
  @Test("the books balance after every phase, and every mechanism runs in some worlds")
  func booksBalance() throws {
    var (waited, minted, settled, boughtBack) = (0, 0, 0, 0)
    for number in 0..<60 {
      let random = CoinWorld(number)
      let regime = try ResolvedRegime(
        random.regime, jurisdictions: random.specification.jurisdictions,
        assets: random.specification.assetIDs)
      var simulator = try Simulator(
        random.specification, regime: regime, mode: number % 2 == 0 ? .impact : .equilibrium,
        seed: 5, replicate: number, checks: true)
      let record = simulator.run()
      #expect(record.conservationViolations.isEmpty, "world \(number)")
      let coins = simulator.world.coins
      waited += coins.peakQueue.contains { $0 > 0 } ? 1 : 0
      minted += coins.minted.contains { $0 > 0 } ? 1 : 0
      settled += coins.isSettled.contains(true) ? 1 : 0
      boughtBack += coins.vaultDebt(random.specification.assets.count - 1) < 360 ? 1 : 0
    }
    for count in [waited, minted, settled, boughtBack] { #expect(count > 3) }
  }
}
