public import LinearAlgebra

/// Who owns which share of whom.
///
/// `shares[i, j]` is the fraction of organisation `j` (column, issuer) that organisation `i` (row, owner) holds:
/// the `C` of Elliott, Golub and Jackson (2014, doi:10.1257/aer.104.10.3115). Shares are not negative, no
/// one owns itself, and no column sums to more than one; the rest is held outside.
public struct CrossHoldings: Sendable, Equatable {
  /// `C`: row = owner, column = issuer.
  public let shares: Matrix
  /// `Ĉ_jj = 1 − Σ_i C[i, j]`: the fraction of each organisation that outsiders hold.
  public let outsideShares: [Double]

  /// The number of organisations.
  public var count: Int { shares.rows }

  /// Rounding that a column sum may have above one.
  private static var roundingAboveOne: Double { 1e-12 }

  /// Cross-holdings of the given shares.
  ///
  /// - Throws: ``CrossHoldingError`` with every problem found.
  public init(shares: Matrix) throws(CrossHoldingError) {
    var problems: [CrossHoldingError.Problem] = []
    if shares.rows != shares.columns {
      problems.append(.notSquare(rows: shares.rows, columns: shares.columns))
    }
    for i in 0..<shares.rows {
      for j in 0..<shares.columns {
        let share = shares[i, j]
        if !(share >= 0 && share <= 1) {
          problems.append(.outOfRange(owner: i, issuer: j, share: share))
        } else if i == j, share != 0 {
          problems.append(.selfHolding(organisation: i, share: share))
        }
      }
    }
    let sums = shares.columnSums
    for (j, sum) in sums.enumerated() where sum > 1 + Self.roundingAboveOne {
      problems.append(.moreThanWhole(issuer: j, sum: sum))
    }
    guard problems.isEmpty else { throw CrossHoldingError(problems: problems) }
    self.shares = shares
    outsideShares = sums.map { max(0, 1 - $0) }
  }

  /// `A = Ĉ·(I − C)⁻¹`: the share of each organisation's own assets (column) that the outside holders of
  /// each organisation (row) own in the end.
  ///
  /// Columns sum to one.
  ///
  /// Nil where `I − C` is singular: a group that is wholly owned inside itself.
  public var dependency: Matrix? {
    guard let factor = bookFactor else { return nil }
    var dependency = factor.solve(Matrix.identity(count))
    for i in 0..<count {
      for j in 0..<count { dependency[i, j] *= outsideShares[i] }
    }
    return dependency
  }

  /// `I − C`, factorised; nil where it is singular to working precision.
  var bookFactor: LUFactor? {
    var system = Matrix.identity(count)
    for i in 0..<count {
      for j in 0..<count { system[i, j] -= shares[i, j] }
    }
    guard let factor = LUFactor(system), factor.reciprocalCondition > 1e-13 else { return nil }
    return factor
  }
}

/// Why a table does not make cross-holdings; all problems together.
public struct CrossHoldingError: Error, Sendable, Equatable {
  /// One thing that is wrong.
  public enum Problem: Sendable, Equatable {
    /// The table is not square.
    case notSquare(rows: Int, columns: Int)
    /// A share is outside [0, 1] or no number.
    case outOfRange(owner: Int, issuer: Int, share: Double)
    /// An organisation holds itself.
    case selfHolding(organisation: Int, share: Double)
    /// More than the whole of an organisation is held.
    case moreThanWhole(issuer: Int, sum: Double)
  }
  /// What is wrong: shape, entries row by row, column sums.
  public let problems: [Problem]

  /// An error of the given problems.
  public init(problems: [Problem]) {
    self.problems = problems
  }
}
