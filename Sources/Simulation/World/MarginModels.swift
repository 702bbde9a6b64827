internal import Contagion
internal import Glibc
internal import Regimes

/// What margin models other than the exponentially weighted one remember (`Rulebook.marginModel`).
///
/// The tools of EMIR RTS 153/2013, article 28, act on the deviation of each asset's hourly return, that is on the
/// margin of a unit position: what portfolios net is then the same under every tool. The schedule of BCBS–IOSCO
/// d499 (2020), appendix A, needs the replacement cost of every contract. Absent where all rulebooks
/// have the exponentially weighted model.
struct MarginModels: Sendable {
  /// Variance of an hour's log return over the long look-back, by jurisdiction and asset.
  var longVariance: [Double]
  /// Deviation that margin is computed from, by jurisdiction and asset; the buffer depends on its past.
  var deviation: [Double?]
  /// Gain of each contract since it was opened, by node, venue and asset, and the position that it is of.
  var gains: VenueTable
  var positions: VenueTable

  init(_ specification: WorldSpecification, regime: ResolvedRegime, layout: Layout) {
    longVariance = regime.rulebooks.flatMap { _ in
      specification.assets.map {
        let yearly = $0.longRunAnnualVolatility ?? $0.annualVolatility
        return yearly * yearly / (24 * 365.25)
      }
    }
    deviation = [Double?](repeating: nil, count: longVariance.count)
    gains = VenueTable(layout)
    positions = VenueTable(layout)
  }
}

extension World {
  /// The models that some rulebook asks for; nil where all have the exponentially weighted one.
  static func marginModels(
    _ specification: WorldSpecification, _ regime: ResolvedRegime, _ layout: Layout
  ) -> MarginModels? {
    let isPlain = regime.rulebooks.allSatisfy { $0.marginModel == .exponential }
    return isPlain ? nil : MarginModels(specification, regime: regime, layout: layout)
  }

  /// Variance of an hour's log return that margin under a jurisdiction's rules is computed from.
  func marginVariance(_ jurisdiction: Int, _ asset: Int) -> Double {
    let slot = jurisdiction * layout.assets + asset
    guard let deviation = marginModels?.deviation[slot] else { return market.hourlyVariance[slot] }
    return deviation * deviation
  }

  /// Brings the deviations of the tools up to date, with this tick's squared return where it has one.
  mutating func updateMarginModels(hourly: Double?, asset: Int) {
    guard var models = marginModels else { return }
    for (j, rules) in regime.rulebooks.enumerated() {
      let slot = j * layout.assets + asset
      if let hourly {
        let decay = Glibc.exp2(-specification.clock.tickHours / rules.marginFloorLookBackHours)
        models.longVariance[slot] = decay * models.longVariance[slot] + (1 - decay) * hourly
      }
      guard let tool = antiProcyclicality(rules, asset, models.longVariance[slot]) else { continue }
      models.deviation[slot] = tool.margin(
        calculated: market.hourlyVariance[slot].squareRoot(), held: models.deviation[slot])
    }
    marginModels = models
  }

  /// The tool of a rulebook for one asset, in deviations of an hour's return.
  private func antiProcyclicality(
    _ rules: Rulebook, _ asset: Int, _ longVariance: Double
  ) -> AntiProcyclicality? {
    switch rules.marginModel {
    case .exponential, .schedule: return nil
    case .lookBackFloor: return .floor(longTermMargin: longVariance.squareRoot())
    case .stressedWeight:
      let each = specification.assets[asset]
      let yearly =
        each.stressedAnnualVolatility
        ?? each.annualVolatility * specification.margin.stressMultiple
      return .stressWeight(
        share: rules.marginStressWeight, stressedMargin: yearly / (24 * 365.25).squareRoot())
    case .buffer: return .buffer(share: rules.marginBufferShare)
    }
  }

  /// Credits a move of the mark to every contract, so that replacement costs are known.
  mutating func noteContractGains(_ venue: Int, _ asset: Int, change: Double) {
    guard marginModels != nil else { return }
    for node in 0..<layout.institutions where positions[node, venue, asset] != 0 {
      let gain = contractGain(node, venue, asset) + positions[node, venue, asset] * change
      marginModels?.gains[node, venue, asset] = gain
      marginModels?.positions[node, venue, asset] = positions[node, venue, asset]
    }
  }

  /// Gain of a contract since it was opened; what was closed of it took its share along.
  func contractGain(_ node: Int, _ venue: Int, _ asset: Int) -> Double {
    guard let models = marginModels else { return 0 }
    let (then, now) = (models.positions[node, venue, asset], positions[node, venue, asset])
    guard then * now > 0 else { return 0 }
    return models.gains[node, venue, asset] * min(1, now / then)
  }
}
