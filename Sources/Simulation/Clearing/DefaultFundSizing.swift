internal import Contagion
internal import Regimes

/// Default funds sized from stressed positions: the largest members' losses beyond their margin in the worst
/// of the scenarios of `margin.stress_scenarios` ("cover 1" and "cover 2": CPMI and IOSCO 2012, Principles for
/// Financial Market Infrastructures, principle 4, key consideration 4; Regulation (EU) 648/2012, article
/// 42(3)). Members contribute pro rata to margin, and where nobody has any to the losses covered.
///
/// Without scenarios a stressed loss is a multiple of margin, `margin.stress_multiple`.
extension World {
  /// Stressed loss of every institution at a clearer by scenario; a gain is negative.
  ///
  /// A host bears its clients' losses where another house clears them.
  func stressedLosses(at clearer: Int) -> [[Double]] {
    let house = layout.institutionOfVenue[clearer]
    return specification.margin.stressScenarios.map { moves in
      var losses = [Double](repeating: 0, count: layout.institutions)
      for venue in 0..<layout.venues where layout.clearerOfVenue[venue] == clearer {
        let zone = layout.zoneOfVenue[venue]
        let host = layout.institutionOfVenue[venue]
        for asset in 1..<layout.assets where moves[asset] != 0 {
          let change = moves[asset] * price(zone, asset)
          for i in losses.indices where i != house {
            losses[i] -= positions[i, venue, asset] * change
          }
          if host != house { losses[host] -= clientPosition(venue, asset) * change }
        }
      }
      return losses
    }
  }

  /// The size of a clearer's default fund, and the weights by which members contribute.
  func defaultFundNeed(at clearer: Int, margins: [Double]) -> (size: Double, weights: [Double]) {
    let cover = rulebook(ofVenue: clearer).defaultFundCover
    guard !specification.margin.stressScenarios.isEmpty else {
      let excess = margins.map { max(0, specification.margin.stressMultiple - 1) * $0 }
      return (coveredLoss(excess.sorted(by: >), cover: cover), margins)
    }
    var size = 0.0
    var worst: [Double] = []
    for losses in stressedLosses(at: clearer) {
      let excess = zip(losses, margins).map { max(0, $0 - $1) }
      let covered = coveredLoss(excess.sorted(by: >), cover: cover)
      if covered > size || worst.isEmpty { (size, worst) = (covered, excess) }
    }
    return (size, margins.contains { $0 > 0 } ? margins : worst)
  }

  /// The worst stressed loss of every institution at a clearer: a multiple of margin where no stress is stated.
  func worstStressedLosses(at clearer: Int) -> [Double] {
    let scenarios = stressedLosses(at: clearer)
    return (0..<layout.institutions).map { i in
      scenarios.isEmpty
        ? specification.margin.stressMultiple * marginRequired[i * layout.venues + clearer]
        : scenarios.reduce(0) { max($0, $1[i]) }
    }
  }
}

/// What is prefunded against stressed losses, where a scenario states stresses.
let defaultFundMetrics: [ReplicateMetric] = [
  .init(
    "default_funds_start", unit: "money", "contributions to default funds", .capitalEfficiency,
    cadence: "at the start"
  ) { _, start in start.start.defaultFunds },
  .init(
    "default_fund_capital_start", unit: "money",
    "capital that members hold against them by the Basel rules", .capitalEfficiency,
    .lowerIsBetter, cadence: "at the start"
  ) { _, start in start.start.defaultFundCapital },
]

extension World {
  /// Contributions of all members to all default funds.
  func totalDefaultFunds() -> Double {
    var total = 0.0
    for clearer in 0..<layout.venues {
      for i in 0..<layout.institutions { total += funds[i, clearer] }
    }
    return total
  }

  /// The capital charge of all members at all clearing houses; nil without a stress.
  func totalDefaultFundCapital() -> Double? {
    guard !specification.margin.stressScenarios.isEmpty else { return nil }
    var total = 0.0
    for clearer in 0..<layout.venues
    where specification.institutions[layout.institutionOfVenue[clearer]].kind == .clearingHouse {
      total += defaultFundCapital(at: clearer).members.reduce(0, +)
    }
    return total
  }
}
