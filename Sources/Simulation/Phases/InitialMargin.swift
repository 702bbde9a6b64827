internal import Contagion
internal import LinearAlgebra
internal import Regimes

/// Initial margin of institutions: which positions net, and what they must post where.
///
/// A netting set is a member, a clearer, a contract standard and a pool of jurisdictions whose collateral
/// counts in full. Where one clearer serves several pools, the benefit of netting across them counts as far as
/// their collateral is recognised: `Σ_z IM_z − ρ·(Σ_z IM_z − IM_net)`. (MODEL.md, phase 3.)
extension World {
  /// By whose rules margin is computed.
  enum MarginYardstick: Sendable {
    /// Those of each clearer's home.
    case clearers
    /// The activity-weighted mean of all, which the dispersion of rules leaves alone.
    case mean
  }

  /// One netting set, and the row that its exposures fill in the batch.
  struct NettingSet {
    var member: Int
    var clearer: Int
    var standard: Int
    var pool: Int?
    var exposure: [Double]
    /// For the schedule: what its contracts are worth by asset before anything nets, and their gains.
    var notional: [Double] = []
    var gains: [Double] = []
  }

  /// Margin that the mean rules ask of every institution if all its positions are one netting set.
  func fullyNettedMargins() -> [Double] {
    var sets: [NettingSet] = []
    for member in 0..<layout.institutions where !standing[member].isInDefault {
      var own: [NettingSet] = []
      for venue in 0..<layout.venues {
        guard layout.institutionOfVenue[layout.clearerOfVenue[venue]] != member else { continue }
        addExposure(of: member, venue, layout.clearerOfVenue[venue], 0, to: &own)
      }
      if !own.isEmpty { sets.append(merged(own)) }
    }
    return sets.isEmpty ? [] : requirements(sets, by: .mean)
  }

  /// Margin on what each member, and each host for its clients, has traded outside the zone of its
  /// clearer, `node × venue`.
  func marginsClearedAbroad() -> [Double] {
    var sets: [NettingSet] = []
    for member in 0..<layout.institutions {
      for clearer in 0..<layout.venues where layout.institutionOfVenue[clearer] != member {
        var own: [NettingSet] = []
        for venue in 0..<layout.venues
        where layout.clearerOfVenue[venue] == clearer
          && layout.zoneOfVenue[venue] != layout.zoneOfVenue[clearer]
        {
          let clients = layout.institutionOfVenue[venue] == member
          addExposure(of: member, venue, clearer, 0, withClients: clients, to: &own)
        }
        if !own.isEmpty { sets.append(merged(own)) }
      }
    }
    var margins = [Double](repeating: 0, count: layout.nodes * layout.venues)
    guard !sets.isEmpty else { return margins }
    for (set, amount) in zip(sets, requirements(sets, by: .clearers)) {
      margins[set.member * layout.venues + set.clearer] = amount
    }
    return margins
  }

  /// Margin required of every node at every clearer, `node × venue`.
  func initialMargins(by yardstick: MarginYardstick = .clearers) -> [Double] {
    let (sets, spans) = nettingSets()
    var required = [Double](repeating: 0, count: layout.nodes * layout.venues)
    guard !sets.isEmpty else { return required }
    let amounts = requirements(sets, by: yardstick)
    var groups: [LinkedGroup] = []
    for (single, span) in spans {
      let slot = sets[span.lowerBound].member * layout.venues + sets[span.lowerBound].clearer
      var amount = amounts[span].reduce(0, +)
      if let single {
        let benefit = max(0, amount - amounts[single])
        amount -= recognition(over: sets[span].compactMap(\.pool)) * benefit
      }
      required[slot] += amount
      if regime.topology == .linked {
        groups.append(LinkedGroup(set: merged(Array(sets[span])), slot: slot, amount: amount))
      }
    }
    linkMargins(groups, by: yardstick, &required)
    return yardstick == .mean ? required : exchanged(required)
  }

  /// The sets by pool, each group followed by the set that nets its pools, where there are several.
  private func nettingSets() -> ([NettingSet], [(single: Int?, pools: Range<Int>)]) {
    var sets: [NettingSet] = []
    var spans: [(single: Int?, pools: Range<Int>)] = []
    let names = (0..<layout.venues).map { rulebook(ofVenue: $0).contractStandard }
    let standards = names.map { names.firstIndex(of: $0) ?? 0 }
    for member in 0..<layout.institutions where !standing[member].isInDefault {
      var own: [NettingSet] = []
      for venue in 0..<layout.venues {
        let clearer = layout.clearerOfVenue[venue]
        guard layout.institutionOfVenue[clearer] != member else { continue }
        addExposure(of: member, venue, clearer, standards[venue], to: &own)
      }
      for key in own.indices {
        let first = own.firstIndex {
          $0.clearer == own[key].clearer && $0.standard == own[key].standard
        }
        guard first == key else { continue }
        let group = own.filter {
          $0.clearer == own[key].clearer && $0.standard == own[key].standard
        }
        let start = sets.count
        sets += group
        let span = start..<sets.count
        if group.count > 1 { sets.append(merged(group)) }
        spans.append((group.count > 1 ? sets.count - 1 : nil, span))
      }
    }
    return (sets, spans)
  }

  private func addExposure(
    of member: Int, _ venue: Int, _ clearer: Int, _ standard: Int, withClients: Bool = false,
    to sets: inout [NettingSet]
  ) {
    let zone = layout.zoneOfVenue[venue]
    let pool = layout.collateralPoolOfVenue[venue]
    for asset in 1..<layout.assets {
      var quantity = positions[member, venue, asset]
      if withClients { quantity += clientPosition(venue, asset) }
      guard quantity != 0 else { continue }
      let found = sets.firstIndex {
        $0.clearer == clearer && $0.standard == standard && $0.pool == pool
      }
      let index = found ?? sets.count
      if found == nil {
        sets.append(
          NettingSet(
            member: member, clearer: clearer, standard: standard, pool: pool,
            exposure: [Double](repeating: 0, count: layout.assets)))
      }
      let value = quantity * (price(zone, asset) * contractBasis(venue, asset))
      sets[index].exposure[asset] += value
      noteContract(of: member, venue, asset, value, in: &sets[index])
    }
  }

  /// Net position of the accounts in a contract: by zero sum, the other side of everybody else's.
  func clientPosition(_ venue: Int, _ asset: Int) -> Double {
    -(0..<layout.nodes).reduce(0) { $0 + positions[$1, venue, asset] }
  }

  func merged(_ group: [NettingSet]) -> NettingSet {
    var all = group[0]
    all.pool = nil
    for other in group.dropFirst() {
      for asset in all.exposure.indices { all.exposure[asset] += other.exposure[asset] }
      for asset in all.notional.indices { all.notional[asset] += other.notional[asset] }
      all.gains += other.gains
    }
    return all
  }

  /// The least mutual recognition of collateral between pools of a group.
  func recognition(over pools: [Int]) -> Double {
    var least = 1.0
    for first in pools {
      for second in pools where second != first {
        least = min(least, regime.collateralPools.mutual[first, second])
      }
    }
    return least
  }

  /// `mult·(max(f·Σ|x|, κ·sqrt(xᵀΣx)) + xᵀGx)` of all sets with one matrix product.
  func requirements(_ sets: [NettingSet], by yardstick: MarginYardstick) -> [Double] {
    var exposures = Matrix(rows: sets.count, columns: layout.assets)
    var volatilities = exposures
    let mean = yardstick == .mean ? meanRules() : nil
    var models: [InitialMarginModel] = []
    for (row, set) in sets.enumerated() {
      let rules = rulebook(ofVenue: set.clearer)
      let jurisdiction = layout.homeJurisdiction[layout.institutionOfVenue[set.clearer]]
      for asset in 0..<layout.assets {
        let variance = mean?.hourlyVariance[asset] ?? marginVariance(jurisdiction, asset)
        exposures[row, asset] = set.exposure[asset]
        volatilities[row, asset] = (variance * specification.margin.horizonHours).squareRoot()
      }
      models.append(
        InitialMarginModel(
          floorRate: mean?.floorRate ?? rules.marginFloorRate,
          multiplier: (mean?.multiplier ?? rules.initialMarginMultiplier)
            * standing[set.member].marginAddOn,
          quantile: (mean?.model ?? rules.marginModel) == .schedule
            ? 0 : specification.margin.quantile))
    }
    let isShared = regime.positionData == .shared
    var amounts = InitialMarginModel.requirements(
      models, exposures: exposures, volatilities: volatilities,
      correlation: specification.margin.correlation,
      concentration: isShared ? [] : specification.margin.concentration)
    if isShared { amounts = withSharedConcentration(sets, models, amounts) }
    guard marginModels != nil else { return amounts }
    return amounts.indices.map { set in
      let model = mean?.model ?? rulebook(ofVenue: sets[set].clearer).marginModel
      return amounts[set]
        + (model == .schedule ? scheduledBeyondFloor(sets[set], models[set]) : 0)
    }
  }

  /// The activity-weighted mean of floors, multipliers and views of volatility.
  private func meanRules() -> (
    floorRate: Double, multiplier: Double, hourlyVariance: [Double], model: MarginModel
  ) {
    let activity = specification.jurisdictions.map(\.activity)
    let whole = activity.reduce(0, +)
    let weights = activity.map { whole > 0 ? $0 / whole : 1 / Double(activity.count) }
    func mean(_ value: (Int) -> Double) -> Double {
      weights.indices.reduce(0) { $0 + weights[$1] * value($1) }
    }
    return (
      mean { regime.rulebooks[$0].marginFloorRate },
      mean { regime.rulebooks[$0].initialMarginMultiplier },
      (0..<layout.assets).map { asset in
        mean { marginVariance($0, asset) }
      },
      commonMarginModel(weights)
    )
  }
}
