import Randomness
import Testing

@testable import Experiments

@Suite("Differences between regimes")
struct DifferenceTests {
  /// Hours of sleep gained with two drugs by ten patients (Student 1908).
  private let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
  private let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
  private let rounding = 1e-11

  @Test("differences that are no more than rounding are no differences")
  func onlyRounding() throws {
    let sums = (0..<8).map { 0.1 + 0.2 + Double($0) }
    let others = (0..<8).map { 0.3 + Double($0) }
    #expect(sums != others)
    let paired = try #require(PairedDifference(others, minus: sums))
    #expect(paired.estimate.mean == 0)
    #expect(paired.estimate.interval == Interval(low: 0, high: 0))
  }

  @Test("the paired difference of Student's sleep data has its published interval")
  func studentSleep() throws {
    let difference = try #require(PairedDifference(second, minus: first))
    let interval = try #require(difference.estimate.interval)
    #expect(difference.estimate.count == 10)
    #expect(abs(difference.estimate.mean - 1.58) <= rounding)
    #expect(abs(interval.low - 0.7001142367230176) <= rounding)
    #expect(abs(interval.high - 2.4598857632769824) <= rounding)
    #expect(abs(try #require(difference.correlation) - 0.7951702058335777) <= rounding)
    #expect(abs(difference.otherMean - difference.baselineMean - 1.58) <= rounding)
  }

  @Test("the same data unpaired has Welch's wider interval")
  func welch() throws {
    let estimate = try #require(welchDifference(second, minus: first))
    let interval = try #require(estimate.interval)
    #expect(abs(interval.low + 0.20548323071171137) <= rounding)
    #expect(abs(interval.high - 3.3654832307117104) <= rounding)
  }

  @Test("a pair with a missing half is left out, and no pair gives no difference")
  func missingHalves() throws {
    let difference = try #require(PairedDifference([1, nil, 5, 9], minus: [0, 7, nil, 6]))
    #expect(difference.estimate.count == 2)
    #expect(difference.estimate.mean == 2)
    #expect(PairedDifference([nil, 1], minus: [1, nil])?.estimate == nil)
  }

  @Test("equal regimes differ by exactly zero")
  func equalRegimes() throws {
    let difference = try #require(PairedDifference(first, minus: first))
    #expect(difference.estimate.interval == Interval(low: 0, high: 0))
  }

  @Test("additive effects do not interact, a joint effect does by its own size")
  func interaction() throws {
    let base = first
    let none = try #require(
      Interaction(
        harmonisedStrict: base.map { $0 + 3 }, fragmentedStrict: base.map { $0 + 1 },
        harmonisedMean: base.map { $0 + 2 }, fragmentedMean: base))
    #expect(abs(none.estimate.mean) <= rounding)
    let joint = try #require(
      Interaction(
        harmonisedStrict: base.map { $0 + 3.5 }, fragmentedStrict: base.map { $0 + 1 },
        harmonisedMean: base.map { $0 + 2 }, fragmentedMean: base))
    #expect(abs(joint.estimate.mean - 0.5) <= rounding)
  }

  @Test("95 % intervals of the mean cover the truth in 95 % of samples of normal numbers")
  func studentCoverage() throws {
    // 4,000 samples of 6: the share's standard error is 0.0034; the seed is fixed, the bound is 3 of them.
    var stream = Stream(seed: 11, replicate: 0, purpose: 1, tick: 0, entity: 0)
    var hits = 0
    for _ in 0..<4000 {
      let sample = (0..<6).map { _ in 2 + normalQuantile(stream.uniform()) }
      if try #require(Estimate(sample)?.interval).contains(2) { hits += 1 }
    }
    #expect(abs(Double(hits) / 4000 - 0.95) <= 3 * 0.0034)
  }
}

@Suite("The interval of a probability")
struct WilsonTests {
  @Test("agrees with published values, and is no point where nothing happened")
  func published() {
    // scipy.stats.binomtest(k, 20).proportion_ci(method="wilson")
    let some = wilsonInterval(share: 0.15, count: 20)
    #expect(abs(some.low - 0.05236874589621662) <= 1e-12)
    #expect(abs(some.high - 0.3604188647407569) <= 1e-12)
    let none = wilsonInterval(share: 0, count: 20)
    #expect(none.low == 0)
    #expect(abs(none.high - 0.16112515805281935) <= 1e-12)
  }
}
