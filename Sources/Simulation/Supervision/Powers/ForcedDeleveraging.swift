internal import Contagion
internal import Regimes

/// The power to order an institution's leverage down to what its rules allow.
///
/// Prompt corrective action (12 U.S.C. 1831o, of the FDIC Improvement Act of 1991): one whose equity ratio is
/// below the required `c` sells what brings weighted risky exposure over equity to `1/c`, pro rata to its
/// initial portfolio, by the arithmetic of Greenwood, Landier and Thesmar (2015), see
/// ``leverageTargetSales(assets:debt:targetLeverage:)``; without equity it sells all. The orders trade
/// in the next tick, with their impact: what makes the institution safer moves prices for all.
extension World {
  mutating func forceDeleveraging(of i: Int, equity: Double) {
    let exposure = riskyExposure(i)
    let ratio = breachRatio(rulebook(of: i)) * meanRiskWeight(of: i)
    guard exposure > 0, ratio > 0 else { return }
    let sale = leverageTargetSales(
      assets: exposure, debt: max(0, exposure - equity), targetLeverage: max(0, 1 / ratio - 1))
    if sale > 0 { trade(-sale, of: i) }
  }
}
