import Contagion
import Testing

/// Measures that supervisors use: capital shortfall, concentration, dispersion, backtests.
@Suite struct SupervisoryMeasuresTests {
  /// Brownlees and Engle (2017), formulas evaluated.
  @Test func `the capital shortfall in a crisis is the formula`() {
    let loss = longRunMarginalExpectedShortfall(beta: 1.2, marketFall: 0.4)
    #expect(abs(loss - 0.45827172913153946) < 1e-9)
    let missing = expectedCapitalShortfall(
      capitalRatio: 0.08, debt: 900, equity: 100, marginalShortfall: loss)
    #expect(abs(missing - 22.160999080101625) < 1e-9)
  }

  @Test func `a firm with beta one loses what the market loses and one without debt has a surplus`()
  {
    #expect(abs(longRunMarginalExpectedShortfall(beta: 1, marketFall: 0.4) - 0.4) < 1e-15)
    #expect(longRunMarginalExpectedShortfall(beta: 3, marketFall: 0) == 0)
    #expect(longRunMarginalExpectedShortfall(beta: 0, marketFall: 0.4) == 0)
    let surplus = expectedCapitalShortfall(
      capitalRatio: 0.08, debt: 0, equity: 50, marginalShortfall: 0.5)
    #expect(abs(surplus + 23) < 1e-12)
    // With nothing left of the equity all of the ratio on debt is missing.
    let ruined = expectedCapitalShortfall(
      capitalRatio: 0.1, debt: 70, equity: 0, marginalShortfall: 1)
    #expect(ruined == 7)
  }

  /// Makarov and Schoar (2020), arbitrage index; prices of USDe on 10 October 2025, weights
  /// illustrative.
  @Test func `dispersion and concentration are the definitions`() {
    let prices = [1, 0.97, 0.65]
    #expect(abs(arbitrageIndex(prices) - 1.5384615384615383) < 1e-12)
    let spread = PriceDispersion(prices: prices, weights: [0.4, 0.4, 0.2])
    #expect(abs(spread.mean - 0.918) < 1e-12)
    #expect(abs(spread.standardDeviation - 0.1346699669562594) < 1e-12)
    #expect(abs(herfindahlIndex([0.5, 0.3, 0.2]) - 0.38) < 1e-12)
    #expect(abs(effectiveNumber([0.5, 0.3, 0.2]) - 2.6315789473684212) < 1e-12)
  }

  @Test func `one price has no dispersion and nobody has no number`() {
    #expect(arbitrageIndex([7]) == 1 && arbitrageIndex([2, 2, 2]) == 1)
    let spread = PriceDispersion(prices: [2, 2, 9], weights: [1, 3, 0])
    #expect(spread.mean == 2 && spread.standardDeviation == 0)
    #expect(effectiveNumber([]) == 0 && effectiveNumber([0, 0]) == 0)
    #expect(effectiveNumber([4, 4, 4, 4]) == 4)
  }

  /// Basel Committee (1996): cumulative probabilities 89.22 % and 99.97 %; Kupiec (1995).
  @Test func `the traffic light of 250 days has its published probabilities`() {
    for (exceptions, expected) in [(4, 0.8921876269036251), (9, 0.9997498099312595)] {
      let found = binomialCDF(exceptions: exceptions, observations: 250, probability: 0.01)
      #expect(abs(found - expected) < 1e-9)
    }
    let zones = (0...12).map { backtestZone(exceptions: $0) }
    #expect(zones[...4].allSatisfy { $0 == .green })
    #expect(zones[5...9].allSatisfy { $0 == .yellow })
    #expect(zones[10...].allSatisfy { $0 == .red })
    let test = CoverageTest(exceptions: 7, observations: 250, probability: 0.01)
    #expect(abs(test.likelihoodRatio - 5.496990447792697) < 1e-9)
    #expect(test.pValue > 0.01 && test.pValue < 0.05)
  }

  @Test func `the binomial distribution is that of adding one trial after the other`() {
    var law = [1.0]
    for observations in 1...60 {
      var next = [Double](repeating: 0, count: observations + 1)
      for (count, probability) in law.enumerated() {
        next[count] += 0.7 * probability
        next[count + 1] += 0.3 * probability
      }
      law = next
      var sum = 0.0
      for count in 0...observations {
        sum += law[count]
        let found = binomialCDF(exceptions: count, observations: observations, probability: 0.3)
        #expect(abs(found - sum) < 1e-12)
      }
    }
    #expect(binomialCDF(exceptions: 0, observations: 0, probability: 0.5) == 1)
  }

  @Test func `coverage as expected has ratio zero, and the ends are finite`() {
    #expect(CoverageTest(exceptions: 5, observations: 100, probability: 0.05).likelihoodRatio == 0)
    // −2·n·ln(1 − p) without any exception, and −2·n·ln p with nothing else.
    let none = CoverageTest(exceptions: 0, observations: 250, probability: 0.01).likelihoodRatio
    #expect(abs(none - 5.025167926750725) < 1e-9)
    let all = CoverageTest(exceptions: 3, observations: 3, probability: 0.5).likelihoodRatio
    #expect(abs(all - 4.1588830833596715) < 1e-12)
    // The 5 % point of χ² with one degree of freedom is 3.841: Φ⁻¹(0.975)².
    let test = CoverageTest(exceptions: 6, observations: 250, probability: 0.01)
    #expect(test.likelihoodRatio < 3.8415 && test.pValue > 0.05)
  }
}
