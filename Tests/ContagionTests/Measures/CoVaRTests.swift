import Contagion
import Glibc
import Randomness
import Testing

@Suite struct CoVaRTests {
  /// Closed forms (Adrian and Brunnermeier 2016, Gaussian case); correlation 0.6, system deviation
  /// 0.02.
  @Test(arguments: [
    (0.95, [1.6448536269514722, 2.0627128075074257, 0.019738243523417666, 0.04605590155464122]),
    (0.975, [1.959963984540054, 2.3378027922014133, 0.023519567814480648, 0.054878991567121505]),
    (0.99, [2.3263478740408408, 2.665214220345806, 0.02791617448849009, 0.06513774047314354]),
  ])
  func `Gaussian value at risk, expected shortfall and CoVaR are the closed forms`(
    level: Double, expected: [Double]
  ) {
    let found = [
      gaussianValueAtRisk(level: level), gaussianExpectedShortfall(level: level),
      gaussianDeltaCoVaR(level: level, correlation: 0.6, systemDeviation: 0.02),
      gaussianCoVaR(level: level, correlation: 0.6, systemDeviation: 0.02),
    ]
    expectClose(found, expected, 1e-9)
  }

  @Test func `a sample of normal quantiles has the Gaussian tail risk`() {
    let count = 20_000
    let losses = (0..<count).map { 3 + 2 * normalQuantile((Double($0) + 0.5) / Double(count)) }
    for level in [0.9, 0.975, 0.99] {
      let value = gaussianValueAtRisk(level: level, mean: 3, standardDeviation: 2)
      let shortfall = gaussianExpectedShortfall(level: level, mean: 3, standardDeviation: 2)
      // The grid is 5e-5 wide in probability; the density at the 99 % quantile is 0.013.
      #expect(abs(valueAtRisk(losses, level: level) - value) < 5e-3)
      #expect(abs(expectedShortfall(losses, level: level) - shortfall) < 5e-3)
    }
  }

  @Test func `without correlation the institution adds nothing, and with one its own risk`() {
    #expect(gaussianDeltaCoVaR(level: 0.99, correlation: 0, systemDeviation: 2) == 0)
    let all = gaussianDeltaCoVaR(level: 0.99, correlation: 1, systemDeviation: 2)
    #expect(all == gaussianCoVaR(level: 0.99, correlation: 1, systemDeviation: 2))
    #expect(abs(all - gaussianValueAtRisk(level: 0.99, standardDeviation: 2)) < 1e-12)
  }

  @Test func `the regression of normal losses finds the Gaussian CoVaR`() {
    var stream = Stream(seed: 11, replicate: 0, purpose: 8, tick: 0, entity: 0)
    let (correlation, level) = (0.6, 0.9)
    var institution: [Double] = []
    var system: [Double] = []
    for _ in 0..<8000 {
      let (common, own) = (stream.normal(), stream.normal())
      institution.append(3 * common)
      system.append(2 * (correlation * common + 0.8 * own))
    }
    let found = coVaR(systemLosses: system, institutionLosses: institution, level: level)
    #expect(found.report.status == .exact)
    let value = gaussianCoVaR(level: level, correlation: correlation, systemDeviation: 2)
    let delta = gaussianDeltaCoVaR(level: level, correlation: correlation, systemDeviation: 2)
    // The standard error of a 90 % quantile of 8000 is 0.03, of the slope's part about the same.
    #expect(abs(found.distressed - value) < 0.12)
    #expect(abs(found.delta - delta) < 0.12)
    // Given the tail instead of its edge, losses are larger.
    let tail = coVaR(
      systemLosses: system, institutionLosses: institution, level: level, condition: .tail)
    #expect(tail.distressed > found.distressed && tail.delta > 0)
  }

  @Test func `tail conditions pick the observations by hand`() {
    let institution: [Double] = [0, 0, 0, 0, 0, 0, 0, 0, 5, 9]
    let system: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 20, 30]
    let found = coVaR(
      systemLosses: system, institutionLosses: institution, level: 0.9, condition: .tail)
    // VaR of the institution is 5; the mean is 1.4 and the deviation 2.97, so the zeros are normal.
    #expect(found.distressed == 30 && found.normal == 8 && found.delta == 22)
  }

  @Test func `an institution whose loss never moves adds nothing`() {
    for condition in CoVaRCondition.allCases {
      let found = coVaR(
        systemLosses: [3, 1, 2, 5], institutionLosses: [2, 2, 2, 2], level: 0.75,
        condition: condition)
      #expect(found.distressed == 3 && found.delta == 0)
    }
  }
}

@Suite struct QuantileRegressionTests {
  /// The least check loss over all lines through two points, and over level lines through one.
  private func bruteForce(_ x: [Double], _ y: [Double], _ level: Double) -> Double {
    func loss(_ intercept: Double, _ slope: Double) -> Double {
      x.indices.reduce(0) {
        let residual = y[$1] - intercept - slope * x[$1]
        return $0 + max(level * residual, (level - 1) * residual)
      }
    }
    var least = Double.infinity
    for i in x.indices {
      least = min(least, loss(y[i], 0))
      for k in 0..<i where x[i] != x[k] {
        let slope = (y[i] - y[k]) / (x[i] - x[k])
        least = min(least, loss(y[i] - slope * x[i], slope))
      }
    }
    return least
  }

  @Test(arguments: 0..<150 as Range<UInt64>)
  func `no line through two points has a smaller check loss`(seed: UInt64) {
    var stream = Stream(seed: seed, replicate: 0, purpose: 9, tick: 0, entity: 0)
    let count = 1 + stream.integer(below: 25)
    // Every second sample is of small integers, full of ties.
    let x = (0..<count).map { _ in
      seed % 2 == 0 ? stream.normal() : Double(stream.integer(below: 4))
    }
    let y = x.map { $0 + (seed % 2 == 0 ? stream.normal() : Double(stream.integer(below: 3))) }
    let level = [0.05, 0.25, 0.5, 0.9, 0.99][stream.integer(below: 5)]
    let line = quantileRegression(regressor: x, response: y, level: level)
    #expect(line.report.status == .exact)
    let least = bruteForce(x, y, level)
    #expect(abs(line.checkLoss - least) <= 1e-12 * max(1, least))
    // At most a share q lies strictly below, and at most 1 − q strictly above.
    let residuals = zip(x, y).map { $1 - line.intercept - line.slope * $0 }
    #expect(Double(residuals.count { $0 < -1e-9 }) <= level * Double(count) + 1e-9)
    #expect(Double(residuals.count { $0 > 1e-9 }) <= (1 - level) * Double(count) + 1e-9)
  }

  @Test func `at the bound on pivots the line says so`() {
    let line = quantileRegression(
      regressor: [0, 1, 2, 3], response: [0, 1, 2, 3], level: 0.5, maximumPivots: 1)
    #expect(line.report.status == .iterationLimit)
  }
}
