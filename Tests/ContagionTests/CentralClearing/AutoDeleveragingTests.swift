import Contagion
import Randomness
import Testing

@Suite struct AutoDeleveragingTests {
  @Test func `the queue takes whole positions in descending score and may overshoot`() {
    let cuts = autoDeleverage(
      deficit: 55, gains: [30, 40, 20, 10], scores: [1, 3, 2, 3], rule: .queue)
    #expect(cuts == [0, 40, 20, 10])
  }

  @Test func `ties go to the lower index`() {
    let cuts = autoDeleverage(deficit: 5, gains: [10, 10, 10], scores: [1, 1, 1], rule: .queue)
    #expect(cuts == [10, 0, 0])
  }

  /// FLOX (MIT), `test_liquidation_engine.cpp`: a long of 10 at 100 with 50 of equity is closed at
  /// 40, a deficit of 550; shorts of 5 and 10 at 100 with 100 of equity each rank by gain over
  /// equity.
  @Test func `the partial queue leaves the last winner what is not needed`() {
    let gains: [Double] = [5 * 60, 10 * 60]
    let cuts = autoDeleverage(
      deficit: 550, gains: gains, scores: gains.map { $0 / 100 }, rule: .partialQueue)
    #expect(cuts == [0, 550])
    #expect(gains[1] - cuts[1] == 50)
    let whole = autoDeleverage(
      deficit: 550, gains: gains, scores: gains.map { $0 / 100 }, rule: .queue)
    #expect(whole == [0, 600])
  }

  /// FLOX (MIT), the same test: one short of 10 with 100 of equity meets the deficit of 550 alone.
  @Test func `a winner who is not needed in full keeps the rest of its gain`() {
    let cuts = autoDeleverage(deficit: 550, gains: [600], scores: [6], rule: .partialQueue)
    #expect(100 + 600 - cuts[0] == 150)
    // Without anyone to draw on, the deficit stays unpaid.
    #expect(autoDeleverage(deficit: 550, gains: [-20], scores: [1], rule: .queue) == [0])
  }

  @Test func `pro rata takes the same share of every gain`() {
    let cuts = autoDeleverage(deficit: 25, gains: [60, 30, 10], scores: [9, 5, 1], rule: .proRata)
    #expect(cuts == [15, 7.5, 2.5])
  }

  @Test func `water-filling draws on leverage first and stops at the whole gain`() {
    // κ·(4·10 + 1·30) = 20 would take 11.4 of the first gain of 10, which is capped; 10 are left
    // for 30.
    let cuts = autoDeleverage(
      deficit: 20, gains: [10, 30, 50], scores: [4, 1, 0], rule: .waterFilling)
    expectClose(cuts, [10, 10, 0], 1e-12)
    let beyond = autoDeleverage(
      deficit: 65, gains: [10, 30, 50], scores: [4, 1, 0], rule: .waterFilling)
    expectClose(beyond, [10, 30, 25], 1e-12)
  }

  @Test(arguments: AutoDeleveragingRule.allCases)
  func `the deficit is met exactly but for the queue, which meets it at least`(
    _ rule: AutoDeleveragingRule
  ) {
    var stream = Stream(seed: 3, replicate: 0, purpose: 2, tick: 0, entity: 0)
    for _ in 0..<200 {
      let count = 1 + stream.integer(below: 12)
      let gains = (0..<count).map { _ in stream.normal() * 10 }
      let scores = (0..<count).map { _ in stream.uniform() < 0.2 ? 0 : stream.normal() }
      let available = gains.reduce(0) { $0 + max(0, $1) }
      let deficit = 1.3 * available * stream.uniform()
      let cuts = autoDeleverage(deficit: deficit, gains: gains, scores: scores, rule: rule)
      for i in 0..<count { #expect(cuts[i] >= 0 && cuts[i] <= max(0, gains[i])) }
      let covered = cuts.reduce(0, +)
      let target = min(deficit, available)
      if rule == .queue {
        #expect(covered >= target - 1e-9)
      } else {
        #expect(abs(covered - target) <= 1e-9)
      }
    }
  }

  @Test(arguments: AutoDeleveragingRule.allCases)
  func `without a deficit nobody gives up anything`(_ rule: AutoDeleveragingRule) {
    #expect(autoDeleverage(deficit: 0, gains: [1, -2], scores: [1, 1], rule: rule) == [0, 0])
    #expect(autoDeleverage(deficit: 5, gains: [], scores: [], rule: rule).isEmpty)
  }

  /// BitMEX documentation, "Auto-deleveraging": formula evaluated by hand.
  @Test(arguments: [
    (100.0, 120.0, 90.0, PositionSide.long, 0.8), (100, 80, 110, .short, 0.5333333333333333),
    (100, 95, 80, .long, -0.007894736842105263),
  ])
  func `the rank score is gain times effective leverage, or loss over it`(
    entry: Double, mark: Double, bankruptcy: Double, side: PositionSide, score: Double
  ) {
    let found = deleveragingScore(
      entryPrice: entry, markPrice: mark, bankruptcyPrice: bankruptcy, side: side)
    #expect(abs(found - score) < 1e-12)
  }

  @Test("in the partial queue equal scores share pro rata, whatever a rounding or the order says")
  func ties() {
    let gains = [10.0, 30, 20, 40]
    let ties: [[Double]] = [[2, 1, 1, 0.5], [2, 1 + 1e-13, 1, 0.5], [2, 1, 1 + 1e-13, 0.5]]
    for scores in ties {
      let found = autoDeleverage(deficit: 35, gains: gains, scores: scores, rule: .partialQueue)
      #expect(zip(found, [10, 15, 10, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    let apart = autoDeleverage(
      deficit: 35, gains: gains, scores: [2, 1, 1 + 1e-6, 0.5], rule: .partialQueue)
    #expect(zip(apart, [10, 5, 20, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
  }
}
