internal import Contagion

/// What contributions to default funds weigh in the capital requirement of members: `12.5·K_i` of the Basel
/// framework (CRE54, BCBS 282, 2014; `DefaultFundCapital`) in the place of their value.
///
/// The exposure of a house to a member is the loss in stress (see `worstStressedLosses`) beyond what
/// the member has posted and paid into the fund. Only where the member's home has risk weights.
extension World {
  /// Capital against the default fund of a clearer, members in institution order.
  func defaultFundCapital(at clearer: Int) -> DefaultFundCapital {
    let members = 0..<layout.institutions
    let stressed = worstStressedLosses(at: clearer)
    return DefaultFundCapital(
      exposuresAtDefault: members.map { member in
        max(0, stressed[member] - postedValue(member, clearer) - funds[member, clearer])
      }, contributions: members.map { max(0, funds[$0, clearer]) },
      houseContribution: max(0, funds.own[clearer]))
  }

  /// Weighted less plain value of every institution's contributions to default funds.
  func addedByDefaultFunds() -> [Double] {
    var added = [Double](repeating: 0, count: layout.institutions)
    for clearer in 0..<layout.venues
    where added.indices.contains(where: { funds[$0, clearer] > 0 }) {
      let weighted = defaultFundCapital(at: clearer).riskWeightedAssets
      for i in added.indices { added[i] += weighted[i] - funds[i, clearer] }
    }
    return added
  }
}
