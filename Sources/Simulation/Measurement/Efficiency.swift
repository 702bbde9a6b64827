internal import Regimes

/// How much collateral stands behind how much business, and what walls cost of it.
struct Efficiency: Sendable {
  /// Margin, default funds, own funds and clients' margin.
  var collateral: Double
  var notional: Double
  /// Σ|net| over Σ gross of institutions' positions, net over the venues that one clearer serves.
  var nettingEfficiency: Double?
  /// Margin over margin if everything netted, both by the mean rules: what walls alone add to it.
  ///
  /// Never below one but for concentration charges, which see less in silos than there is.
  var marginOverFullNetting: Double?
  /// Members' contributions to default funds, and the capital that they hold against them.
  var defaultFunds: Double
  var defaultFundCapital: Double?
  /// Mean over the parties to contracts off venues, nil without any.
  var nettedExposure: Double?
  var clearedShare: Double?
  /// Excess at some clearers of institutions that are short at others.
  var trapped: Double
}

extension World {
  func efficiency() -> Efficiency {
    var collateral = 0.0
    for venue in 0..<layout.venues {
      collateral += funds.own[venue] + accounts.marginOfVenue[venue]
      for i in 0..<layout.institutions {
        collateral += postedValue(i, venue) + funds[i, venue]
      }
      let zone = layout.zoneOfVenue[venue]
      for asset in 1..<max(1, layout.assets) {
        collateral +=
          accounts.collateralOfVenue[venue * layout.assets + asset] * price(zone, asset)
      }
    }
    for side in bilateral.sides { collateral += side.posted }
    let apart = initialMargins(by: .mean).reduce(0, +)
    let netted = fullyNettedMargins().reduce(0, +)
    return Efficiency(
      collateral: collateral, notional: grossNotional(), nettingEfficiency: nettingEfficiency(),
      marginOverFullNetting: netted > 0 && apart > 0 ? apart / netted : nil,
      defaultFunds: totalDefaultFunds(), defaultFundCapital: totalDefaultFundCapital(),
      nettedExposure: meanNettedExposure(), clearedShare: clearedShareOfContracts(),
      trapped: trappedCollateral())
  }

  /// `1 − Σ|Σ_v x|/Σ_v|x|` over institutions, clearers and assets.
  private func nettingEfficiency() -> Double? {
    var net = 0.0
    var gross = 0.0
    for i in 0..<layout.institutions {
      for clearer in 0..<layout.venues {
        for asset in 1..<max(1, layout.assets) {
          var sum = 0.0
          for venue in 0..<layout.venues where layout.clearerOfVenue[venue] == clearer {
            let value = positions[i, venue, asset] * price(layout.zoneOfVenue[venue], asset)
            sum += value
            gross += abs(value)
          }
          net += abs(sum)
        }
      }
    }
    return gross > 0 ? 1 - net / gross : nil
  }

  /// Collateral that is idle at one clearer while its owner is short at another:
  /// `Σ_i min(Σ_v excess, Σ_v shortfall)`.
  private func trappedCollateral() -> Double {
    var trapped = 0.0
    for i in 0..<layout.institutions {
      var excess = 0.0
      var shortfall = 0.0
      for venue in 0..<layout.venues {
        let gap = postedValue(i, venue) - marginRequired[i * layout.venues + venue]
        if gap > 0 { excess += gap } else { shortfall -= gap }
      }
      trapped += min(excess, shortfall)
    }
    return trapped
  }
}
