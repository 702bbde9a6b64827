import LinearAlgebra
public import Networks

/// What each node's sole failure does to the others, and what the others' failures do to it.
public struct ImpactAndVulnerability: Sendable, Equatable {
  /// The weighted distress that each node's failure adds to the others.
  public let impact: [Double]
  /// The distress that each node suffers from another node's failure, on average over the others.
  public let vulnerability: [Double]
  /// The worst status and residual of the propagations, and their iterations in all.
  public let report: SolutionReport
}

/// The impact of each node: what its sole failure adds to the weighted distress of the others.
///
/// See ``impactAndVulnerability(_:referenceEquity:weights:valuation:options:)``, of which this is
/// the first half.
public func systemicImpact(
  _ network: ExposureNetwork, referenceEquity: [Double], weights: [Double],
  valuation: Valuation = .linearDebtRank, options: ContagionOptions = .init()
) -> [Double] {
  impactAndVulnerability(
    network, referenceEquity: referenceEquity, weights: weights, valuation: valuation,
    options: options
  ).impact
}

/// The impact and the vulnerability of each node under the failure of one node at a time.
///
/// With `h(i)` the distress when `i` is in default (DebtRank: `h_i = 1`) and `h'` without, the
/// impact of `i` is `Σ_{k≠i} w_k·(h_k(i) − h'_k)/Σ_k w_k`, the DebtRank of Bardoscia et al. (2015)
/// for the default valuation, and the vulnerability of `k` is the mean of `h_k(i) − h'_k` over `i ≠
/// k`; zero for a node on its own. Linear DebtRank takes all defaults at once
/// (``linearDebtRank(_:referenceEquity:shocks:defaultTest:maximumRounds:threads:)``), other models one
/// propagation per node.
///
/// - Parameters:
///   - network: claims and balance sheets.
///   - referenceEquity: `E0`, one per node.
///   - weights: economic weight of each node, not negative, with a positive sum unless there are no nodes.
///   - valuation: the model of contagion.
///   - options: as for ``propagate(_:valuation:referenceEquity:alreadyDefaulted:options:)``.
public func impactAndVulnerability(
  _ network: ExposureNetwork, referenceEquity: [Double], weights: [Double],
  valuation: Valuation = .linearDebtRank, options: ContagionOptions = .init()
) -> ImpactAndVulnerability {
  let total = weights.reduce(0, +)
  precondition(
    weights.count == network.count && (total > 0 || weights.isEmpty)
      && weights.allSatisfy { $0 >= 0 },
    "weights \(weights)")
  let base = propagate(
    network, valuation: valuation, referenceEquity: referenceEquity, options: options)
  let hits = soleDefaults(
    network, referenceEquity: referenceEquity, valuation: valuation, options: options)
  var report = base.report
  var impacts = [Double](repeating: 0, count: network.count)
  var suffered = impacts
  for (i, hit) in hits.enumerated() {
    report = report.joined(hit.report)
    var impact = 0.0
    for k in 0..<network.count where k != i {
      let added = hit.distress[k] - base.distress[k]
      impact += weights[k] * added
      suffered[k] += added
    }
    impacts[i] = impact / total
  }
  let others = Double(max(1, network.count - 1))
  return ImpactAndVulnerability(
    impact: impacts, vulnerability: suffered.map { $0 / others }, report: report)
}

/// The distress after the sole default of each node, at nodes other than that one.
private func soleDefaults(
  _ network: ExposureNetwork, referenceEquity: [Double], valuation: Valuation,
  options: ContagionOptions
) -> [(distress: [Double], report: SolutionReport)] {
  if valuation == .linearDebtRank, options.method == .activeSets, options.fixedPoint == .greatest {
    let batch = linearDebtRank(
      network, referenceEquity: referenceEquity, defaultTest: options.defaultTest)
    let byShock = batch.distress.transposed
    return batch.reports.indices.map { (byShock.row($0), batch.reports[$0]) }
  }
  var failed = [Bool](repeating: false, count: network.count)
  return (0..<network.count).map { i in
    failed[i] = true
    defer { failed[i] = false }
    let hit = propagate(
      network, valuation: valuation, referenceEquity: referenceEquity, alreadyDefaulted: failed,
      options: options, sweepsBeforeSolving: true)
    return (hit.distress, hit.report)
  }
}

extension SolutionReport {
  /// The report of two computations together: the worse status and residual, all iterations.
  func joined(_ other: SolutionReport) -> SolutionReport {
    func rank(_ status: SolutionStatus) -> Int {
      switch status {
      case .exact: 0
      case .converged: 1
      case .iterationLimit: 2
      case .singular: 3
      }
    }
    var joined = rank(other.status) > rank(status) ? other : self
    joined.residual = max(residual, other.residual)
    joined.iterations = iterations + other.iterations
    joined.usedFallback = usedFallback || other.usedFallback
    return joined
  }
}
