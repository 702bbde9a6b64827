internal import Contagion
internal import Regimes

/// Concentration margin where houses share position data (phase 3): `mult·Σ_a G_a·x_a·X_a` in place of
/// `mult·Σ_a G_a·x_a²`, with `x` what a clearer sees itself and `X` what the member holds everywhere.
///
/// Closing `X` out moves the price by `G·X`, so the part `x` costs `x·G·X`; a house that sees only `x`
/// charges `x·G·x`, and `n` houses with equal parts charge `1/n` of the cost (Glasserman, Moallemi and
/// Yuan 2016, Operations Research 64, "Hidden illiquidity with multiple central counterparties"). A part
/// on the other side of the total costs nothing. Switch: `position_data` of the regime.
extension World {
  func withSharedConcentration(
    _ sets: [NettingSet], _ models: [InitialMarginModel], _ amounts: [Double]
  ) -> [Double] {
    let concentration = specification.margin.concentration
    guard concentration.contains(where: { $0 != 0 }) else { return amounts }
    var totals: [Int: [Double]] = [:]
    return sets.indices.map { row in
      let member = sets[row].member
      let total = totals[member] ?? wholeExposure(of: member)
      totals[member] = total
      var charge = 0.0
      for asset in 1..<layout.assets {
        charge += concentration[asset] * max(0, sets[row].exposure[asset] * total[asset])
      }
      return amounts[row] + models[row].multiplier * charge
    }
  }

  /// Value of a member's positions at all clearers, by asset.
  private func wholeExposure(of member: Int) -> [Double] {
    var exposure = [Double](repeating: 0, count: layout.assets)
    for venue in 0..<layout.venues {
      guard layout.institutionOfVenue[layout.clearerOfVenue[venue]] != member else { continue }
      for asset in 1..<layout.assets {
        exposure[asset] +=
          positions[member, venue, asset] * price(layout.zoneOfVenue[venue], asset)
      }
    }
    return exposure
  }
}
