import LinearAlgebra
public import Networks

/// DebtRank as first published: every node passes its distress on once.
///
/// Battiston, Puliga, Kaushik, Tasca and Caldarelli (2012), doi:10.1038/srep00541. A node that becomes
/// distressed passes `min(1, s_k)` on in the next round, and is inactive from then on, whatever it
/// loses later: `s_i(t) = s_i(t−1) + Σ_{k active} W[i,k]·min(1, s_k(t−1))`, all at once. Distress that
/// would come back along a cycle is not counted, so it is at most that of ``debtRank(_:referenceEquity:initialDistress:valuation:impact:options:)``.
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
  let problem = DistressProblem(
    count: network.count, referenceEquity: referenceEquity, initialDistress: initialDistress,
    defaultTest: defaultTest)
  return problem.transmitOnce(network, impact: impact, passedOn: 1) { _, stress in stress > 0 }
}

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
///     ``singleHitDebtRank(_:referenceEquity:initialDistress:impact:defaultTest:)`` for none.
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

extension DistressProblem {
  /// Rounds in which every node that `starts` passes its distress on once, until none is left.
  ///
  /// - Parameters:
  ///   - passedOn: the share of a claim that full distress of the debtor takes.
  ///   - inFull: whether a node passes on full distress whatever its own.
  ///   - starts: whether a node passes on at its present stress.
  fileprivate func transmitOnce(
    _ network: ExposureNetwork, impact: Impact, passedOn: Double, inFull: Bool = false,
    starts: (_ node: Int, _ stress: Double) -> Bool
  ) -> DistressResult {
    let count = network.count
    var lost = [Double](repeating: 0, count: count)
    var stress = (0..<count).map { self.stress($0, loss: 0) }
    var defaultRound = [Int?](repeating: nil, count: count)
    var transmissionRound = defaultRound
    var round = 0
    while true {
      for i in 0..<count where defaultRound[i] == nil && isDefault(i, stress: stress[i]) {
        defaultRound[i] = round
      }
      let active = (0..<count).filter { transmissionRound[$0] == nil && starts($0, stress[$0]) }
      guard !active.isEmpty else { break }
      for k in active { transmissionRound[k] = round }
      let sent = active.map { passedOn * (inFull ? 1 : min(1, stress[$0])) }
      network.claims.withUnsafeElements { claims in
        for i in 0..<count {
          let most = impact == .capped && referenceEquity[i] > 0 ? referenceEquity[i] : .infinity
          for (place, k) in active.enumerated() {
            lost[i] += min(claims[i * count + k], most) * sent[place]
          }
        }
      }
      for i in 0..<count { stress[i] = self.stress(i, loss: lost[i]) }
      round += 1
    }
    return result(
      stress: stress, defaultRound: defaultRound, transmissionRound: transmissionRound,
      report: SolutionReport(status: .exact, iterations: round))
  }
}
