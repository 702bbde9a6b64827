import LinearAlgebra

/// Why amounts do not make an exposure network; all problems together.
public struct NetworkError: Error, Sendable, Equatable {
  /// One thing that is wrong.
  public enum Problem: Sendable, Equatable {
    /// The claims are not square.
    case notSquare(rows: Int, columns: Int)
    /// A list of balance-sheet amounts has not one entry per node.
    case wrongCount(field: Field, found: Int, expected: Int)
    /// An amount is negative.
    case negative(field: Field, row: Int, column: Int?, value: Double)
    /// An amount is not a finite number.
    case notFinite(field: Field, row: Int, column: Int?)
    /// A node has a claim on itself.
    case selfClaim(node: Int, value: Double)
  }
  /// The list of amounts in which a problem was found.
  public enum Field: String, Sendable {
    /// The matrix of claims.
    case claims
    /// The external assets.
    case externalAssets
    /// The external liabilities.
    case externalLiabilities
  }

  /// What is wrong, in the order claims, external assets, external liabilities.
  public let problems: [Problem]

  /// An error of the given problems.
  public init(problems: [Problem]) {
    self.problems = problems
  }

  static func problems(
    claims: Matrix, externalAssets: [Double], externalLiabilities: [Double]
  ) -> [Problem] {
    var problems: [Problem] = []
    if claims.rows != claims.columns {
      problems.append(.notSquare(rows: claims.rows, columns: claims.columns))
    }
    for i in 0..<claims.rows {
      for k in 0..<claims.columns {
        let value = claims[i, k]
        if value >= 0, value.isFinite, i != k { continue }
        if value == 0 { continue }
        if !value.isFinite {
          problems.append(.notFinite(field: .claims, row: i, column: k))
        } else if value < 0 {
          problems.append(.negative(field: .claims, row: i, column: k, value: value))
        } else {
          problems.append(.selfClaim(node: i, value: value))
        }
      }
    }
    return problems
      + Self.problems(
        count: claims.rows, externalAssets: externalAssets,
        externalLiabilities: externalLiabilities)
  }

  static func problems(
    count: Int, externalAssets: [Double], externalLiabilities: [Double]
  ) -> [Problem] {
    var problems: [Problem] = []
    for (field, amounts) in [
      (Field.externalAssets, externalAssets), (Field.externalLiabilities, externalLiabilities),
    ] {
      if amounts.count != count {
        problems.append(.wrongCount(field: field, found: amounts.count, expected: count))
      }
      for (i, value) in amounts.enumerated() {
        if !value.isFinite {
          problems.append(.notFinite(field: field, row: i, column: nil))
        } else if value < 0 {
          problems.append(.negative(field: field, row: i, column: nil, value: value))
        }
      }
    }
    return problems
  }
}
