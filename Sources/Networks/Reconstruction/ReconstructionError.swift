import LinearAlgebra

/// Why totals cannot be the margins of a network; all problems together.
public struct ReconstructionError: Error, Sendable, Equatable {
  /// One thing that is wrong.
  public enum Problem: Sendable, Equatable {
    /// There is not one row and one column total per node.
    case wrongCount(rows: Int, columns: Int)
    /// A total is negative or not finite.
    case inadmissibleTotal(isRow: Bool, node: Int, value: Double)
    /// The totals of claims and of debts differ.
    case unbalanced(rowSum: Double, columnSum: Double)
    /// The prior is not a matrix of the right size, finite and not negative.
    case inadmissiblePrior
    /// The expected number of links is not between 0 and the number of pairs that can have one.
    case inadmissibleLinks(asked: Double, possible: Int)
    /// No network has these totals on the cells allowed: some creditors own more than all who may owe them
    /// do owe.
    case infeasible(ViolatedCut)
  }
  /// What is wrong.
  public let problems: [Problem]

  /// An error of the given problems.
  public init(problems: [Problem]) {
    self.problems = problems
  }

  static func problems(
    _ rowTotals: [Double], _ columnTotals: [Double], prior: Matrix? = nil
  ) -> [Problem] {
    var problems: [Problem] = []
    if rowTotals.count != columnTotals.count {
      problems.append(.wrongCount(rows: rowTotals.count, columns: columnTotals.count))
    }
    for (isRow, totals) in [(true, rowTotals), (false, columnTotals)] {
      for (node, value) in totals.enumerated() where !(value >= 0 && value.isFinite) {
        problems.append(.inadmissibleTotal(isRow: isRow, node: node, value: value))
      }
    }
    if problems.isEmpty {
      let (rowSum, columnSum) = (rowTotals.reduce(0, +), columnTotals.reduce(0, +))
      // Sums beyond the range of numbers have no difference.
      if !(abs(rowSum - columnSum) <= 1e-9 * max(rowSum, columnSum)) {
        problems.append(.unbalanced(rowSum: rowSum, columnSum: columnSum))
      }
    }
    if let prior,
      prior.rows != rowTotals.count || prior.columns != rowTotals.count
        || prior.elements.contains(where: { !($0 >= 0 && $0.isFinite) })
    {
      problems.append(.inadmissiblePrior)
    }
    return problems
  }
}

/// A proof that totals are infeasible: what the creditors own exceeds what all debtors on whom they may have
/// claims owe.
public struct ViolatedCut: Sendable, Equatable {
  /// The creditors.
  public let creditors: [Int]
  /// Every debtor on whom one of them may have a claim.
  public let debtors: [Int]
  /// What the creditors own in all.
  public let owned: Double
  /// What the debtors owe in all, which is less.
  public let owed: Double

  /// A cut of the given sides and their totals.
  public init(creditors: [Int], debtors: [Int], owned: Double, owed: Double) {
    self.creditors = creditors
    self.debtors = debtors
    self.owned = owned
    self.owed = owed
  }
}
