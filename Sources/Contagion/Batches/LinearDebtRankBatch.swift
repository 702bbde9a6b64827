public import LinearAlgebra
public import Networks

/// Shocks that are carried through one network, each on its own.
public enum ShockBatch: Sendable, Equatable {
  /// One shock a node: its sole default, whatever its equity.
  case singleDefaults
  /// One shock a column: the fraction of its reference equity that each node (row) loses before contagion.
  ///
  /// Fractions are not negative; a fraction of one and more is a default whatever the equity is, and a node
  /// without positive reference equity feels no other.
  case losses(Matrix)

  func count(nodes: Int) -> Int {
    switch self {
    case .singleDefaults: nodes
    case .losses(let losses): losses.columns
    }
  }
}

/// The distress after each shock of a batch.
public struct DistressBatch: Sendable, Equatable {
  /// `h[i, j]`: the distress of node `i` after shock `j`, in [0, 1].
  public let distress: Matrix
  /// How each shock's fixed point was reached; an iteration is one matrix–vector product's worth.
  public let reports: [SolutionReport]
}

/// Linear DebtRank for a batch of shocks to a dense network, all at once.
///
/// For each shock the least `h = clip(s + Λ·h, 0, 1)` with `Λ[i,k] = A[i,k]/E0_i` (row = creditor), and `s`
/// the distress of the network as it stands and the shock's: what
/// ``propagate(_:valuation:referenceEquity:alreadyDefaulted:options:)`` finds with
/// ``Valuation/linearDebtRank`` from full value (Bardoscia et al. 2015,
/// doi:10.1371/journal.pone.0130406), to rounding.
///
/// Where the spectral radius of `Λ` is below one, all shocks share one inverse of `I − Λ`, and each solves a
/// system of the order of its nodes at the bounds. Beyond one, distress that reaches all nodes of an amplifying core
/// brings one of them down however small it is (`Λ·p ≥ ρ·p`, `ρ > 1`), so that node's sole default is solved first,
/// and every shock that reaches the core starts from there; sole defaults that it brings down come to the
/// same. Elsewhere monotone rounds, one `dgemm` over the columns still active, go on only until the nodes in
/// between form such a system: geometric growth is jumped over (see `ShockColumn`), a sole default that
/// brings down another node takes over the other's result, and a column that is finished leaves the batch. Every result is checked against its own equation by a last
/// `dgemm`; a shock whose check fails is solved by `propagate`.
///
/// - Parameters:
///   - network: claims and balance sheets.
///   - referenceEquity: `E0`, one per node; where it is not positive a node is whole while solvent and
///     wholly distressed when not.
///   - shocks: the batch.
///   - defaultTest: when a node without reference equity is in default.
///   - maximumRounds: the bound on rounds, after which a shock is left to `propagate`.
///   - threads: how many threads take blocks of shocks; the result is the same bytes for any number.
/// - Complexity: for `n` nodes and `m` shocks `O(n³ + n²·m)`, and with rounds as many times `O(n²·m)`.
public func linearDebtRank(
  _ network: ExposureNetwork, referenceEquity: [Double], shocks: ShockBatch = .singleDefaults,
  defaultTest: DefaultTest = .strict, maximumRounds: Int = 10_000, threads: Int = 1
) -> DistressBatch {
  let nodes = network.count
  precondition(referenceEquity.count == nodes, "\(nodes) nodes, \(referenceEquity.count) equities")
  precondition(threads > 0 && maximumRounds > 0, "\(threads) threads, \(maximumRounds) rounds")
  if case .losses(let losses) = shocks {
    precondition(losses.rows == nodes, "\(nodes) nodes, losses of \(losses.rows)")
    precondition(losses.elements.allSatisfy { $0 >= 0 }, "a loss is negative or no number")
  }
  let count = shocks.count(nodes: nodes)
  guard nodes > 0, count > 0 else {
    return DistressBatch(distress: Matrix(rows: nodes, columns: count), reports: [])
  }
  let system = DistressSystem(network, referenceEquity: referenceEquity, defaultTest: defaultTest)
  var search = BatchSearch(
    system: system, core: AmplifyingCore(system), columns: system.columns(shocks), threads: threads,
    maximumRounds: maximumRounds)
  func alone(_ column: Int, _ shocks: ShockBatch) -> ContagionResult {
    system.solveAlone(
      column, shocks, network: network, referenceEquity: referenceEquity,
      options: ContagionOptions(defaultTest: defaultTest))
  }
  search.prepareCore { alone($0, .singleDefaults) }
  search.run { alone($0, shocks) }
  return search.result
}
