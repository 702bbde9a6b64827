import LinearAlgebra
public import Networks

/// Why classes of debt and holdings of equity do not make a system that can be cleared; all problems together.
public struct SeniorityError: Error, Sendable, Equatable {
  /// One thing that is wrong.
  public enum Problem: Sendable, Equatable {
    /// Something is wrong with the amounts of a class, counted from 0, the most senior.
    case debtClass(Int, NetworkError.Problem)
    /// The holdings of equity are not one row and one column per node.
    case holdingsShape(rows: Int, columns: Int, expected: Int)
    /// A holding is no share of [0, 1], or a node holds its own equity.
    case holding(holder: Int, issuer: Int, share: Double)
    /// More than the whole equity of a node is held.
    case overHeld(issuer: Int, total: Double)
    /// A group of nodes is owned by itself alone, so that its equities are not determined.
    case closedOwnership
  }
  /// What is wrong, classes before holdings.
  public let problems: [Problem]

  /// An error of the given problems.
  public init(problems: [Problem]) {
    self.problems = problems
  }

  static func problems(
    externalAssets: [Double], classes: [DebtClass], equityHoldings: Matrix?
  ) -> [Problem] {
    var problems: [Problem] = []
    let count = externalAssets.count
    for (rank, debt) in classes.enumerated() {
      do {
        _ = try ExposureNetwork(
          claims: debt.claims, externalAssets: externalAssets,
          externalLiabilities: debt.externalLiabilities)
      } catch {
        problems += error.problems.map { .debtClass(rank, $0) }
      }
    }
    guard let holdings = equityHoldings else { return problems }
    guard holdings.rows == count, holdings.columns == count else {
      return problems + [
        .holdingsShape(rows: holdings.rows, columns: holdings.columns, expected: count)
      ]
    }
    for i in 0..<count {
      for k in 0..<count {
        let share = holdings[i, k]
        let admissible = share >= 0 && share <= 1 && (i != k || share == 0)
        if !admissible { problems.append(.holding(holder: i, issuer: k, share: share)) }
      }
    }
    for (k, total) in holdings.columnSums.enumerated() where total > 1 + Self.rounding {
      problems.append(.overHeld(issuer: k, total: total))
    }
    if problems.isEmpty, spectralRadius(holdings).value >= 1 - Self.rounding {
      problems.append(.closedOwnership)
    }
    return problems
  }

  /// Sums of shares that are whole in decimals miss one by less.
  private static let rounding = 1e-12
}
