import Testing

@testable import Experiments

/// Rounding of a handful of additions and one square root.
private let rounding = 1e-14

@Suite("Moments and quantiles")
struct MomentsTests {
  @Test("a constant sample has exactly its own mean and no deviation")
  func constantSample() throws {
    let values = [Double](repeating: 0.1, count: 10)
    #expect(mean(values) == 0.1)
    #expect(sampleStandardDeviation(values) == 0)
    let estimate = try #require(Estimate(values))
    #expect(estimate.interval == Interval(low: 0.1, high: 0.1))
  }

  @Test("one value has a mean and nothing more, none has no estimate")
  func shortSamples() {
    #expect(Estimate([])?.mean == nil)
    let one = Estimate([3])
    #expect(one == Estimate(count: 1, mean: 3, standardDeviation: nil, interval: nil))
  }

  @Test("type 7 quantiles are linear between order statistics")
  func quantiles() {
    // R: quantile(c(1, 2, 4, 7, 11), c(0, .1, .25, .5, .9, 1))
    let values: [Double] = [1, 2, 4, 7, 11]
    let expected: [(Double, Double)] = [
      (0, 1), (0.1, 1.4), (0.25, 2), (0.5, 4), (0.9, 9.4), (1, 11),
    ]
    for (probability, value) in expected {
      #expect(abs(quantile(probability, ofSorted: values) - value) <= 8 * rounding)
    }
    #expect(quantile(0.3, ofSorted: [5]) == 5)
  }

  @Test("correlation is one on a rising line, minus one on a falling one, none without variation")
  func correlations() throws {
    let x: [Double] = [1, 2, 3, 5]
    #expect(abs(try #require(correlation(x, x.map { 3 * $0 + 1 })) - 1) <= rounding)
    #expect(abs(try #require(correlation(x, x.map { -$0 })) + 1) <= rounding)
    #expect(correlation(x, [2, 2, 2, 2]) == nil)
  }
}
