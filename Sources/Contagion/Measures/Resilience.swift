import Glibc
import LinearAlgebra
public import Networks

/// Nodes of one number of creditors and of debtors, in a network seen through its degrees only.
public struct DegreeClass: Sendable, Equatable {
  /// `j`: how many creditors such a node has.
  public let creditors: Int
  /// `k`: how many debtors it has.
  public let debtors: Int
  /// `μ(j, k)`: the share of all nodes.
  public let share: Double
  /// `p(j, k, 1)`: the share of their claims whose loss alone brings the creditor down.
  public let contagiousShare: Double

  /// A class of nodes; shares in [0, 1].
  public init(creditors: Int, debtors: Int, share: Double, contagiousShare: Double) {
    precondition(creditors >= 0 && debtors >= 0, "degrees \(creditors), \(debtors)")
    precondition(
      share >= 0 && share <= 1 && contagiousShare >= 0 && contagiousShare <= 1,
      "shares \(share), \(contagiousShare) outside [0, 1]")
    self.creditors = creditors
    self.debtors = debtors
    self.share = share
    self.contagiousShare = contagiousShare
  }
}

/// The resilience of a large random network with given degrees: negative where few defaults can
/// become many.
///
/// `1 − Σ (j·k/λ)·μ(j,k)·p(j,k,1)` with the mean degree `λ = Σ k·μ(j,k)` (Amini, Cont and Minca
/// 2016, doi:10.1111/mafi.12051): one less the mean number of nodes that a contagious link leads on
/// to. One without links.
public func resilience(_ classes: [DegreeClass]) -> Double {
  let mean = classes.reduce(0) { $0 + Double($1.debtors) * $1.share }
  guard mean > 0 else { return 1 }
  return classes.reduce(1) { sum, group in
    sum - Double(group.creditors) * Double(group.debtors) / mean * group.share
      * group.contagiousShare
  }
}

/// The resilience when creditors and debtors are independent Poisson numbers and few debtors mean
/// fragility.
///
/// `1 − z·P(Poisson(z) ≤ d − 1)` where a node falls with the loss of one claim exactly if it has at
/// most `d` equal ones (Gai and Kapadia's balance sheets under the measure of Amini, Cont and Minca
/// 2016).
///
/// - Parameters:
///   - meanDegree: `z ≥ 0`.
///   - largestFragileDegree: `d ≥ 0`.
public func poissonResilience(meanDegree: Double, largestFragileDegree: Int) -> Double {
  precondition(meanDegree >= 0 && meanDegree.isFinite, "mean degree \(meanDegree)")
  precondition(largestFragileDegree >= 0, "degree \(largestFragileDegree)")
  guard meanDegree > 0 else { return 1 }
  var logarithm = -meanDegree
  var probability = 0.0
  for count in 0..<largestFragileDegree {
    probability += exp(logarithm)
    logarithm += log(meanDegree / Double(count + 1))
  }
  return 1 - meanDegree * probability
}

/// The resilience of a network at hand: one less the mean number of creditors behind a contagious
/// claim.
///
/// `1 − Σ_i j_i·q_i/m` over the `m` links, with `j_i` the creditors of `i` and `q_i` the number of
/// its claims whose loss, net of the recovery, exceeds its equity (Amini, Cont and Minca 2016, for
/// the empirical degrees). One without links.
///
/// - Parameters:
///   - network: the claims.
///   - equity: each node's equity before the losses.
///   - recovery: of a defaulter's claims, in [0, 1].
///   - defaultTest: whether a loss of just the equity is a default (weak) or not (strict).
public func resilience(
  _ network: ExposureNetwork, equity: [Double], recovery: Double = 0,
  defaultTest: DefaultTest = .strict
) -> Double {
  precondition(equity.count == network.count, "\(network.count) nodes, \(equity.count) equities")
  precondition(recovery >= 0 && recovery <= 1, "recovery \(recovery) outside [0, 1]")
  let count = network.count
  var creditors = [Int](repeating: 0, count: count)
  var contagious = creditors
  var links = 0
  for i in 0..<count {
    for k in 0..<count where network.claims[i, k] > 0 {
      links += 1
      creditors[k] += 1
      let left = equity[i] - (1 - recovery) * network.claims[i, k]
      if left < 0 || (defaultTest == .weak && left == 0) { contagious[i] += 1 }
    }
  }
  guard links > 0 else { return 1 }
  let led = (0..<count).reduce(0) { $0 + creditors[$1] * contagious[$1] }
  return 1 - Double(led) / Double(links)
}
