public import Networks

/// The threshold cascade: a node whose stress reaches its threshold fails its creditors once, in full.
///
/// Node `k` fires when `s_k ≥ θ_k` (weak) or `s_k > θ_k` (strict), or when its initial distress is
/// one; then each creditor loses `(1 − R)·A[i,k]`. With `θ = 1` it is the sequential default of Furfine
/// (2003) for a given loss of equity; lower thresholds are those of models in which a node runs or is resolved
/// before its equity is gone.
///
/// - Parameters:
///   - network: the claims (row = creditor); its balance sheets play no part.
///   - referenceEquity: the buffer of each node, in money; see
///     `singleHitDebtRank` for none.
///   - initialDistress: the share of the buffer that the shock takes, of [0, 1], one per node.
///   - thresholds: `θ`, positive, one per node; all one when left out.
///   - recovery: `R`, of [0, 1].
///   - impact: whether one debtor can take more than the whole of a creditor's buffer.
///   - defaultTest: whether stress equal to the threshold fires.
/// - Returns: the distress; ``DistressResult/transmissionRound`` says when each node fired, while
///   ``DistressResult/defaulted`` goes by stress of one.
public func thresholdCascade(
  _ network: ExposureNetwork, referenceEquity: [Double], initialDistress: [Double],
  thresholds: [Double]? = nil, recovery: Double = 0, impact: Impact = .uncapped,
  defaultTest: DefaultTest = .weak
) -> DistressResult {
  cascade(
    network, referenceEquity: referenceEquity, initialDistress: initialDistress,
    thresholds: thresholds, recovery: recovery, impact: impact, defaultTest: defaultTest)
}

/// The same on a sparse network, to the same bytes; visits only the creditors of nodes that fire.
public func thresholdCascade(
  _ network: SparseExposures, referenceEquity: [Double], initialDistress: [Double],
  thresholds: [Double]? = nil, recovery: Double = 0, impact: Impact = .uncapped,
  defaultTest: DefaultTest = .weak
) -> DistressResult {
  cascade(
    network, referenceEquity: referenceEquity, initialDistress: initialDistress,
    thresholds: thresholds, recovery: recovery, impact: impact, defaultTest: defaultTest)
}

private func cascade(
  _ network: some CreditorsByDebtor, referenceEquity: [Double], initialDistress: [Double],
  thresholds: [Double]?, recovery: Double, impact: Impact,
  defaultTest: DefaultTest
) -> DistressResult {
  let problem = DistressProblem(
    count: network.count, referenceEquity: referenceEquity, initialDistress: initialDistress,
    defaultTest: defaultTest)
  let limits = thresholds ?? Array(repeating: 1, count: network.count)
  precondition(
    limits.count == network.count && limits.allSatisfy { $0 > 0 }, "thresholds \(limits)")
  precondition(recovery >= 0 && recovery <= 1, "recovery \(recovery) outside [0, 1]")
  return problem.transmitOnce(network, impact: impact, passedOn: 1 - recovery, inFull: true) {
    i, stress in
    if problem.initialDistress[i] >= 1 { return true }
    return problem.referenceEquity[i] > 0 ? problem.reaches(stress, limits[i]) : stress >= 1
  }
}
