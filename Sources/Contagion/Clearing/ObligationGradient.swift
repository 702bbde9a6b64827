public import LinearAlgebra
public import Networks

/// How a weighted sum of payments moves with every single obligation.
public struct ObligationGradient: Sendable, Equatable {
  /// `∂(w·p)/∂A[i,k]`, row = creditor, column = debtor, zero diagonal; nil where the system is singular.
  public let claims: Matrix?
  /// `∂(w·p)/∂Π[i,k]` at liabilities that stay what they are; only differences down a column mean something.
  public let relative: Matrix?
  /// `∂(w·p)/∂Ae_i`.
  public let externalAssets: [Double]?
  /// The nodes at which two pieces meet: there the gradient is that of the piece in which a node pays all, or
  /// something, and a step the other way needs ``clearingDerivative(_:along:valuation:at:options:)``.
  public let atKink: [Bool]
  /// Exact, or singular.
  public let report: SolutionReport

  /// The redistribution of debts over the links that there are which lowers the sum most, per unit of its size.
  ///
  /// Over all `Δ` with zero column sums, zero where there is no claim, and `√ΣΔ² = 1`, the derivative `Σ ∂Π·Δ` is
  /// smallest for minus the gradient less its mean over the creditors of each debtor, at minus the length of that
  /// (the worst case of Feinstein et al. 2018 for a linear measure). Zero changes where nothing can be lowered.
  public func worstRedistribution(
    of network: ExposureNetwork
  ) -> (change: Matrix, derivative: Double)? {
    guard let relative else { return nil }
    let count = network.count
    precondition(relative.rows == count, "\(count) nodes, gradient of \(relative.rows)")
    var change = Matrix(rows: count, columns: count)
    var square = 0.0
    for k in 0..<count {
      let creditors = (0..<count).filter { network.claims[$0, k] > 0 }
      guard creditors.count > 1 else { continue }
      let mean = creditors.reduce(0) { $0 + relative[$1, k] } / Double(creditors.count)
      for i in creditors {
        change[i, k] = mean - relative[i, k]
        square += change[i, k] * change[i, k]
      }
    }
    let length = square.squareRoot()
    guard length > 0 else { return (change, 0) }
    for i in 0..<count { for k in 0..<count { change[i, k] /= length } }
    return (change, -length)
  }
}

/// The derivative of `w·p` in every claim at once, by one adjoint solve.
///
/// Liu and Staum (2010) and Feinstein et al. (2018, doi:10.1137/18M1171060), transposed: with `D` one for who pays in part and `F` one for who pays all,
/// `(I − Πᵀ·D)·μ = w` and
///
///     ∂(w·p)/∂A[i,k] = V_k·(D_i·μ_i − Σ_j Π[j,k]·D_j·μ_j) + F_k·μ_k
///     ∂(w·p)/∂Π[i,k] = p_k·D_i·μ_i          ∂(w·p)/∂Ae_i = D_i·μ_i
///
/// One more unit owed to `i` dilutes the others (first term), and is paid if the debtor pays all. Under
/// Rogers–Veraart `β` stands before `Π` and the first two, `α` before the last. One factorisation, `O(n³)`.
///
/// - Parameters:
///   - network: as it was solved.
///   - weights: `w`, one per debtor; ones give all payments.
///   - valuation: Eisenberg–Noe or Rogers–Veraart, as it was solved.
///   - result: the solution.
///   - options: as it was solved; the rank of creditors outside is looked at.
public func obligationGradient(
  _ network: ExposureNetwork, weights: [Double], valuation: Valuation = .eisenbergNoe,
  at result: ContagionResult, options: ContagionOptions = .init()
) -> ObligationGradient {
  let count = network.count
  precondition(
    weights.count == count && weights.allSatisfy { $0.isFinite },
    "\(count) nodes, weights \(weights)")
  let pieces = ClearingPieces(network, valuation: valuation, at: result, options: options)
  let beta = pieces.beta
  let isFull = pieces.pieces.map { $0.face }
  let isLine = pieces.pieces.map { $0.line && !$0.face }
  var system = Matrix.identity(count)
  for j in 0..<count where isLine[j] {
    for k in 0..<count where k != j { system[k, j] -= beta * pieces.share(j, k) }
  }
  guard let factor = LUFactor(system), factor.reciprocalCondition > 1e-13 else {
    return ObligationGradient(
      claims: nil, relative: nil, externalAssets: nil, atKink: pieces.atKink,
      report: SolutionReport(status: .singular))
  }
  let worth = factor.solve(weights)
  let partial = (0..<count).map { isLine[$0] ? worth[$0] : 0 }
  var claims = Matrix(rows: count, columns: count)
  var relative = claims
  for k in 0..<count {
    let diluted = (0..<count).reduce(0) { $0 + pieces.share($1, k) * partial[$1] }
    for i in 0..<count where i != k {
      let gain = beta * pieces.paidShare[k] * (partial[i] - diluted)
      claims[i, k] = gain + (isFull[k] ? worth[k] : 0)
      relative[i, k] = beta * pieces.owed[k] * pieces.paidShare[k] * partial[i]
    }
  }
  return ObligationGradient(
    claims: claims, relative: relative, externalAssets: partial.map { pieces.alpha * $0 },
    atKink: pieces.atKink, report: SolutionReport(status: .exact, iterations: 1))
}
