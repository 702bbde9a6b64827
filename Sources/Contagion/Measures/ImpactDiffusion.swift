public import LinearAlgebra

/// What each node's failure puts into the others by direct and indirect walks: sums over each
/// column.
///
/// The criticality of `k`: `Σ_i Λ[i,k]` (row = creditor), the direct impact of its failure on all
/// others; the number of creditors it brings down when the matrix is binary.
public func criticality(_ leverage: Matrix) -> [Double] {
  leverage.columnSums
}

/// How much of the impact that reaches each node comes to it by indirect walks as well.
///
/// `Σ_k C[i,k]/Σ_k Λ[i,k]` with the communicability `C = exp(Λ)` off the diagonal (row = creditor):
/// one when only direct creditors are hit, above one when walks of several steps lead to the node,
/// zero for a node that no failure reaches (Silva, Souza and Tabak 2015, "Monitoring vulnerability
/// and impact diffusion in financial networks", Banco Central do Brasil working paper 392).
///
/// - Parameter leverage: square, not negative, see ``leverageMatrix(_:referenceEquity:impact:)``
///   and ``fatalClaims(_:referenceEquity:)``.
/// - Returns: nil when the communicability is too large for a double.
public func impactSusceptibility(_ leverage: Matrix) -> [Double]? {
  guard let walks = offDiagonalCommunicability(leverage) else { return nil }
  let (indirect, direct) = (walks.rowSums, leverage.rowSums)
  return direct.indices.map { direct[$0] > 0 ? indirect[$0] / direct[$0] : 0 }
}

/// The mean of ``impactSusceptibility(_:)`` over the nodes, zero for none.
public func impactFluidity(_ leverage: Matrix) -> Double? {
  guard let values = impactSusceptibility(leverage) else { return nil }
  return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
}

/// How impact spreads through each node, as the source of it and on its way elsewhere.
public struct ImpactDiffusion: Sendable, Equatable {
  /// The walks that start at the node, over its direct impact.
  public let start: [Double]
  /// The walks between others that would be lost without the node's onward impact, over its direct
  /// impact.
  public let intermediate: [Double]
  /// Both together.
  public var total: [Double] { zip(start, intermediate).map { $0 + $1 } }
}

/// The impact that would not travel if a node passed nothing on, per unit of its direct impact.
///
/// With `C = exp(Λ)` off the diagonal and `C'` the same after column `q` of `Λ` is emptied, `D =
/// max(0, C − C')`: the start influence of `q` is the sum of column `q` of `D` over the sum of
/// column `q` of `Λ` (row = creditor), the intermediate influence the sum of the other columns;
/// zero for a node without creditors (Silva, Souza and Tabak 2015). One matrix exponential per
/// node.
///
/// - Parameter leverage: square, not negative, see ``leverageMatrix(_:referenceEquity:impact:)``
///   and ``fatalClaims(_:referenceEquity:)``.
/// - Returns: nil when the communicability is too large for a double.
public func impactDiffusion(_ leverage: Matrix) -> ImpactDiffusion? {
  guard let walks = offDiagonalCommunicability(leverage) else { return nil }
  let direct = leverage.columnSums
  var start = [Double](repeating: 0, count: leverage.rows)
  var intermediate = start
  for q in 0..<leverage.rows where direct[q] > 0 {
    var muted = leverage
    for i in 0..<leverage.rows { muted[i, q] = 0 }
    guard let rest = offDiagonalCommunicability(muted) else { return nil }
    for i in 0..<leverage.rows {
      for k in 0..<leverage.rows {
        let lost = max(0, walks[i, k] - rest[i, k]) / direct[q]
        if k == q { start[q] += lost } else { intermediate[q] += lost }
      }
    }
  }
  return ImpactDiffusion(start: start, intermediate: intermediate)
}

private func offDiagonalCommunicability(_ leverage: Matrix) -> Matrix? {
  guard var walks = communicability(leverage) else { return nil }
  for i in 0..<walks.rows { walks[i, i] = 0 }
  return walks
}
