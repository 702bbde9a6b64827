import Regimes
import Testing

@testable import Simulation

@Suite("Conservation with coins, bridges, treasuries and custody that is lent on")
struct CoinConservationTests {
  /// Tolerance 1e-9 of gross amounts, see `Conservation`.
  @Test("the books balance after every phase, and every mechanism runs in some worlds")
  func booksBalance() throws {
    var counts: [String: Int] = [:]
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
      for (name, isSeen) in mechanisms(simulator.world) where isSeen {
        counts[name, default: 0] += 1
      }
    }
    for (name, _) in mechanisms(try SmallWorld().world()) {
      #expect(counts[name, default: 0] > 3, "\(name) in \(counts[name, default: 0]) of 60 worlds")
    }
  }

  /// What has happened in a world.
  private func mechanisms(_ world: World) -> [(String, Bool)] {
    let (coins, tally) = (world.coins, world.tally)
    let vaultCoin = world.specification.assetIDs.firstIndex(of: "dai") ?? 0
    return [
      ("a queue", coins.peakQueue.contains { $0 > 0 }),
      (
        "an institution in a queue or a bridge", !world.coins.holders.isEmpty && tally.withdrawn > 0
      ),
      ("a loan on a manipulated price", world.loans.count > world.specification.loanAccounts.count),
      ("debt repaid in coins", world.lending.coinsBought > 0),
      (
        "a pool of two tokens traded",
        world.pools.all.contains { $0.quote != 0 && $0.units != $0.startUnits }
      ),
      ("minted shares", coins.minted.contains { $0 > 0 }),
      ("a settled coin", coins.isSettled.contains(true)),
      ("a vault's buy-back", coins.vaultDebt(vaultCoin) < 360),
      ("bridging", tally.bridged > 0),
      ("a wrapped token below par", world.bridges.coverage.contains { $0 < 1 }),
      ("support", tally.supported > 0), ("a backstop", tally.backstopped > 0),
      ("a message that failed", tally.transfersFailed > 0),
      ("a transfer undone", tally.transfersUndone > 0),
      ("capital from outside", tally.injected > 0),
    ]
  }
}
