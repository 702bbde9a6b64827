/// The ten instruments of harmonisation that can be moved one at a time (MODEL.md, "Levers").
package enum Lever: String, Sendable, CaseIterable {
  case margin, collateral, capital, custody, clearing, contracts, access, reporting
  case technicalStandards = "technical_standards"
  case enforcement
}

/// A rule that is a number: where it stands, which lever moves it, its bounds, and which way is strict.
package struct NumericRule: Sendable {
  package let name: String
  package let lever: Lever
  package let unit: String
  package let lowerBound: Double
  package let upperBound: Double
  package let higherIsStricter: Bool
  package let get: @Sendable (Rulebook) -> Double
  package let set: @Sendable (inout Rulebook, Double) -> Void
  /// Whether it says anything in a rulebook: what is not in force in any is no rule of that world.
  package let isInForce: @Sendable (Rulebook) -> Bool

  private init(
    _ name: String, _ lever: Lever, _ unit: String, _ bounds: ClosedRange<Double>,
    higherIsStricter: Bool = true, _ path: any WritableKeyPath<Rulebook, Double> & Sendable,
    isInForce: @escaping @Sendable (Rulebook) -> Bool = { _ in true }
  ) {
    self.name = name
    self.lever = lever
    self.unit = unit
    self.lowerBound = bounds.lowerBound
    self.upperBound = bounds.upperBound
    self.higherIsStricter = higherIsStricter
    self.get = { $0[keyPath: path] }
    self.set = { $0[keyPath: path] = $1 }
    self.isInForce = isInForce
  }

  private init(haircutOfAsset asset: Int, named id: String) {
    self.name = "collateral_haircut.\(id)"
    self.lever = .collateral
    self.unit = "fraction"
    self.lowerBound = 0
    self.upperBound = 1
    self.higherIsStricter = true
    self.get = { $0.collateralHaircuts[asset] }
    self.set = { $0.collateralHaircuts[asset] = $1 }
    self.isInForce = { _ in true }
  }

  /// Where no weight is stated every asset's is one; a one that is set there stays unstated.
  private init(riskWeightOfAsset asset: Int, named id: String) {
    self.name = "risk_weight.\(id)"
    self.lever = .capital
    self.unit = "×"
    self.lowerBound = 0
    self.upperBound = .greatestFiniteMagnitude
    self.higherIsStricter = true
    self.get = { asset < $0.riskWeights.count ? $0.riskWeights[asset] : 1 }
    self.set = { rulebook, weight in
      guard weight != 1 || asset < rulebook.riskWeights.count else { return }
      while rulebook.riskWeights.count <= asset { rulebook.riskWeights.append(1) }
      rulebook.riskWeights[asset] = weight
    }
    self.isInForce = { !$0.riskWeights.isEmpty }
  }

  private static let unbounded = 0...Double.greatestFiniteMagnitude

  private static let scalars: [NumericRule] = [
    .init("initial_margin_multiplier", .margin, "×", unbounded, \.initialMarginMultiplier),
    .init("margin_floor_rate", .margin, "fraction", 0...1, \.marginFloorRate),
    .init("leverage_cap_margin_rate", .margin, "fraction", 0...1, \.leverageCapMarginRate),
    .init("maintenance_ratio", .margin, "fraction", 0...1, \.maintenanceRatio),
    .init("margin_look_back_hours", .margin, "hours", 0.01...1e9, \.marginLookBackHours),
    .init(
      "margin_floor_look_back_hours", .margin, "hours", 0.01...1e9, \.marginFloorLookBackHours,
      isInForce: { $0.marginModel == .lookBackFloor }),
    .init(
      "margin_stress_weight", .margin, "fraction", 0...1, \.marginStressWeight,
      isInForce: { $0.marginModel == .stressedWeight }),
    .init(
      "margin_buffer_share", .margin, "fraction", unbounded, \.marginBufferShare,
      isInForce: { $0.marginModel == .buffer }),
    .init(
      "margin_threshold", .margin, "money", unbounded, higherIsStricter: false,
      \.marginThreshold, isInForce: { $0.marginThreshold > 0 }),
    .init(
      "minimum_transfer_amount", .margin, "money", unbounded, higherIsStricter: false,
      \.minimumTransferAmount, isInForce: { $0.minimumTransferAmount > 0 }),
    .init("capital_ratio", .capital, "fraction", 0...1, \.capitalRatio),
    .init("segregated_share", .custody, "fraction", 0...1, \.segregatedShare),
    .init("skin_in_the_game_share", .clearing, "fraction", 0...1, \.skinInTheGameShare),
    .init("default_fund_cover", .clearing, "members", 0...2, \.defaultFundCover),
    .init(
      "reporting_lag_hours", .reporting, "hours", unbounded, higherIsStricter: false,
      \.reportingLagHours),
    .init(
      "reporting_noise", .reporting, "fraction", unbounded, higherIsStricter: false,
      \.reportingNoise),
    .init(
      "attestations_per_day", .reporting, "per day", unbounded, \.attestationsPerDay,
      isInForce: { $0.hasCommitments }),
    .init(
      "proof_samples", .reporting, "clients", unbounded, \.proofSamples,
      isInForce: { $0.hasCommitments }),
    .init(
      "audit_hazard_scale", .technicalStandards, "×", unbounded, higherIsStricter: false,
      \.auditHazardScale),
    .init("enforcement_threshold", .enforcement, "fraction", 0...1, \.enforcementThreshold),
    .init(
      "enforcement_reaction_hours", .enforcement, "hours", unbounded, higherIsStricter: false,
      \.enforcementReactionHours),
  ]

  /// The numeric rules of a world with these assets; the settlement asset comes first and has no haircut.
  package static func all(assets: [String]) -> [NumericRule] {
    scalars
      + assets.enumerated().dropFirst().map {
        NumericRule(haircutOfAsset: $0.offset, named: $0.element)
      }
      + assets.enumerated().map { NumericRule(riskWeightOfAsset: $0.offset, named: $0.element) }
  }
}
