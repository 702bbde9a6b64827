import Glibc
public import LinearAlgebra
public import Networks

/// How a solution moves with the external assets.
public struct ClearingSensitivity: Sendable, Equatable {
  /// `payments[i, j] = ∂p_i/∂Ae_j`; nil where the system is singular.
  public let payments: Matrix?
  /// `equity[i, j] = ∂E_i/∂Ae_j`; nil where the system is singular.
  public let equity: Matrix?
  /// The nodes that stand at a kink, up to rounding: at zero equity, at full value or at none.
  ///
  /// There the derivative is that of the piece the solution is on; on the other side it can be another.
  public let atKink: [Bool]
  /// Exact, or singular: with a closed ring of nodes that pay in part the payments are no function of the assets.
  public let report: SolutionReport
}

/// The Jacobian of a solution in the external assets.
///
/// Liu and Staum (2010), "Sensitivity analysis of the Eisenberg–Noe model of contagion". With `D` the nodes that pay in part, `V_D = c_D + S·A_DD·V_D + …` is linear, so
/// `∂V_D/∂Ae = (I − S·A_DD)⁻¹·diag(∂c_D/∂Ae)`, and zero elsewhere: for Eisenberg–Noe
/// `∂p/∂Ae = (I − Π_DDᵀ)⁻¹`. One factorisation and as many solves as there are nodes in `D`.
///
/// - Parameters:
///   - network: claims and balance sheets, as they were solved.
///   - valuation: the model, as it was solved.
///   - result: the solution.
///   - referenceEquity: as it was solved.
///   - alreadyDefaulted: as it was solved.
///   - options: as it was solved; default test and rank of creditors outside are looked at.
public func clearingSensitivity(
  _ network: ExposureNetwork, valuation: Valuation, at result: ContagionResult,
  referenceEquity: [Double], alreadyDefaulted: [Bool]? = nil, options: ContagionOptions = .init()
) -> ClearingSensitivity {
  let count = network.count
  precondition(
    result.valuation.count == count && referenceEquity.count == count,
    "\(count) nodes, \(result.valuation.count) values, \(referenceEquity.count) equities")
  let model = PiecewiseValuation(
    network, valuation, referenceEquity: referenceEquity,
    alreadyDefaulted: alreadyDefaulted ?? Array(repeating: false, count: count), options: options)
  let claims = model.claims(at: result.valuation)
  let partial = (0..<count).filter { i in
    let line = model.line(i, claims: claims[i])
    let moves = model.slope[i] > 0 || valuation.assetSlope(model, i) > 0
    return moves && line > 0 && line < 1
      && model.leavesFull(i, claims: claims[i], equity: result.equity[i])
  }
  let atKink = (0..<count).map { i in
    model.isKink(i, claims: claims[i], equity: result.equity[i])
  }
  // Of non-linear DebtRank: by how much the value moves when its line does.
  let curve = partial.map { model.curveSlope(model.line($0, claims: claims[$0])) }
  var system = Matrix.identity(partial.count)
  var right = Matrix(rows: partial.count, columns: partial.count)
  for (row, i) in partial.enumerated() {
    right[row, row] = curve[row] * valuation.assetSlope(model, i)
    for (column, k) in partial.enumerated() {
      system[row, column] -= curve[row] * model.slope[i] * network.claims[i, k]
    }
  }
  guard let factor = LUFactor(system), factor.reciprocalCondition > 1e-13 else {
    return ClearingSensitivity(
      payments: nil, equity: nil, atKink: atKink, report: SolutionReport(status: .singular))
  }
  let solved = factor.solve(right)
  var values = Matrix(rows: count, columns: count)
  for (row, i) in partial.enumerated() {
    for (column, j) in partial.enumerated() { values[i, j] = solved[row, column] }
  }
  var equity = network.claims.multiply(values)
  for i in 0..<count {
    equity[i, i] += 1
    for j in 0..<count { values[i, j] *= model.obligations[i] }
  }
  return ClearingSensitivity(
    payments: values, equity: equity, atKink: atKink,
    report: SolutionReport(status: .exact, iterations: 1))
}

extension Valuation {
  /// `∂c/∂Ae` of the line of node `i`.
  fileprivate func assetSlope(_ model: PiecewiseValuation<ExposureNetwork>, _ i: Int) -> Double {
    switch self {
    case .rogersVeraart(let alpha, _):
      model.obligations[i] > 0 ? alpha / model.obligations[i] : 0
    case .furfine: 0
    case .eisenbergNoe, .linearDebtRank, .nonlinearDebtRank: model.slope[i]
    }
  }
}

extension PiecewiseValuation {
  /// Whether the value of node `i` has a kink or a jump at this point, up to rounding.
  fileprivate func isKink(_ i: Int, claims: Double, equity: Double) -> Bool {
    if leavesByDefault[i], abs(equity) <= guardBand[i] { return true }
    guard slope[i] > 0 else { return false }
    let line = line(i, claims: claims)
    let reduced = leavesFull(i, claims: claims, equity: equity)
    return abs(line) <= lineGuard[i] && reduced || abs(line - 1) <= lineGuard[i]
  }

  /// The derivative of ``reduced(_:claims:)`` in the line.
  fileprivate func curveSlope(_ line: Double) -> Double {
    guard let curve else { return 1 }
    let distress = 1 - line
    return (1 - curve.recovery) * exp(curve.alpha * (distress - 1)) * (1 + curve.alpha * distress)
  }
}
