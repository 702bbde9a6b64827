import Glibc
import Randomness
import Testing

@testable import Experiments

@Suite("Statistics behind decisions")
struct DecisionTests {
  private func stream(_ seed: UInt64) -> Stream {
    Stream(seed: seed, replicate: 0, purpose: 1, tick: 0, entity: 0)
  }

  @Test("the bootstrap interval of a paired mean covers as it claims on normal differences")
  func pairedCoverage() throws {
    var draws = stream(11)
    var hits = 0
    for sample in 0..<1000 {
      let values = (0..<30).map { _ in 2 + draws.normal() }
      let resamples = Resamples(of: 30, size: 400, stream: stream(UInt64(1000 + sample)))
      if try #require(resamples.meanInterval(values)).contains(2) { hits += 1 }
    }
    // Bootstrap intervals of 30 values fall a little short: 0.935 is usual. Three standard errors of 1000
    // samples are 0.023.
    #expect((912...958).contains(hits))
  }

  @Test("shared resamples give the interval of the general method")
  func sharedResamples() throws {
    var draws = stream(3)
    let values = (0..<25).map { _ in draws.exponential(rate: 1) }
    let shared = try #require(Resamples(of: 25, size: 500, stream: stream(9)).meanInterval(values))
    let general = try #require(
      Bootstrap.acceleratedInterval(of: 25, resamples: 500, stream: stream(9)) { places in
        mean(places.map { values[$0] })
      })
    // Sums run in the same order about the same origin, but for the place that comes first.
    #expect(abs(shared.low - general.low) < 1e-9)
    #expect(abs(shared.high - general.high) < 1e-9)
  }

  @Test("equivalence is claimed wrongly in 5 % at the margin, and nearly always well inside it")
  func equivalenceLevelAndPower() throws {
    var draws = stream(4)
    func rejections(mean centre: Double, count: Int) throws -> Int {
      var rejections = 0
      for _ in 0..<1000 {
        let differences = (0..<count).map { _ in centre + draws.normal() }
        let test = try #require(EquivalenceTest(differences: differences, margin: 1))
        if test.isEquivalent() { rejections += 1 }
      }
      return rejections
    }
    // Level: 50 expected, three standard errors are 21. Power with 20 pairs at a true difference of zero: the
    // noncentral t gives 0.99; the normal approximation 2Φ(√20 − 1.729) − 1 = 0.994.
    #expect(try (29...71).contains(rejections(mean: 1, count: 20)))
    #expect(try (29...71).contains(rejections(mean: -1, count: 20)))
    #expect(try rejections(mean: 0, count: 20) >= 980)
    #expect(try rejections(mean: 2, count: 20) == 0)
  }

  @Test("independent samples are tested for equivalence at the same level")
  func independentEquivalence() throws {
    var draws = stream(5)
    var wrong = 0
    for _ in 0..<1000 {
      let first = (0..<40).map { _ in draws.normal() }
      let second = (0..<60).map { _ in 0.8 + 1.5 * draws.normal() }
      let test = try #require(EquivalenceTest(second, minus: first, margin: 0.8))
      if test.isEquivalent() { wrong += 1 }
    }
    #expect((29...71).contains(wrong))
  }

  @Test("samples that do not vary are equivalent if they are within the margin")
  func constantEquivalence() throws {
    #expect(try #require(EquivalenceTest(differences: [0, 0, 0], margin: 0)).isEquivalent())
    #expect(try #require(EquivalenceTest(differences: [1, 1], margin: 1)).isEquivalent())
    #expect(try !#require(EquivalenceTest(differences: [2, 2], margin: 1)).isEquivalent())
    #expect(EquivalenceTest(differences: [0], margin: 1) == nil)
  }

  @Test("Holm's adjusted p-values are those of R's p.adjust")
  func holm() {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"): 0.03 0.06 0.06 0.02.
    let adjusted = holmAdjusted([0.01, nil, 0.04, 0.03, 0.005])
    #expect(adjusted[1] == nil)
    for (found, expected) in zip(adjusted.compactMap { $0 }, [0.03, 0.06, 0.06, 0.02]) {
      #expect(abs(found - expected) < 1e-15)
    }
    #expect(holmAdjusted([0.9, 0.8]) == [1, 1])
    #expect(holmAdjusted([]) == [])
  }

  @Test("the p-value of a mean of zero is that of R's t.test")
  func studentTest() throws {
    // t.test(c(1, 2, 3, 4, 5)): t = 4.2426, p = 0.01324.
    #expect(abs(try #require(meanIsZeroProbability([1, 2, 3, 4, 5])) - 0.013_235) < 1e-5)
    #expect(meanIsZeroProbability([0, 0]) == 1)
    #expect(meanIsZeroProbability([2, 2]) == 0)
    #expect(meanIsZeroProbability([2]) == nil)
  }

  @Test("superiority counts pairs, ties by half")
  func superiority() {
    #expect(Superiority.paired([1, 2, 3, 4], below: [2, 2, 1, 5]) == 0.625)
    #expect(Superiority.paired([], below: []) == nil)
    // All pairs by hand: 1 is below 2 and 3, 2 ties with 2 and is below 3.
    #expect(Superiority.independent([1, 2], below: [2, 3]) == 3.5 / 4)
    var draws = stream(6)
    let first = (0..<30).map { _ in Double(draws.integer(below: 10)) }
    let second = (0..<20).map { _ in Double(draws.integer(below: 12)) }
    var count = 0.0
    for x in first { for y in second { count += x < y ? 1 : x == y ? 0.5 : 0 } }
    #expect(Superiority.independent(first, below: second) == count / 600)
  }

  @Test("dominance follows from brute force over thresholds")
  func dominance() {
    #expect(StochasticDominance(of: [1, 2, 3], over: [1, 2, 4]) == .firstOrder)
    #expect(StochasticDominance(of: [1, 2, 4], over: [1, 2, 3]) == .none)
    #expect(StochasticDominance(of: [2, 2], over: [1, 3]) == .secondOrder)
    #expect(StochasticDominance(of: [1, 3], over: [2, 2]) == .none)
    #expect(StochasticDominance(of: [1, 1], over: [1, 1]) == .none)
    var draws = stream(8)
    var seen: Set<StochasticDominance> = []
    for _ in 0..<2000 {
      let own = (0..<4).map { _ in Double(draws.integer(below: 6)) }
      let other = (0..<5).map { _ in Double(draws.integer(below: 7)) }
      let found = StochasticDominance(of: own, over: other)
      #expect(found == bruteForce(own, other))
      seen.insert(found)
    }
    #expect(seen.count == 3)
  }

  private func bruteForce(_ own: [Double], _ other: [Double]) -> StochasticDominance {
    func above(_ values: [Double], _ threshold: Double) -> Double {
      Double(values.count { $0 > threshold }) / Double(values.count)
    }
    func excess(_ values: [Double], _ threshold: Double) -> Double {
      values.reduce(0) { $0 + max(0, $1 - threshold) } / Double(values.count)
    }
    let thresholds = [-1.0] + (own + other)
    let tiny = 1e-9
    if thresholds.allSatisfy({ above(own, $0) <= above(other, $0) + tiny }) {
      return thresholds.allSatisfy { abs(above(own, $0) - above(other, $0)) <= tiny }
        ? .none : .firstOrder
    }
    return thresholds.allSatisfy { excess(own, $0) <= excess(other, $0) + tiny }
      ? .secondOrder : .none
  }

  @Test("pairing saves the replicates that its correlation says")
  func pairingGain() throws {
    var draws = stream(9)
    let luck = (0..<4000).map { _ in draws.normal() }
    let first = luck.map { $0 + 0.5 * draws.normal() }
    let second = luck.map { $0 + 1 + 0.5 * draws.normal() }
    // Variances 1.25 each, of the difference 0.5: the ratio is 5. 4000 pairs repeat it to about 3 %.
    let gain = try #require(PairingGain(first, second))
    #expect(abs(gain.varianceRatio - 5) < 0.5)
    #expect(abs(try #require(gain.replicatesSaved) - 16_000) < 2000)
    #expect(PairingGain([1, 1], [2, 2]) == nil)
    #expect(try #require(PairingGain([1, 2], [2, 3])).varianceRatio == .infinity)
  }
}

@Suite("Change points")
struct ChangePointTests {
  @Test("Pettitt's statistic is that of its definition by signs")
  func definition() throws {
    var draws = Stream(seed: 1, replicate: 0, purpose: 1, tick: 0, entity: 0)
    let values = (0..<20).map { _ in Double(draws.integer(below: 8)) }
    var greatest = 0.0
    for split in 1..<20 {
      var sum = 0.0
      for early in values[..<split] {
        for late in values[split...] { sum += early < late ? 1 : early > late ? -1 : 0 }
      }
      greatest = max(greatest, abs(sum))
    }
    let found = try #require(ChangePoint.pettitt(values[...]))
    let p = 2 * exp(-6 * greatest * greatest / (8000 + 400))
    #expect(abs(found.p - min(1, p)) < 1e-12)
  }

  @Test("two steps in noise are found where they are, and levels with them")
  func steps() throws {
    var draws = Stream(seed: 2, replicate: 0, purpose: 1, tick: 0, entity: 0)
    let values = (0..<90).map { index in
      (index < 30 ? 10 : index < 60 ? 13 : 9) + 0.5 * draws.normal()
    }
    let found = ChangePoint.find(in: values)
    #expect(found.map(\.index) == [30, 60])
    // Medians of 30 values with a deviation of 0.5.
    for (change, level) in zip(found, [10.0, 13]) { #expect(abs(change.before - level) < 0.4) }
    #expect(abs(try #require(found.last).after - 9) < 0.4)
  }

  @Test("a level series has false alarms no more often than the level says")
  func falseAlarms() {
    var draws = Stream(seed: 3, replicate: 0, purpose: 1, tick: 0, entity: 0)
    var alarms = 0
    for _ in 0..<1000 {
      if !ChangePoint.find(in: (0..<40).map { _ in draws.normal() }, level: 0.05).isEmpty {
        alarms += 1
      }
    }
    // 50 at most but for chance; Pettitt's approximation is conservative.
    #expect(alarms <= 71)
    #expect(ChangePoint.find(in: [Double](repeating: 1, count: 30)).isEmpty)
    #expect(ChangePoint.find(in: [1]).isEmpty)
  }
}
