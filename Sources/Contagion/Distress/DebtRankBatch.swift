import LinearAlgebra
public import Networks

/// Linear DebtRank after each of many shocks to one network, all at once.
///
/// Each result is that of the shock alone for the greatest fixed point, to rounding; distress comes from ``linearDebtRank(_:referenceEquity:shocks:defaultTest:maximumRounds:threads:)``, the
/// losses from one product of the claims with the distress of all shocks. The last bits depend on which shocks are
/// solved together, and not on the number of threads. Rounds of default are not told: a default has round 0.
///
/// - Parameters:
///   - network: the claims (row = creditor); its balance sheets play no part.
///   - referenceEquity: `E0`, one per node, in money.
///   - initialDistress: for each shock the share of equity that it takes, of [0, 1], one per node; 1 is default.
///   - impact: whether one debtor can take more than the whole of a creditor's equity.
///   - defaultTest: whether stress of one is default (weak) or not.
///   - threads: how many threads take blocks of shocks.
/// - Complexity: for `n` nodes and `m` shocks `O(n³ + n²·m)` where small distress does not grow.
public func debtRank(
  _ network: ExposureNetwork, referenceEquity: [Double], initialDistress: [[Double]],
  impact: Impact = .uncapped, defaultTest: DefaultTest = .weak, threads: Int = 1
) -> [DistressResult] {
  let problems = initialDistress.map {
    DistressProblem(
      count: network.count, referenceEquity: referenceEquity, initialDistress: $0,
      defaultTest: defaultTest)
  }
  let (nodes, shocks) = (network.count, problems.count)
  let felt = network.felt(referenceEquity: referenceEquity, impact: impact)
  let batch = linearDebtRank(
    felt.shocked(
      referenceEquity: referenceEquity, initialDistress: Array(repeating: 0, count: nodes)),
    referenceEquity: referenceEquity, shocks: shockBatch(initialDistress, nodes: nodes),
    defaultTest: defaultTest, threads: threads)
  let losses = felt.claims.multiply(batch.distress)
  return (0..<shocks).map { j in
    let problem = problems[j]
    let stress = (0..<nodes).map { i -> Double in
      let (start, buffer) = (initialDistress[j][i], referenceEquity[i])
      if buffer > 0 { return start + losses[i, j] / buffer }
      return batch.distress[i, j] >= 1 ? 1 : start
    }
    return problem.result(
      stress: stress,
      defaultRound: (0..<nodes).map { problem.isDefault($0, stress: stress[$0]) ? 0 : nil },
      transmissionRound: nil, report: batch.reports[j])
  }
}

/// The batch of some shocks: that of all single defaults, whose columns help each other, where they are these.
private func shockBatch(_ initialDistress: [[Double]], nodes: Int) -> ShockBatch {
  let shocks = initialDistress.count
  var losses = Matrix(rows: nodes, columns: shocks)
  var areSingle = shocks == nodes
  for (j, distress) in initialDistress.enumerated() {
    for (i, share) in distress.enumerated() {
      losses[i, j] = share
      areSingle = areSingle && share == (i == j ? 1 : 0)
    }
  }
  return areSingle ? .singleDefaults : .losses(losses)
}
