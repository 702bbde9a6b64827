internal import LinearAlgebra
internal import Regimes

/// What rules cost a firm (MODEL.md, "Compliance cost"), charged evenly over time and paid to outside.
extension World {
  mutating func chargeCompliance() {
    for i in 0..<layout.institutions where !standing[i].isInDefault {
      let yearly = yearlyComplianceCost(of: i)
      var cost = yearly * specification.clock.tickYears
      if !standing[i].hasPaidTransition {
        standing[i].hasPaidTransition = true
        let places = footprint.places[i]
        for changes in ruleChange?.atStart ?? regime.ruleChanges {
          cost += changes.costPerRule * Double(places.reduce(0) { $0 + changes.counts[$1] })
        }
      }
      cost += costOfFreshRules(of: i)
      guard cost > 0 else { continue }
      tally.complianceCost += chargeFee(cost, i, .compliance)
    }
  }

  /// Licences, conflicting rules and activity of a firm in a year.
  ///
  /// A licence that is recognised need not be bought again: abroad it costs the part `1 − ρ`. Each
  /// unordered pair of jurisdictions costs its share of differing rules, as far as it is not recognised.
  func yearlyComplianceCost(of i: Int) -> Double {
    yearlyComplianceCost(of: i, in: footprint.places[i])
  }

  /// The same if it operated in these jurisdictions, ascending.
  func yearlyComplianceCost(of i: Int, in places: [Int]) -> Double {
    guard standing[i].mergedInto == nil else { return 0 }
    let home = layout.homeJurisdiction[i]
    var cost = regime.rulebooks[home].costPerMarket
    let fields = Double(rules)
    for (index, j) in places.enumerated() {
      if j != home {
        cost += regime.rulebooks[j].costPerMarket * (1 - mutualRecognition(home, j))
      }
      for k in places[(index + 1)...] where mutualRecognition(j, k) < 1 {
        let differing = Double(ruleDifferences(j, k)) / fields
        let each = (regime.rulebooks[j].costPerConflict + regime.rulebooks[k].costPerConflict) / 2
        cost += each * differing * (1 - mutualRecognition(j, k))
      }
    }
    return cost + regime.rulebooks[home].costPerActivity * openNotional(of: i)
  }

  private func mutualRecognition(_ j: Int, _ k: Int) -> Double {
    min(regime.recognition[j, k], regime.recognition[k, j])
  }

  /// Rules that differ between two jurisdictions, counted once for the run.
  private func ruleDifferences(_ j: Int, _ k: Int) -> Int {
    conflicts[j * regime.rulebooks.count + k]
  }

  /// Gross value of an institution's positions, and at a venue of its clients'.
  func openNotional(of i: Int) -> Double {
    var value = bilateralValue(of: i)
    for venue in 0..<layout.venues {
      for asset in 1..<layout.assets {
        value += abs(positions[i, venue, asset]) * price(layout.zoneOfVenue[venue], asset)
      }
    }
    return value
  }
}
