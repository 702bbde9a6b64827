import Contagion
import Randomness
import Regimes

@testable import Simulation

extension RandomWorld {
  /// Tiers at one exchange in some worlds, and in a fourth of all cross-margin accounts at both; from a stream
  /// of their own, so that the rest of the world is what it is without them.
  mutating func addCrossMargin(_ number: Int) {
    var stream = Stream(seed: 77, replicate: UInt32(number), purpose: 900, tick: 0, entity: 1)
    if number % 4 == 3 || number % 8 == 2 {
      specification.institutions[0].venue?.maintenanceTiers = MaintenanceTiers(
        [
          .init(notional: 0, rate: 0.005), .init(notional: 40, rate: 0.01 + 0.1 * stream.uniform()),
        ],
        application: stream.uniform() < 0.5 ? .whole : .marginal)
    }
    guard number % 4 == 3 else { return }
    for venue in 0...1 {
      let assets = Array(1..<(specification.assets.count - 1))
      let margin = (0..<12).map { _ in 2 + 20 * stream.uniform() }
      let contracts = assets.map { asset in
        let half = (0..<6).map { _ in stream.uniform() < 0.2 ? 0 : stream.uniform() }
        return (
          asset: asset, entryPrice: specification.assets[asset].price,
          quantities: half + half.reversed().map { -$0 }
        )
      }
      let closing = stream.uniform() < 0.5 ? ClosingRule.worstFirst : .proRata
      specification.marginAccounts.appendCross(
        venue: venue, contracts: contracts, margin: margin, jurisdiction: 0, client: .retail,
        closing: closing)
      guard number % 8 == 7 else { continue }
      // The same again, with half of the margin in a token or in the coin.
      let asset = venue == 0 ? 1 : specification.assets.count - 1
      let price = specification.assets[asset].price
      specification.marginAccounts.appendCross(
        venue: venue, contracts: contracts, margin: margin.map { $0 / 2 },
        collateral: (asset: asset, units: margin.map { $0 / 2 / price }), jurisdiction: 0,
        client: .retail, closing: closing, offset: 0.5)
    }
  }
}
