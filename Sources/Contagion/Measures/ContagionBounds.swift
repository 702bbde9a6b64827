public import Networks

/// What a shock to one node can at most do to others, from balance sheets alone (Glasserman and
/// Young).
///
/// Node `i` has outside assets `c_i`, net worth `w_i` and the share `β_i` of its liabilities inside
/// the network; creditors inside and outside rank alike. Whatever the network, a shock to `i` alone
/// passes on at most `β_i(c_i − w_i) = w_iβ_i(λ_i − 1)` with `λ_i = c_i/w_i` (Glasserman and Young
/// 2015, doi:10.1016/j.jbankfin.2014.02.006).
public struct ContagionBounds: Sendable, Equatable {
  /// `c`: assets outside the network, not negative.
  public let outsideAssets: [Double]
  /// `w`: net worth at face, not negative.
  public let netWorth: [Double]
  /// `β`: the share of liabilities that is owed inside, in [0, 1].
  public let insideShare: [Double]

  /// Bounds of the given balance sheets.
  public init(outsideAssets: [Double], netWorth: [Double], insideShare: [Double]) {
    precondition(
      outsideAssets.count == netWorth.count && outsideAssets.count == insideShare.count,
      "\(outsideAssets.count) assets, \(netWorth.count) net worths, \(insideShare.count) shares")
    precondition(
      outsideAssets.allSatisfy { $0 >= 0 && $0.isFinite }
        && netWorth.allSatisfy { $0 >= 0 && $0.isFinite }
        && insideShare.allSatisfy { $0 >= 0 && $0 <= 1 },
      "assets and net worth must be finite and ≥ 0, shares in [0, 1]")
    self.outsideAssets = outsideAssets
    self.netWorth = netWorth
    self.insideShare = insideShare
  }

  /// Bounds of a network before the shock, its external liabilities read as ranking with the
  /// claims.
  ///
  /// `β_i = L_i/(L_i + Le_i)`, zero for a node without liabilities; net worth is book equity, and
  /// zero where that is negative. Where external liabilities are senior, creditors inside can lose
  /// more than these bounds say.
  public init(_ network: ExposureNetwork) {
    let shares = (0..<network.count).map { i in
      let inside = network.totalLiabilities[i]
      return inside > 0 ? inside / (inside + network.externalLiabilities[i]) : 0
    }
    self.init(
      outsideAssets: network.externalAssets, netWorth: network.bookEquity.map { max(0, $0) },
      insideShare: shares)
  }

  /// `max(0, β_i(c_i − w_i))`: the most that a shock to node `i` alone can pass on.
  public func largestTransmittedLoss(from node: Int) -> Double {
    max(0, insideShare[node] * (outsideAssets[node] - netWorth[node]))
  }

  /// Whether a shock to one node alone can bring all of `others` to default: `Σ_D w_j ≤ β_i(c_i −
  /// w_i)`.
  public func canTopple(_ others: [Int], from node: Int) -> Bool {
    worth(others, without: node) <= largestTransmittedLoss(from: node)
  }

  /// The loss `w_i + Σ_D w_j/β_i` that a shock to `node` needs to bring all of `others` to default.
  ///
  /// The probability of that contagion is at most that of such a loss. Infinite where nothing is
  /// owed inside.
  public func shockNeeded(toTopple others: [Int], from node: Int) -> Double {
    let worth = worth(others, without: node)
    if worth == 0 { return netWorth[node] }
    return insideShare[node] > 0 ? netWorth[node] + worth / insideShare[node] : .infinity
  }

  /// `Σ δ_i·c_i/((1 − β⁺)·Σ c_i)`: the most that the network can add to expected losses, over what
  /// they are without it.
  ///
  /// For shocks whose distribution has an increasing failure rate (Glasserman and Young 2015); `β⁺`
  /// is the largest inside share unless another bound on it is given.
  ///
  /// - Parameters:
  ///   - defaultProbabilities: `δ_i`: of direct default, in [0, 1].
  ///   - largestInsideShare: `β⁺`, in [0, 1]; one gives infinity.
  public func relativeLossBound(
    defaultProbabilities: [Double], largestInsideShare: Double? = nil
  ) -> Double {
    precondition(
      defaultProbabilities.count == netWorth.count
        && defaultProbabilities.allSatisfy { $0 >= 0 && $0 <= 1 },
      "default probabilities \(defaultProbabilities)")
    let assets = outsideAssets.reduce(0, +)
    let exposed = zip(defaultProbabilities, outsideAssets).reduce(0) { $0 + $1.0 * $1.1 }
    guard exposed > 0 else { return 0 }
    return exposed / assets * shortfallMultiplier(largestInsideShare: largestInsideShare)
  }

  /// `1/(1 − β⁺)`: the most that a network multiplies the shortfalls of those who fail directly.
  ///
  /// For any shock `x`, `Σ(p̄ − p) ≤ Σ(x_i − w_i)⁺/(1 − β⁺)` with the payments `p` of Eisenberg and
  /// Noe.
  public func shortfallMultiplier(largestInsideShare: Double? = nil) -> Double {
    let largest = largestInsideShare ?? insideShare.max() ?? 0
    precondition(largest >= 0 && largest <= 1, "β⁺ = \(largest)")
    return 1 / (1 - largest)
  }

  private func worth(_ nodes: [Int], without node: Int) -> Double {
    precondition(!nodes.contains(node), "node \(node) toppling itself")
    return nodes.reduce(0) { $0 + netWorth[$1] }
  }
}
