internal import Glibc
internal import Randomness

/// A number, or the law by which one is drawn for each member of a population.
package enum Distribution: Sendable, Equatable {
  case constant(Double)
  case uniform(Uniform)
  case normal(Normal)
  case lognormal(Lognormal)
  case exponential(Exponential)
  case pareto(Pareto)

  package struct Uniform: Sendable, Equatable {
    var minimum = 0.0
    var maximum = 1.0
  }

  package struct Normal: Sendable, Equatable {
    var mean = 0.0
    var standardDeviation = 1.0
    var minimum: Double?
    var maximum: Double?
  }

  package struct Lognormal: Sendable, Equatable {
    var median = 1.0
    /// Standard deviation of the logarithm.
    var sigma = 1.0
    var minimum: Double?
    var maximum: Double?
  }

  /// `P(X > x) = exp(−x/mean)`.
  package struct Exponential: Sendable, Equatable {
    /// Mean before truncation.
    var mean = 1.0
    var maximum: Double?
  }

  /// `P(X > x) = (minimum/x)^shape`.
  package struct Pareto: Sendable, Equatable {
    var shape = 1.5
    var minimum = 1.0
    var maximum: Double?
  }

  /// One draw from one uniform number; bounds truncate the law exactly, by inversion.
  func draw(_ stream: inout Stream) -> Double {
    if case .constant(let value) = self { return value }
    return quantile(stream.uniform())
  }

  /// The number that a share of the law lies below.
  package func quantile(_ share: Double) -> Double {
    switch self {
    case .constant(let value): return value
    case .uniform(let law): return law.minimum + (law.maximum - law.minimum) * share
    case .normal(let law):
      let score = Self.truncatedNormal(
        share, from: law.minimum.map { ($0 - law.mean) / law.standardDeviation },
        to: law.maximum.map { ($0 - law.mean) / law.standardDeviation })
      return law.mean + law.standardDeviation * score
    case .lognormal(let law):
      let score = Self.truncatedNormal(
        share, from: law.minimum.map { log($0 / law.median) / law.sigma },
        to: law.maximum.map { log($0 / law.median) / law.sigma })
      return law.median * exp(law.sigma * score)
    case .exponential(let law):
      let within = law.maximum.map { -expm1(-$0 / law.mean) } ?? 1
      return min(-law.mean * log1p(-within * share), law.maximum ?? .infinity)
    case .pareto(let law):
      let least = law.maximum.map { pow(law.minimum / $0, law.shape) } ?? 0
      return law.minimum * pow(least + (1 - least) * share, -1 / law.shape)
    }
  }

  private static func truncatedNormal(
    _ uniform: Double, from low: Double?, to high: Double?
  ) -> Double {
    let least = low.map(normalCDF) ?? 0
    let greatest = high.map(normalCDF) ?? 1
    let score = normalQuantile(least + (greatest - least) * uniform)
    return min(max(score, low ?? -.infinity), high ?? .infinity)
  }

  /// The least and the greatest value that can be drawn.
  var support: ClosedRange<Double> {
    switch self {
    case .constant(let value): value...value
    case .uniform(let law): law.minimum...max(law.minimum, law.maximum)
    case .normal(let law): Self.range(law.minimum ?? -.infinity, law.maximum)
    case .lognormal(let law): Self.range(law.minimum ?? 0, law.maximum)
    case .exponential(let law): Self.range(0, law.maximum)
    case .pareto(let law): Self.range(law.minimum, law.maximum)
    }
  }

  private static func range(_ low: Double, _ high: Double?) -> ClosedRange<Double> {
    low...max(low, high ?? .infinity)
  }
}
