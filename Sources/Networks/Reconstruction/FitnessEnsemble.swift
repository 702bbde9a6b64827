public import LinearAlgebra
import Randomness

/// The ensemble of networks that reconstructs claims from totals and the number of links alone: the
/// fitness-induced configuration model with gravity amounts.
///
/// Cimini, Squartini, Garlaschelli and Gabrielli (2015), doi:10.1038/srep15758, directed. Node `i` owns `x_i`
/// and owes `y_i` in all, `W = Σ_i x_i`:
///
///     p_ik = z·x_i·y_k / (1 + z·x_i·y_k)              a link, independently for each pair i ≠ k
///     w_ik = (1/z + x_i·y_k) / W                      the amount of a link that is there
///
/// so that the expected amount of every pair is `x_i·y_k/W`. Totals are met in expectation only, and short of
/// the part `x_i·y_i/W` that a node would owe to itself; `z` makes the expected number of links the one asked for.
public struct FitnessEnsemble: Sendable, Equatable {
  /// What each node owns in claims, `x`.
  public let assets: [Double]
  /// What each node owes, `y`.
  public let liabilities: [Double]
  /// The parameter that sets the density.
  public let z: Double
  private let total: Double

  /// The number of nodes.
  public var count: Int { assets.count }

  /// The ensemble whose expected number of links is `expectedLinks`.
  ///
  /// `z` is found by bisection on `ln z`, to the last bit. `O(n² · 100)`.
  ///
  /// - Parameters:
  ///   - assets: what each node owns in claims; finite and not negative.
  ///   - liabilities: what each node owes; the same sum.
  ///   - expectedLinks: above 0 and below the number of ordered pairs of which neither size is zero.
  /// - Throws: ``ReconstructionError`` with every problem of the input.
  public init(
    assets: [Double], liabilities: [Double], expectedLinks: Double
  ) throws(ReconstructionError) {
    var problems = ReconstructionError.problems(assets, liabilities)
    if problems.isEmpty {
      let owners = assets.filter { $0 > 0 }.count
      let debtors = liabilities.filter { $0 > 0 }.count
      let both = zip(assets, liabilities).filter { $0 > 0 && $1 > 0 }.count
      let possible = owners * debtors - both
      if !(expectedLinks > 0 && expectedLinks < Double(possible)) {
        problems.append(.inadmissibleLinks(asked: expectedLinks, possible: possible))
      }
    }
    guard problems.isEmpty else { throw ReconstructionError(problems: problems) }
    self.assets = assets
    self.liabilities = liabilities
    total = assets.reduce(0, +)
    z = Self.parameter(assets, liabilities, expectedLinks)
  }

  private static func parameter(_ x: [Double], _ y: [Double], _ target: Double) -> Double {
    func expected(_ z: Double) -> Double {
      var sum = 0.0
      for i in x.indices where x[i] > 0 {
        for k in y.indices where k != i {
          let odds = z * x[i] * y[k]
          sum += odds / (1 + odds)
        }
      }
      return sum
    }
    var (low, high) = (1.0, 1.0)
    while expected(low) > target, low > .leastNormalMagnitude { low *= 1e-4 }
    while expected(high) < target, high < 1e300 { high *= 1e4 }
    while true {
      // The geometric mean, formed so that it does not overflow.
      let middle = low.squareRoot() * high.squareRoot()
      guard middle > low, middle < high else { return middle }
      if expected(middle) < target { low = middle } else { high = middle }
    }
  }

  /// The probability that the creditor has a claim on the debtor.
  public func probability(creditor: Int, debtor: Int) -> Double {
    guard creditor != debtor else { return 0 }
    let odds = z * assets[creditor] * liabilities[debtor]
    return odds.isInfinite ? 1 : odds / (1 + odds)
  }

  /// The amount of the claim if it is there.
  public func amountOfLink(creditor: Int, debtor: Int) -> Double {
    (1 / z + assets[creditor] * liabilities[debtor]) / total
  }

  /// Draws a network of the ensemble: claims, row = creditor.
  ///
  /// The draw of a pair depends on the seed, the replicate and the two places alone.
  public func claims(seed: UInt64, replicate: UInt32 = 0) -> Matrix {
    var claims = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for k in 0..<count where k != i {
        var stream = pairStream(.fitness, i, k, seed: seed, replicate: replicate)
        if stream.uniform() < probability(creditor: i, debtor: k) {
          claims[i, k] = amountOfLink(creditor: i, debtor: k)
        }
      }
    }
    return claims
  }
}
