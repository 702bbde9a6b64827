internal import Contagion
internal import Regimes

/// Leverage targeting: sell pro rata to the initial portfolio when leverage is above the bound, or pro rata to what is
/// held where leverage counts all assets
/// (Greenwood, Landier and Thesmar 2015; the bound, and leverage that counts assets which cannot be sold: Cont and
/// Schaanning 2017).
extension World {
  mutating func targetLeverage(_ equity: [Double]) {
    let isAllCounted = specification.institutions.contains {
      $0.behaviour.leverageTarget?.countsAllAssets ?? false
    }
    let assets = isAllCounted ? totalAssets() : []
    for i in 0..<layout.institutions where !standing[i].isInDefault {
      guard let rule = specification.institutions[i].behaviour.leverageTarget else { continue }
      let bound = leverageBound(i)
      let (target, maximum) = (min(rule.target, bound), min(rule.maximum, bound))
      let saleable = riskyExposure(i)
      let exposure = rule.countsAllAssets ? max(saleable, assets[i]) : saleable
      guard saleable > 0 || rule.isSymmetric else { continue }
      let speed = specification.clock.fractionPerTick(
        halfLifeHours: rule.adjustmentHalfLifeHours)
      if exposure > maximum * max(0, equity[i]) {
        let sale = leverageTargetSales(
          assets: exposure, debt: max(0, exposure - equity[i]), targetLeverage: max(0, target - 1))
        trade(-speed * min(sale, saleable), of: i, held: rule.countsAllAssets ? saleable : nil)
      } else if rule.isSymmetric, equity[i] > 0, exposure < target * equity[i] {
        trade(
          speed * (target * equity[i] - exposure), of: i,
          held: rule.countsAllAssets && saleable > 0 ? saleable : nil)
      }
    }
  }

  /// The leverage that the capital requirement of the home leaves: weighted exposure at most equity over the
  /// ratio.
  private func leverageBound(_ i: Int) -> Double {
    let ratio = rulebook(of: i).capitalRatio
    let required = ratio * meanRiskWeight(of: i)
    return required > 0 ? 1 / required : .infinity
  }

  /// Value of tokens apart from stablecoins, and gross value of positions.
  func riskyExposure(_ i: Int) -> Double {
    var value = 0.0
    for item in portfolios[i] {
      let held =
        item.venue.map { abs(positions[i, $0, item.asset]) } ?? holdings[i, item.zone, item.asset]
      value += held * price(item.zone, item.asset)
    }
    return value
  }

  /// Orders a change of the portfolio in money, split by its initial composition, or by the present one where the
  /// value that is held is given.
  mutating func trade(_ money: Double, of i: Int, held total: Double? = nil) {
    for item in portfolios[i] where !(item.venue.map { hasExpired($0, item.asset) } ?? false) {
      let price = price(item.zone, item.asset)
      let held =
        item.venue.map { abs(positions[i, $0, item.asset]) } ?? holdings[i, item.zone, item.asset]
      let units = total.map { money * held / $0 } ?? (money * item.weight / price)
      let signed = item.sign * max(units, -held)
      guard signed != 0 else { continue }
      orders.append(
        Order(
          trader: .institution(i), venue: item.venue, zone: item.zone, asset: item.asset,
          units: signed, repaysDebt: item.venue == nil))
    }
  }
}
