import Regimes
import Testing

@testable import Simulation

@Suite("Attested claims of cross-margin accounts")
struct NetClaimTests {
  /// Ten of margin on each of two positions; one has lost twelve by the first commitment, the other six after it.
  @Test("a client with cross margin is a leaf of its net claim: no loss is clipped out of the sum")
  func crossMargin() throws {
    var small = SmallWorld(tokens: [("btc", 100), ("eth", 100)], ticks: 3)
    small.switchOff(\.marketImpact)
    small.rules {
      $0.attestation = true
      $0.attestationsPerDay = 24
      $0.proofSamples = 10
    }
    let exchange = small.addExchange(cash: 100)
    small.specification.marginAccounts.appendCross(
      venue: exchange,
      contracts: [
        (asset: 1, entryPrice: 100, quantities: [1, -1]),
        (asset: 2, entryPrice: 100, quantities: [1, -1]),
      ], margin: [20, 30], jurisdiction: 0, client: .retail, closing: .proRata)
    small.event(.priceMove(asset: 1, fraction: -0.12, durationHours: 0))
    small.event(.priceMove(asset: 2, fraction: -0.06, durationHours: 0), atHours: 1)
    var world = try small.world()
    for (tick, owed) in [50.0, 50, 50].enumerated() {
      world.step(at: tick)
      #expect(world.accounts.quantity == [1, -1, 1, -1])
      #expect(isNear(world.accounts.marginOfVenue[0], owed))
      let commitment = try #require(world.supervision.attestation.commitments[0])
      let attested = (0..<2).reduce(0) {
        $0 + commitment.debt(ofTree: $1, atLevel: world.accounts.level[$1])
      }
      #expect(isNear(attested, owed))
      #expect(world.supervision.attestation.failedProofs == 0)
    }
  }
}
