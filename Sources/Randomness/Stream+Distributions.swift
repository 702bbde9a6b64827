import Glibc

extension Stream {
  /// A standard normal number `Φ⁻¹(U)`, by ``normalQuantile(_:)``.
  ///
  /// One draw; monotone in it.
  public mutating func normal() -> Double {
    normalQuantile(uniform())
  }

  /// A Student-t number with `ν` degrees of freedom, `√(ν(U^(−2/ν) − 1))·cos(2πV)`.
  ///
  /// Bailey (1994), Mathematics of Computation 62, 779–781. Two draws. Not rescaled: the variance is
  /// `ν/(ν − 2)` for `ν > 2` and infinite or undefined below.
  public mutating func studentT(degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom > 0, "degrees of freedom \(degreesOfFreedom) must be positive")
    let radius = (degreesOfFreedom * expm1(-2 * log(uniform()) / degreesOfFreedom)).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  /// A standard Gumbel number `−ln(−ln U)`: mean 0.5772…, variance π²/6.
  ///
  /// One draw.
  public mutating func gumbel() -> Double {
    -log(-log(uniform()))
  }

  /// An exponential number `−ln(U)/rate`, mean `1/rate`.
  ///
  /// One draw.
  public mutating func exponential(rate: Double) -> Double {
    precondition(rate > 0, "rate \(rate) must be positive")
    return -log(uniform()) / rate
  }

  /// A gamma number of the given shape and of scale one: mean and variance equal the shape.
  ///
  /// Marsaglia and Tsang (2000), doi:10.1145/358407.358414, with `Γ(a) = Γ(a + 1)·U^(1/a)` below
  /// shape one. The number of draws varies (rejection; at least two, on average below 2.2 above
  /// shape one), so it should be the last draw of a stream that regimes share.
  public mutating func gamma(shape: Double) -> Double {
    exp(logGamma(shape: shape))
  }

  /// The logarithm of a gamma number, which does not underflow for small shapes.
  private mutating func logGamma(shape: Double) -> Double {
    precondition(shape > 0, "shape \(shape) must be positive")
    if shape < 1 {
      let boost = log(uniform()) / shape
      return logGamma(shape: shape + 1) + boost
    }
    let d = shape - 1.0 / 3.0
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      let u = uniform()
      guard root > 0 else { continue }
      let v = root * root * root
      if log(u) < 0.5 * x * x + d * (1 - v + log(v)) { return log(d) + log(v) }
    }
  }

  /// A lognormal number `exp(μ + σZ)`: median `exp(μ)`, mean `exp(μ + σ²/2)`.
  ///
  /// One draw.
  public mutating func lognormal(mu: Double, sigma: Double) -> Double {
    precondition(sigma >= 0, "sigma \(sigma) must not be negative")
    return exp(mu + sigma * normal())
  }

  /// A Pareto number `minimum·U^(−1/shape)`, with tail `P(X > x) = (minimum/x)^shape`.
  ///
  /// One draw.
  public mutating func pareto(minimum: Double, shape: Double) -> Double {
    precondition(minimum > 0 && shape > 0, "pareto(\(minimum), \(shape)) needs positive parameters")
    return minimum * exp(-log(uniform()) / shape)
  }

  /// A beta number `X/(X + Y)` of gamma numbers `X` of shape `a` and `Y` of shape `b`; in [0, 1].
  ///
  /// Formed from logarithms, so that tiny shapes give 0 or 1 and never 0/0.
  public mutating func beta(a: Double, b: Double) -> Double {
    let x = logGamma(shape: a)
    let y = logGamma(shape: b)
    return 1 / (1 + exp(y - x))
  }
}
