public import LinearAlgebra

/// An exponentially weighted covariance of returns with mean zero: `Σ ← λ·Σ + (1 − λ)·r·rᵀ`.
///
/// RiskMetrics (1996). The look-back is about `1/(1 − λ)` updates. Margins computed from it are
/// procyclical: `k` moves of `m` initial deviations multiply the deviation by `√(λᵏ + (1 − λᵏ)·m²)`
/// (Murphy, Vasios and Vause 2014).
public struct ExponentialCovariance: Sendable, Equatable {
  /// `λ`: the weight of the past, in [0, 1].
  public let decay: Double
  /// The present covariance per update.
  public private(set) var matrix: Matrix

  /// Starts from a covariance.
  ///
  /// - Parameters:
  ///   - decay: the weight of the past, in [0, 1]; 1 never moves.
  ///   - initial: square and symmetric.
  public init(decay: Double, initial: Matrix) {
    precondition(decay >= 0 && decay <= 1, "decay \(decay) outside [0, 1]")
    precondition(initial.rows == initial.columns, "(\(initial.rows) × \(initial.columns))")
    self.decay = decay
    matrix = initial
  }

  /// Takes in the returns of one period.
  public mutating func update(returns: [Double]) {
    precondition(returns.count == matrix.rows, "\(returns.count) returns, \(matrix.rows) assets")
    let count = returns.count
    let (past, present) = (decay, 1 - decay)
    matrix.withUnsafeMutableElements { entries in
      for a in 0..<count {
        let scaled = present * returns[a]
        for b in 0...a {
          let value = past * entries[a * count + b] + scaled * returns[b]
          entries[a * count + b] = value
          entries[b * count + a] = value
        }
      }
    }
  }
}
