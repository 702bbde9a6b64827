/// How the numbers of a model were reached.
public enum SolutionStatus: Sendable, Equatable {
  /// By linear solves, in closed form, or by a finite sequence of steps: exact to rounding.
  case exact
  /// By iteration until nothing moved by more than the tolerance.
  case converged
  /// The bound on iterations was met first: what is returned is the last iterate.
  case iterationLimit
  /// A linear system of the model has no unique solution, and no iteration stood in for it: the numbers
  /// that depend on it are what the model's documentation says, never a guess.
  case singular

  /// Whether the numbers satisfy the model's equations.
  public var isSolved: Bool { self == .exact || self == .converged }
}

/// How far the numbers of a model can be trusted: one form for every model.
public struct SolutionReport: Sendable, Equatable {
  /// How the numbers were reached.
  public var status: SolutionStatus
  /// By how much the state misses the model's own equation, in the units of the state; 0 for models that
  /// are a finite sequence of steps.
  public var residual: Double
  /// How many evaluations of the model it took; 0 for a closed form.
  public var iterations: Int
  /// Which fixed point this is, for models that can have several.
  public var fixedPoint: FixedPoint?
  /// Whether iteration had to stand in for an exact solve.
  public var usedFallback: Bool
  /// The spectral radius that decides about amplification, where the model has one and it was asked for.
  public var spectralRadius: Double?

  /// A report of the given facts.
  public init(
    status: SolutionStatus, residual: Double = 0, iterations: Int = 0,
    fixedPoint: FixedPoint? = nil, usedFallback: Bool = false, spectralRadius: Double? = nil
  ) {
    self.status = status
    self.residual = residual
    self.iterations = iterations
    self.fixedPoint = fixedPoint
    self.usedFallback = usedFallback
    self.spectralRadius = spectralRadius
  }
}
