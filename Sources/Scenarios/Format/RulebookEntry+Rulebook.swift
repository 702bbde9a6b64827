internal import Formats
internal import Regimes

extension RulebookEntry {
  /// The entry that says everything that a rulebook says.
  init(_ rulebook: Rulebook, assets: [String]) {
    initialMarginMultiplier = rulebook.initialMarginMultiplier
    marginFloorRate = rulebook.marginFloorRate
    leverageCapMarginRate = rulebook.leverageCapMarginRate
    maintenanceRatio = rulebook.maintenanceRatio
    marginLookBackHours = rulebook.marginLookBackHours
    marginModel = rulebook.marginModel
    marginFloorLookBackHours = rulebook.marginFloorLookBackHours
    marginStressWeight = rulebook.marginStressWeight
    marginBufferShare = rulebook.marginBufferShare
    marginThreshold = rulebook.marginThreshold
    minimumTransferAmount = rulebook.minimumTransferAmount
    for (asset, haircut) in zip(assets, rulebook.collateralHaircuts).dropFirst() {
      collateralHaircuts[asset] = .some(haircut)
    }
    capitalRatio = rulebook.capitalRatio
    for (asset, weight) in zip(assets, rulebook.riskWeights) { riskWeights[asset] = .some(weight) }
    groupTwoLimits = rulebook.groupTwoLimits
    segregatedShare = rulebook.segregatedShare
    skinInTheGameShare = rulebook.skinInTheGameShare
    defaultFundCover = rulebook.defaultFundCover
    reportingLagHours = rulebook.reportingLagHours
    reportingNoise = rulebook.reportingNoise
    attestationsPerDay = rulebook.attestationsPerDay
    proofSamples = rulebook.proofSamples
    auditHazardScale = rulebook.auditHazardScale
    enforcementThreshold = rulebook.enforcementThreshold
    enforcementReactionHours = rulebook.enforcementReactionHours
    costPerMarket = rulebook.costPerMarket
    costPerActivity = rulebook.costPerActivity
    costPerConflict = rulebook.costPerConflict
    clearingMandate = rulebook.clearingMandate
    unclearedMargin = rulebook.unclearedMargin
    insolvency = rulebook.insolvency
    access = rulebook.access
    contractStandard = rulebook.contractStandard
    oracleStandard = rulebook.oracleStandard
    attestation = rulebook.attestation
    enforcementStyle = rulebook.enforcementStyle
    powers = rulebook.powers
  }

  /// The rules in force: what is not said is taken from the market's rulebook.
  func rulebook(over market: Rulebook, assets: [String]) -> Rulebook {
    var rules = market
    func take<Value>(_ value: Value?, _ path: WritableKeyPath<Rulebook, Value>) {
      if let value { rules[keyPath: path] = value }
    }
    take(initialMarginMultiplier, \.initialMarginMultiplier)
    take(marginFloorRate, \.marginFloorRate)
    take(leverageCapMarginRate, \.leverageCapMarginRate)
    take(maintenanceRatio, \.maintenanceRatio)
    take(marginLookBackHours, \.marginLookBackHours)
    take(marginModel, \.marginModel)
    take(marginFloorLookBackHours, \.marginFloorLookBackHours)
    take(marginStressWeight, \.marginStressWeight)
    take(marginBufferShare, \.marginBufferShare)
    take(marginThreshold, \.marginThreshold)
    take(minimumTransferAmount, \.minimumTransferAmount)
    rules.collateralHaircuts = assets.enumerated().map { index, asset in
      let market = index < market.collateralHaircuts.count ? market.collateralHaircuts[index] : 0
      return (collateralHaircuts[asset] ?? nil) ?? market
    }
    take(capitalRatio, \.capitalRatio)
    rules.riskWeights = weights(over: market.riskWeights, assets: assets)
    take(groupTwoLimits, \.groupTwoLimits)
    take(segregatedShare, \.segregatedShare)
    take(skinInTheGameShare, \.skinInTheGameShare)
    take(defaultFundCover, \.defaultFundCover)
    take(reportingLagHours, \.reportingLagHours)
    take(reportingNoise, \.reportingNoise)
    take(attestationsPerDay, \.attestationsPerDay)
    take(proofSamples, \.proofSamples)
    take(auditHazardScale, \.auditHazardScale)
    take(enforcementThreshold, \.enforcementThreshold)
    take(enforcementReactionHours, \.enforcementReactionHours)
    take(costPerMarket, \.costPerMarket)
    take(costPerActivity, \.costPerActivity)
    take(costPerConflict, \.costPerConflict)
    take(clearingMandate, \.clearingMandate)
    take(unclearedMargin, \.unclearedMargin)
    take(insolvency, \.insolvency)
    take(access, \.access)
    take(contractStandard, \.contractStandard)
    if let oracleStandard { rules.oracleStandard = oracleStandard }
    take(attestation, \.attestation)
    take(enforcementStyle, \.enforcementStyle)
    take(powers, \.powers)
    return rules
  }

  /// Risk weights: those stated here, else the market's, else one; none where neither states any.
  private func weights(over market: [Double], assets: [String]) -> [Double] {
    guard !market.isEmpty || riskWeights.entries.contains(where: { $0.value != nil }) else {
      return []
    }
    return assets.enumerated().map { index, asset in
      (riskWeights[asset] ?? nil) ?? (index < market.count ? market[index] : 1)
    }
  }
}
