import LinearAlgebra
public import Networks

/// How a clearing moves when its network does.
public struct ClearingDerivative: Sendable, Equatable {
  /// `dp_i/dt` at `t = 0⁺`, in money; nil where the system is singular.
  public let payments: [Double]?
  /// `dE_i/dt` at `t = 0⁺`, in money; nil where the system is singular.
  public let equity: [Double]?
  /// The nodes at which two pieces meet, up to rounding: at zero equity, or at payments that just come to nothing.
  ///
  /// There the derivative the other way is not minus this one.
  public let atKink: [Bool]
  /// Exact, or singular; an iteration is one linear solve.
  public let report: SolutionReport
}

/// The directional derivative of a clearing in claims, and in assets and liabilities outside.
///
/// Liu and Staum (2010), "Sensitivity analysis of the Eisenberg–Noe model of contagion", and for the relative liabilities Feinstein, Pang, Rudloff, Schaanning,
/// Sturm and Wildman (2018, doi:10.1137/18M1171060): with `Π[i,k] = A[i,k]/p̄_k` (row = creditor) and `d_i` one for who
/// pays in part and zero for others, the derivative along `Δ` of `Π` is
///
///     dp = (I − diag(d)·Π)⁻¹·diag(d)·Δ·p
///
/// In general `x_i = Ae_i − Le_i + Σ_k Π[i,k]·p_k` moves by `dx = dAe − dLe + dΠ·p + Π·dp`, with
/// `dΠ[i,k]·p_k = V_k·(dA[i,k] − Π[i,k]·dp̄_k)`, and `dp_i` is `dp̄_i` for who pays all, `dx_i` for who pays in part and
/// zero for who pays nothing. At a kink it is the solution of a fixed-point equation of its own,
/// `dp_i = min(dp̄_i, dx_i)` at zero equity and `max(0, dx_i)` where payments just come to nothing, found exactly by
/// policy iteration. With costs of default (Rogers–Veraart: `α·dAe` and `β·(…)` in default) zero equity is a jump
/// and not a kink: what is given is the derivative on the side where the solution is.
///
/// - Parameters:
///   - network: as it was solved.
///   - direction: how it changes.
///   - valuation: Eisenberg–Noe or Rogers–Veraart, as it was solved; others have no payments and are refused.
///   - result: the solution.
///   - options: as it was solved; the rank of creditors outside is looked at.
/// - Returns: one-sided derivatives; singular where a closed ring pays in part, whose payments are no function of the
///   network.
public func clearingDerivative(
  _ network: ExposureNetwork, along direction: NetworkDirection,
  valuation: Valuation = .eisenbergNoe, at result: ContagionResult,
  options: ContagionOptions = .init()
) -> ClearingDerivative {
  direction.requireAdmissible(network)
  let pieces = ClearingPieces(network, valuation: valuation, at: result, options: options)
  var search = DerivativeSearch(pieces, direction)
  let payments = search.solve()
  return ClearingDerivative(
    payments: payments, equity: payments.map(search.equity), atKink: pieces.atKink,
    report: SolutionReport(status: payments == nil ? .singular : .exact, iterations: search.solves))
}

/// The search for the pieces on which a clearing goes on in a direction.
private struct DerivativeSearch {
  let pieces: ClearingPieces
  let direction: NetworkDirection
  /// `dp̄`.
  let owedChange: [Double]
  /// `Π` just after the start: of a node that owed nothing, how its first debts are divided.
  let shares: Matrix
  /// `Σ_k dΠ[i,k]·p_k`.
  let redirected: [Double]
  /// What moves `x` besides payments.
  let constant: [Double]
  private(set) var solves = 0

  init(_ pieces: ClearingPieces, _ direction: NetworkDirection) {
    let count = pieces.owed.count
    var owedChange = direction.claims.columnSums
    var senior = direction.externalLiabilities
    if pieces.isPariPassu {
      for i in 0..<count { owedChange[i] += senior[i] }
      senior = Array(repeating: 0, count: count)
    }
    var shares = Matrix(rows: count, columns: count)
    var redirected = [Double](repeating: 0, count: count)
    for i in 0..<count {
      for k in 0..<count where i != k {
        if pieces.owed[k] > 0 {
          shares[i, k] = pieces.share(i, k)
          redirected[i] +=
            pieces.paidShare[k] * (direction.claims[i, k] - shares[i, k] * owedChange[k])
        } else if owedChange[k] > 0 {
          shares[i, k] = direction.claims[i, k] / owedChange[k]
        }
      }
    }
    self.pieces = pieces
    self.direction = direction
    self.owedChange = owedChange
    self.shares = shares
    self.redirected = redirected
    constant = (0..<count).map {
      pieces.alpha * direction.externalAssets[$0] - senior[$0] + pieces.beta * redirected[$0]
    }
  }

  /// `dp`, by policy iteration: from all who may pay their whole debt down to those who can, and for each such set from
  /// nothing up for those at the point of paying nothing.
  ///
  /// Each of the two moves payments one way only, so that both end; from above, since the greatest clearing is meant.
  mutating func solve() -> [Double]? {
    var atFace = pieces.pieces.map(\.face)
    while true {
      guard let (found, moved) = solveBelow(atFace) else { return nil }
      let next = atFace.indices.map { i in
        let piece = pieces.pieces[i]
        guard atFace[i], piece.line || piece.nothing else { return atFace[i] }
        let below = piece.line ? (piece.nothing ? max(0, moved[i]) : moved[i]) : 0
        // Equal up to rounding is no reason to leave.
        return below >= owedChange[i] - 1e-13 * max(abs(owedChange[i]), abs(below))
      }
      guard next != atFace else { return found }
      atFace = next
    }
  }

  /// `dp` and `dx` with the given nodes paying their whole debt, and those at the point of paying nothing as is
  /// larger for them.
  private mutating func solveBelow(_ atFace: [Bool]) -> (payments: [Double], moved: [Double])? {
    let count = owedChange.count
    var onLine = (0..<count).map {
      !atFace[$0] && pieces.pieces[$0].line && !pieces.pieces[$0].nothing
    }
    while true {
      guard let found = payments(atFace: atFace, onLine: onLine) else { return nil }
      let received = shares.times(found)
      let moved = (0..<count).map { constant[$0] + pieces.beta * received[$0] }
      let next = (0..<count).map { i in
        guard !atFace[i], pieces.pieces[i].nothing, pieces.pieces[i].line else { return onLine[i] }
        return onLine[i] || moved[i] > 0
      }
      guard next != onLine else { return (found, moved) }
      onLine = next
    }
  }

  /// The payments of given pieces.
  private mutating func payments(atFace: [Bool], onLine: [Bool]) -> [Double]? {
    solves += 1
    var found = owedChange.indices.map { atFace[$0] ? owedChange[$0] : 0 }
    let line = onLine.indices.filter { onLine[$0] }
    let given = shares.times(found)
    var system = Matrix.identity(line.count)
    for (row, i) in line.enumerated() {
      for (column, k) in line.enumerated() { system[row, column] -= pieces.beta * shares[i, k] }
    }
    guard let factor = LUFactor(system), factor.reciprocalCondition > 1e-13 else { return nil }
    let solution = factor.solve(line.map { constant[$0] + pieces.beta * given[$0] })
    for (place, i) in line.enumerated() { found[i] = solution[place] }
    return found
  }

  /// `dE = dAe − dLe + d(Σ A·V) − dL`.
  func equity(payments: [Double]) -> [Double] {
    let received = shares.times(payments)
    let inside = direction.claims.columnSums
    return payments.indices.map {
      direction.externalAssets[$0] - direction.externalLiabilities[$0] + redirected[$0]
        + received[$0] - inside[$0]
    }
  }
}
