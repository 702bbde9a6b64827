internal import Contagion
internal import Regimes

/// Risk-weighted assets, the denominator of the capital requirement (`Rulebook.riskWeights`).
///
/// Tokens, cash and positions of an asset count with its weight `w` as `w·max(long, short)`, long and short not netted:
/// the law of the Basel standard for group 2b crypto-assets (BCBS SCO60, revised July 2024, with `w = 12.5`; the
/// 8 % of it are the whole exposure). Everything else, and every asset under a rulebook without weights,
/// counts at its value, and positions there do not. Under the limits of the same standard
/// (`Rulebook.groupTwoLimits`, `GroupTwoLimit`) exposures to tokens above 1 % of equity weigh 12.5 as far as they are above,
/// and in all above 2 %. Authorities divide equity by it; behaviour bounds exposure by the weights.
extension World {
  /// Assets of every institution as its home's capital requirement weighs them.
  func riskWeightedAssets() -> [Double] {
    var assets = totalAssets()
    let isWeighted = regime.rulebooks.contains { !$0.riskWeights.isEmpty || $0.groupTwoLimits }
    guard isWeighted else { return assets }
    let funds = addedByDefaultFunds()
    let equity = equities()
    for i in 0..<layout.institutions {
      let rules = rulebook(of: i)
      // Exposure to tokens, and what it weighs so far.
      var (exposure, weight) = (0.0, 0.0)
      for asset in 0..<layout.assets {
        let held = heldValue(i, asset)
        let (long, short) = positionValues(i, asset)
        let weighed =
          rules.riskWeights.isEmpty
          ? held : weighted(i, asset, long: held + long, short: short)
        assets[i] += weighed - held
        guard asset > 0, case .token = specification.assets[asset].kind else { continue }
        exposure += max(0, held + long, short)
        weight += weighed
      }
      if !rules.riskWeights.isEmpty { assets[i] += funds[i] }
      if rules.groupTwoLimits { assets[i] += addedByLimits(exposure, weight, equity[i]) }
    }
    return assets
  }

  /// What the limits on group 2 exposures add to their weight; without equity all is above them.
  private func addedByLimits(_ exposure: Double, _ weight: Double, _ equity: Double) -> Double {
    guard exposure > 0 else { return 0 }
    let moved =
      equity > 0
      ? GroupTwoLimit.amountAsGroupTwoB(exposure: exposure, tierOneCapital: equity) : exposure
    let full = groupTwoRiskWeightedAssets(long: exposure, short: 0)
    return moved / exposure * max(0, full - weight)
  }

  /// Weighted over plain value of the risky portfolio of an institution; one without weights.
  func meanRiskWeight(of i: Int) -> Double {
    let exposure = riskyExposure(i)
    guard !rulebook(of: i).riskWeights.isEmpty, exposure > 0 else { return 1 }
    var sum = 0.0
    for asset in 1..<layout.assets {
      var (long, short) = (0.0, 0.0)
      for item in portfolios[i] where item.asset == asset {
        let units = item.venue.map { positions[i, $0, asset] } ?? holdings[i, item.zone, asset]
        let value = units * price(item.zone, asset)
        if value > 0 { long += value } else { short -= value }
      }
      sum += weighted(i, asset, long: long, short: short)
    }
    return sum / exposure
  }

  private func weighted(_ i: Int, _ asset: Int, long: Double, short: Double) -> Double {
    let weights = rulebook(of: i).riskWeights
    return groupTwoRiskWeightedAssets(
      long: max(0, long), short: short,
      riskWeight: asset < weights.count ? weights[asset] : 1)
  }

  /// Value of what an institution holds, has posted and has on its way of an asset.
  private func heldValue(_ i: Int, _ asset: Int) -> Double {
    var value = 0.0
    for zone in 0..<layout.zones { value += holdings[i, zone, asset] * price(zone, asset) }
    for venue in 0..<layout.venues {
      value += posted[i, venue, asset] * price(layout.zoneOfVenue[venue], asset)
    }
    for transfer in transfers where transfer.node == i && transfer.asset == asset {
      value += transfer.units * price(transfer.zone, asset)
    }
    return value
  }

  /// Value of an institution's long and of its short positions in an asset.
  private func positionValues(_ i: Int, _ asset: Int) -> (long: Double, short: Double) {
    var (long, short) = (0.0, 0.0)
    for venue in 0..<layout.venues {
      let value = positions[i, venue, asset] * price(layout.zoneOfVenue[venue], asset)
      if value > 0 { long += value } else { short -= value }
    }
    return (long, short)
  }
}
