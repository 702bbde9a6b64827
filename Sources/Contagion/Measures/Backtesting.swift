import Glibc

/// The zone of a risk model after a year of comparison with outcomes.
///
/// Basel Committee (1996), "Supervisory framework for the use of backtesting".
public enum BacktestZone: String, Sendable, CaseIterable {
  /// As many exceptions or fewer have a probability below 95 %.
  case green
  /// Between.
  case yellow
  /// As many exceptions or fewer have a probability of at least 99.99 %.
  case red
}

/// `P(X ≤ exceptions)` of a binomial number, summed from its logarithms.
///
/// - Parameters:
///   - exceptions: at least 0.
///   - observations: how many trials.
///   - probability: of an exception in each, in (0, 1).
public func binomialCDF(exceptions: Int, observations: Int, probability: Double) -> Double {
  precondition(exceptions >= 0 && observations >= 0, "\(exceptions) of \(observations)")
  precondition(probability > 0 && probability < 1, "probability \(probability) outside (0, 1)")
  guard exceptions < observations else { return 1 }
  let odds = log(probability) - log1p(-probability)
  var logarithm = Double(observations) * log1p(-probability)
  var sum = 0.0
  for count in 0...exceptions {
    sum += exp(logarithm)
    logarithm += log(Double(observations - count) / Double(count + 1)) + odds
  }
  return min(1, sum)
}

/// The Basel traffic light of a model with so many exceptions.
///
/// - Parameters:
///   - exceptions: how often the loss exceeded the value at risk.
///   - observations: 250 in the framework.
///   - probability: of an exception, 0.01 in the framework.
public func backtestZone(
  exceptions: Int, observations: Int = 250, probability: Double = 0.01
) -> BacktestZone {
  let reached = binomialCDF(
    exceptions: exceptions, observations: observations, probability: probability)
  if reached < 0.95 { return .green }
  return reached < 0.9999 ? .yellow : .red
}

/// Kupiec's test that exceptions come as often as they should.
public struct CoverageTest: Sendable, Equatable {
  /// `LR = −2·ln((1 − p)^(n−x)·p^x/((1 − x/n)^(n−x)·(x/n)^x))`.
  public let likelihoodRatio: Double
  /// The probability of a ratio at least as large if the model is right, for many observations:
  /// `χ²` with one degree of freedom.
  public var pValue: Double { erfc((likelihoodRatio / 2).squareRoot()) }

  /// The test of unconditional coverage (Kupiec 1995, doi:10.3905/jod.1995.407942).
  ///
  /// - Parameters:
  ///   - exceptions: `x`, from 0 to `n`.
  ///   - observations: `n ≥ 1`.
  ///   - probability: `p` in (0, 1).
  public init(exceptions: Int, observations: Int, probability: Double) {
    precondition(
      observations > 0 && (0...observations).contains(exceptions),
      "\(exceptions) exceptions of \(observations)")
    precondition(probability > 0 && probability < 1, "probability \(probability) outside (0, 1)")
    func term(_ count: Int, _ frequency: Double, _ expected: Double) -> Double {
      count > 0 ? Double(count) * (log(frequency) - log(expected)) : 0
    }
    let frequency = Double(exceptions) / Double(observations)
    let ratio =
      2
      * (term(exceptions, frequency, probability)
        + term(observations - exceptions, 1 - frequency, 1 - probability))
    likelihoodRatio = max(0, ratio)
  }
}
