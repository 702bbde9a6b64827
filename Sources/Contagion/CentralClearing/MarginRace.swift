public import LinearAlgebra

/// Where the answers of clearing houses to each other's margins lead.
public struct MarginRace: Sendable, Equatable {
  /// How a race ends.
  public enum Ending: Sendable, Equatable {
    /// Every house has business, and collects what it holds for the cost of liquidating its part.
    case equilibrium
    /// Nobody has a reason to answer any more, but some houses have no business left.
    case drivenOut
    /// The bound on rounds was met while margins still moved.
    case roundLimit
  }
  /// How the race ended.
  public let ending: Ending
  /// `G_i` of each house; nil for one that has no business: what it would have to charge nobody pays.
  public let charges: [Matrix?]
  /// The round (from 0) in which a house lost its last business; nil for those that have some.
  public let exitRound: [Int?]
  /// How the end was reached: an iteration is a round; the residual is the largest move of a `G_i⁻¹` in the last round.
  public let report: SolutionReport

  /// What a position costs to liquidate, `xᵀ·Λ·x`, less what the houses with business collect for it.
  ///
  /// Zero in an equilibrium of houses whose view is right; positive after a race that is won by too low a view.
  ///
  /// - Parameters:
  ///   - position: by asset.
  ///   - impact: `Λ` as it is.
  /// - Returns: nil where no house has business.
  public func uncollected(
    position: [Double], impact: Matrix
  ) throws(NotPositiveDefinite) -> Double? {
    let open = charges.compactMap { $0 }
    guard !open.isEmpty else { return nil }
    let split = try splitAcrossHouses(position: position, impact: impact, charges: open)
    return split.totalCost - split.totalMargin
  }
}

/// The race between clearing houses that see only their part of a position, each with its own view of liquidity.
///
/// House `i` charges `xᵀ·G_i·x` for what it sees and holds that liquidating all moves prices by `Λ_i`. Knowing how
/// dealers split (``splitAcrossHouses(position:impact:charges:)``) it collects its part of the cost,
/// whatever the position, if and only if `Σ_j G_j⁻¹ = Λ_i⁻¹`; so its answer to the others is
///
///     G_i⁻¹ ← Λ_i⁻¹ − Σ_{j≠i} G_j⁻¹
///
/// and where that is no longer positive definite no charge is enough, and it has no business. An equilibrium of all exists
/// exactly if the houses agree on `Λ`, and then any split of `Λ⁻¹` among them is one. If they do not, each
/// round the house of the deepest view takes over what the others give up, until they have nothing: the race to the
/// bottom, which ends at the lowest margin (Glasserman, Moallemi and Yuan 2016, Operations Research 64,
/// doi:10.1287/opre.2015.1420, linear price impact, for two houses; answers in turn and the exit of a house are this
/// library's form of their race). With one asset house `j` loses `1/λ_min − 1/λ_j` of its `1/g_j` a round.
///
/// - Parameters:
///   - views: `Λ_i`, one per house, symmetric and positive definite.
///   - charges: `G_i` at the start, the same.
///   - maximumRounds: the bound on rounds; in each every house answers once, in order.
///   - tolerance: the race has ended when no `G_i⁻¹` moves by more, relative to the largest entry of a `Λ⁻¹`; what is
///     left of a house below that is nothing.
/// - Throws: `NotPositiveDefinite` for a view or a charge that is no cost.
public func marginRace(
  views: [Matrix], charges: [Matrix], maximumRounds: Int = 10_000, tolerance: Double = 1e-12
) throws(NotPositiveDefinite) -> MarginRace {
  precondition(
    !views.isEmpty && views.count == charges.count,
    "\(views.count) views, \(charges.count) charges")
  precondition(maximumRounds > 0 && tolerance > 0, "\(maximumRounds) rounds, \(tolerance)")
  let order = views[0].rows
  precondition(
    (views + charges).allSatisfy { $0.rows == order && $0.columns == order },
    "views and charges of different orders")
  var depths: [Matrix] = []
  for view in views { depths.append(try inverse(view)) }
  var served: [Matrix] = []
  for charge in charges { served.append(try inverse(charge)) }
  let scale = depths.flatMap(\.elements).reduce(0) { max($0, abs($1)) }
  let least = tolerance * max(scale, .leastNormalMagnitude)
  var exitRound = [Int?](repeating: nil, count: views.count)
  var moved = Double.infinity
  var round = 0
  while moved > least, round < maximumRounds {
    moved = 0
    for i in views.indices {
      var answer = depths[i]
      for j in views.indices where j != i {
        for row in 0..<order {
          for column in 0..<order { answer[row, column] -= served[j][row, column] }
        }
      }
      let isOpen = (symmetricEigenvalues(answer)?.first ?? 0) > least
      if !isOpen { answer = Matrix(rows: order, columns: order) }
      exitRound[i] = isOpen ? nil : exitRound[i] ?? round
      for (before, after) in zip(served[i].elements, answer.elements) {
        moved = max(moved, abs(after - before))
      }
      served[i] = answer
    }
    round += 1
  }
  var final: [Matrix?] = []
  for (i, depth) in served.enumerated() {
    final.append(exitRound[i] == nil ? try inverse(depth) : nil)
  }
  let isSettled = moved <= least
  let everyone = exitRound.allSatisfy { $0 == nil }
  return MarginRace(
    ending: !isSettled ? .roundLimit : everyone ? .equilibrium : .drivenOut, charges: final,
    exitRound: exitRound,
    report: SolutionReport(
      status: isSettled ? .converged : .iterationLimit, residual: moved, iterations: round))
}

private func inverse(_ matrix: Matrix) throws(NotPositiveDefinite) -> Matrix {
  let factor = try CholeskyFactor(matrix)
  var result = Matrix(rows: matrix.rows, columns: matrix.columns)
  for column in 0..<matrix.columns {
    var unit = [Double](repeating: 0, count: matrix.rows)
    unit[column] = 1
    for (row, value) in factor.solve(unit).enumerated() { result[row, column] = value }
  }
  return result
}
