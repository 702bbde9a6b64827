internal import Contagion
internal import LinearAlgebra
internal import Regimes

/// Initial margin of pairs (phases 3 and 4), where the rulebook of who is protected asks for it.
///
/// Each pair is one netting set for each party, margined by the model of phase 3 with the rules, the view of
/// volatility and the threshold of the counterparty's home; both parties post, in cash, with a third party, so that what is
/// posted stays its owner's (BCBS and IOSCO 2020, "Margin requirements for non-centrally cleared
/// derivatives", elements 3 and 5). A call that free cash does not meet stays open. Absent
/// unless a rulebook has `uncleared_margin`.
extension World {
  mutating func requireBilateralMargin() {
    let asked = bilateral.sides.indices.filter { isMargined(bilateral[$0]) }
    for side in bilateral.sides.indices where bilateral[side].required != 0 {
      bilateral[side].required = 0
    }
    guard !asked.isEmpty else { return }
    for (side, amount) in zip(asked, pairRequirements(asked)) { bilateral[side].required = amount }
  }

  private func isMargined(_ side: BilateralSide) -> Bool {
    side.holder < layout.institutions && side.counterparty < layout.institutions && side.isOpen
      && rulebook(of: side.counterparty).unclearedMargin && !standing[side.holder].isInDefault
      && !standing[side.counterparty].isInDefault
  }

  private func pairRequirements(_ asked: [Int]) -> [Double] {
    var exposures = Matrix(rows: asked.count, columns: layout.assets)
    var volatilities = exposures
    var models: [InitialMarginModel] = []
    for (row, index) in asked.enumerated() {
      let side = bilateral[index]
      let jurisdiction = layout.homeJurisdiction[side.counterparty]
      for asset in 1..<layout.assets {
        let variance = marginVariance(jurisdiction, asset)
        exposures[row, asset] = side.quantity[asset] * price(side.zone, asset)
        volatilities[row, asset] = (variance * specification.margin.horizonHours).squareRoot()
      }
      let rules = rulebook(of: side.counterparty)
      models.append(
        InitialMarginModel(
          floorRate: rules.marginFloorRate,
          multiplier: rules.initialMarginMultiplier * standing[side.holder].marginAddOn,
          quantile: rules.marginModel == .schedule ? 0 : specification.margin.quantile))
    }
    let amounts = InitialMarginModel.requirements(
      models, exposures: exposures, volatilities: volatilities,
      correlation: specification.margin.correlation,
      concentration: specification.margin.concentration)
    return asked.indices.map { row in
      let rules = rulebook(of: bilateral[asked[row]].counterparty)
      let scheduled =
        rules.marginModel == .schedule
        ? scheduledBeyondFloor(pairSet(asked[row], exposures.row(row)), models[row]) : 0
      return exchangedMargin(
        required: amounts[row] + scheduled, threshold: rules.marginThreshold)
    }
  }

  /// A pair's contracts for the schedule; as they settle in full in every pass, they owe nothing.
  private func pairSet(_ side: Int, _ exposure: [Double]) -> NettingSet {
    NettingSet(
      member: bilateral[side].holder, clearer: 0, standard: 0, pool: nil,
      exposure: exposure, notional: exposure.map(abs))
  }

  /// What pairs post at the start, out of cash of all zones.
  mutating func postBilateralMargin() {
    requireBilateralMargin()
    for index in bilateral.sides.indices where bilateral[index].required > 0 {
      let side = bilateral[index]
      bilateral[index].posted = takeCash(side.required, from: side.holder, zone: side.zone)
    }
  }

  /// Brings what pairs have posted to what is asked, as far as free cash goes, of other zones as fast as they
  /// are connected.
  mutating func meetBilateralCalls() {
    for index in bilateral.sides.indices {
      let side = bilateral[index]
      let missing = side.required - side.posted
      guard missing != 0, side.holder < layout.institutions, isTransferred(missing, of: side)
      else { continue }
      if missing > payable(side.holder, side.zone) {
        _ = transferCash(missing - payable(side.holder, side.zone), side.holder, to: side.zone)
      }
      let moved = missing > 0 ? min(missing, payable(side.holder, side.zone)) : missing
      holdings[side.holder, side.zone, 0] -= moved
      bilateral[index].posted += moved
      if missing - moved > 1e-9 * side.required, pass == 0 {
        record(
          .marginCall, who: side.holder, toWhom: side.counterparty, amount: missing - moved)
      }
    }
  }
}
