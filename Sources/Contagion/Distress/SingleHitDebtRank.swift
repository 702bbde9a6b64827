public import Networks

/// DebtRank as first published: every node passes its distress on once.
///
/// Battiston, Puliga, Kaushik, Tasca and Caldarelli (2012), doi:10.1038/srep00541. A node that becomes
/// distressed passes `min(1, s_k)` on in the next round, and is inactive from then on, whatever it
/// loses later: `s_i(t) = s_i(t−1) + Σ_{k active} W[i,k]·min(1, s_k(t−1))`, all at once. Distress that
/// would come back along a cycle is not counted, so it is at most that of linear DebtRank.
/// At most as many rounds as nodes, and every claim is looked at once.
///
/// - Parameters:
///   - network: the claims (row = creditor); its balance sheets play no part.
///   - referenceEquity: `E0`, one per node, in money. Where it is not positive: in default from the
///     start by the weak test, and by the strict test once anything is lost.
///   - initialDistress: the share of equity that the shock takes, of [0, 1], one per node.
///   - impact: capped as published, or uncapped.
///   - defaultTest: whether `s = 1` is default (weak) or not.
/// - Returns: the distress; ``DistressResult/transmissionRound`` says when each node was active.
public func singleHitDebtRank(
  _ network: ExposureNetwork, referenceEquity: [Double], initialDistress: [Double],
  impact: Impact = .capped, defaultTest: DefaultTest = .weak
) -> DistressResult {
  singleHit(
    network, referenceEquity: referenceEquity, initialDistress: initialDistress, impact: impact,
    defaultTest: defaultTest)
}

/// The same on a sparse network, to the same bytes; visits only the creditors of nodes that pass distress on.
public func singleHitDebtRank(
  _ network: SparseExposures, referenceEquity: [Double], initialDistress: [Double],
  impact: Impact = .capped, defaultTest: DefaultTest = .weak
) -> DistressResult {
  singleHit(
    network, referenceEquity: referenceEquity, initialDistress: initialDistress, impact: impact,
    defaultTest: defaultTest)
}

private func singleHit(
  _ network: some CreditorsByDebtor, referenceEquity: [Double], initialDistress: [Double],
  impact: Impact, defaultTest: DefaultTest
) -> DistressResult {
  let problem = DistressProblem(
    count: network.count, referenceEquity: referenceEquity, initialDistress: initialDistress,
    defaultTest: defaultTest)
  return problem.transmitOnce(network, impact: impact, passedOn: 1) { _, stress in stress > 0 }
}
