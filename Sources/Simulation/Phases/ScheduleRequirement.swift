internal import Contagion
internal import Regimes

/// Initial margin by the standard schedule, and the threshold under which margin is not exchanged
/// (BCBS–IOSCO d499, 2020, appendix A and requirement 2).
///
/// The margin of a netting set is `0.4·gross + 0.6·NGR·gross`: `gross` is the notional of every contract
/// times the rate of its class, `NGR` what the member's contracts owe in net over what those of them
/// owe that have lost, since they were opened; 1 where none has. It stands in the place of `κ·√(xᵀΣx)`.
extension World {
  /// Takes a contract into a netting set.
  func noteContract(
    of member: Int, _ venue: Int, _ asset: Int, _ value: Double, in set: inout NettingSet
  ) {
    guard marginModels != nil else { return }
    if set.notional.isEmpty { set.notional = [Double](repeating: 0, count: layout.assets) }
    set.notional[asset] += abs(value)
    set.gains.append(contractGain(member, venue, asset))
  }

  /// What the schedule asks of a netting set beyond the floor on its net notional.
  func scheduledBeyondFloor(_ set: NettingSet, _ model: InitialMarginModel) -> Double {
    let gross = scheduleGrossMargin(
      set.notional.indices.map {
        (kind: specification.assets[$0].marginClass, notional: set.notional[$0])
      })
    let lost = set.gains.reduce(0) { $0 + max(0, -$1) }
    let net = min(lost, max(0, -set.gains.reduce(0, +)))
    let scheduled = scheduleNetMargin(
      gross: gross, netReplacementCost: net, grossReplacementCost: lost)
    let floor = model.floorRate * set.exposure.reduce(0) { $0 + abs($1) }
    return model.multiplier * max(0, scheduled - floor)
  }

  /// What is exchanged of requirements by node and clearer: the part above the clearer's threshold.
  func exchanged(_ required: [Double]) -> [Double] {
    var amounts = required
    for clearer in 0..<layout.venues {
      let threshold = rulebook(ofVenue: clearer).marginThreshold
      guard threshold > 0 else { continue }
      for node in 0..<layout.nodes {
        let slot = node * layout.venues + clearer
        amounts[slot] = exchangedMargin(required: required[slot], threshold: threshold)
      }
    }
    return amounts
  }

  /// The margin model with the greatest weight, the first of equals.
  func commonMarginModel(_ weights: [Double]) -> MarginModel {
    var best = (model: MarginModel.exponential, weight: -1.0)
    for model in MarginModel.allCases {
      let weight = weights.indices.reduce(0) {
        $0 + (regime.rulebooks[$1].marginModel == model ? weights[$1] : 0)
      }
      if weight > best.weight { best = (model, weight) }
    }
    return best.model
  }
}
