internal import Glibc

/// Procyclical lenders: in phase 8 what is undrawn of a line follows volatility down, and up again.
///
/// `share = min(1, (σ_calm/σ)^exponent)` for the token whose volatility has risen most: a lender who holds value
/// at risk constant cuts in proportion to volatility, exponent one (Adrian and Shin 2014,
/// doi:10.1093/rfs/hht068). An exponent of zero is a commitment that holds.
extension World {
  mutating func cutCreditLines() {
    let cuts = specification.creditLines.contains { $0.volatilityExponent > 0 }
    guard cuts else { return }
    var calmOverNow = 1.0
    for asset in 1..<max(1, layout.assets) {
      let (calm, now) = (market.calmHourlyVariance[asset], market.quotingVariance[asset])
      if calm > 0, now > calm { calmOverNow = min(calmOverNow, calm / now) }
    }
    for (index, line) in specification.creditLines.enumerated() {
      creditLines.openShare[index] = pow(calmOverNow, line.volatilityExponent / 2)
    }
  }
}
