/// How ``propagate(_:valuation:referenceEquity:alreadyDefaulted:options:)`` works.
public struct ContagionOptions: Sendable, Equatable {
  /// The way to the fixed point.
  public enum Method: Sendable, Equatable {
    /// Exact linear solves on active sets where the valuation is piecewise linear, and monotone
    /// iteration elsewhere.
    case activeSets
    /// Monotone iteration only: slower, and independent of the other.
    case iteration
  }
  /// When a node is in default.
  public var defaultTest: DefaultTest
  /// Which fixed point is asked for.
  public var fixedPoint: FixedPoint
  /// Monotone iteration stops when no valuation moves by more than this.
  public var tolerance: Double
  /// The bound on evaluations of the network, after which the status is `iterationLimit`.
  public var maximumIterations: Int
  /// The way to the fixed point.
  public var method: Method
  /// How creditors outside the network rank against those inside.
  public var externalLiabilities: ExternalLiabilities

  /// Options; the defaults are the strict test, the greatest fixed point, exactly, and senior creditors
  /// outside.
  public init(
    defaultTest: DefaultTest = .strict, fixedPoint: FixedPoint = .greatest,
    tolerance: Double = 1e-13, maximumIterations: Int = 100_000, method: Method = .activeSets,
    externalLiabilities: ExternalLiabilities = .senior
  ) {
    precondition(tolerance >= 0, "tolerance \(tolerance) must not be negative")
    precondition(maximumIterations > 0, "at least one iteration is needed")
    self.defaultTest = defaultTest
    self.fixedPoint = fixedPoint
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
    self.method = method
    self.externalLiabilities = externalLiabilities
  }
}
