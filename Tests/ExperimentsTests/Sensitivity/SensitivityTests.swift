import Glibc
import Randomness
import Testing

@testable import Experiments

@Suite("Sensitivity of functions whose indices are known")
struct SensitivityTests {
  private func stream(_ seed: UInt64) -> Stream {
    Stream(seed: seed, replicate: 0, purpose: 1, tick: 0, entity: 0)
  }

  /// Ishigami and Homma (1990) with a = 7 and b = 0.1, on [−π, π]³.
  private func ishigami(_ u: [Double]) -> Double {
    let x = u.map { Double.pi * (2 * $0 - 1) }
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * x[2] * x[2] * x[2] * x[2] * sin(x[0])
  }

  private let weights = [0.0, 1, 4.5, 9, 99, 99, 99, 99]

  /// The g-function of Sobol (1993): the product of `(|4u − 2| + a) / (1 + a)`.
  private func gFunction(_ u: [Double]) -> Double {
    zip(u, weights).reduce(1) { $0 * (abs(4 * $1.0 - 2) + $1.1) / (1 + $1.1) }
  }

  private func indices(
    _ function: ([Double]) -> Double, factors: Int, base: Int, seed: UInt64 = 1
  ) throws -> [SobolIndices] {
    let design = SaltelliDesign(base: base, factors: factors, stream: stream(seed))
    let values = (0..<design.count).map { function(design.point(at: $0)) }
    return try #require(SobolIndices.of(design, values: values, stream: stream(7)))
  }

  @Test("Ishigami's function has its closed-form indices, inside the intervals")
  func ishigamiIndices() throws {
    let found = try indices(ishigami, factors: 3, base: 4096)
    // V = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2; quasi-random points give them to 0.01 at this size.
    let first = [0.3139, 0.4424, 0]
    let total = [0.5576, 0.4424, 0.2437]
    for factor in 0..<3 {
      #expect(abs(found[factor].first - first[factor]) < 0.01)
      #expect(abs(found[factor].total - total[factor]) < 0.01)
      #expect(found[factor].totalInterval.contains(total[factor]))
    }
  }

  @Test("the g-function has its closed-form indices")
  func gFunctionIndices() throws {
    let found = try indices(gFunction, factors: 8, base: 4096)
    let parts = weights.map { 1 / (3 * (1 + $0) * (1 + $0)) }
    let variance = parts.reduce(1) { $0 * (1 + $1) } - 1
    for factor in 0..<8 {
      let total = parts[factor] * (variance + 1) / (1 + parts[factor]) / variance
      #expect(abs(found[factor].first - parts[factor] / variance) < 0.015)
      #expect(abs(found[factor].total - total) < 0.015)
    }
  }

  @Test("bootstrap intervals hold the closed-form index about as often as they say")
  func indexCoverage() throws {
    var hits = 0
    for seed in 0..<200 {
      let found = try indices(ishigami, factors: 3, base: 128, seed: UInt64(seed))
      if found[0].totalInterval.contains(0.5576) { hits += 1 }
    }
    // Quasi-random points vary less than the independent rows that the bootstrap takes them for, so
    // intervals are too wide rather than too narrow.
    #expect(hits >= 185)
  }

  @Test("an additive function has first-order indices that sum to one and equal the total ones")
  func additive() throws {
    let found = try indices({ 3 * $0[0] + $0[1] }, factors: 3, base: 1024)
    #expect(abs(found[0].first - 0.9) < 0.01)
    #expect(abs(found[1].first - 0.1) < 0.01)
    #expect(found[2].total == 0)
    #expect(abs(found[0].total - found[0].first) < 0.01)
  }

  @Test("rows with a missing value are left out, and a constant has no indices")
  func missing() throws {
    let design = SaltelliDesign(base: 16, factors: 2, stream: stream(1))
    var values: [Double?] = (0..<design.count).map { design.point(at: $0)[0] }
    values[5] = nil
    let found = try #require(SobolIndices.of(design, values: values, stream: stream(1)))
    #expect(found[0].rows == 15)
    let constant = [Double?](repeating: 2, count: design.count)
    #expect(SobolIndices.of(design, values: constant, stream: stream(1)) == nil)
  }

  @Test("elementary effects of a linear function are its coefficients, without spread")
  func linearEffects() throws {
    let design = MorrisTrajectories(trajectories: 10, factors: 3, levels: 4, stream: stream(1))
    let values = design.points.map { path in path.map { 5 * $0[0] - 2 * $0[1] } }
    let effects = MorrisEffects.of(design, values: values, stream: stream(1))
    let expected = [5.0, -2, 0]
    for factor in 0..<3 {
      let effect = try #require(effects[factor])
      // Differences of thirds: rounding only.
      #expect(abs(effect.mean - expected[factor]) < 1e-12)
      #expect(abs(effect.meanSize - abs(expected[factor])) < 1e-12)
      #expect(try #require(effect.spread) < 1e-12)
      #expect(effect.count == 10)
    }
  }

  @Test("an interaction shows as spread, a curve through zero as a mean size above the mean")
  func nonlinearEffects() throws {
    let design = MorrisTrajectories(trajectories: 200, factors: 3, levels: 4, stream: stream(2))
    let values = design.points.map { path in
      path.map { $0[0] * $0[1] + ($0[2] - 0.5) * ($0[2] - 0.5) }
    }
    let effects = MorrisEffects.of(design, values: values, stream: stream(1))
    let product = try #require(effects[0])
    let curve = try #require(effects[2])
    // Effects of the product are the other factor's place: mean 1/2, deviation √5/6·… of four levels, 0.373.
    #expect(abs(product.mean - 0.5) < 0.08)
    #expect(abs(try #require(product.spread) - 0.373) < 0.05)
    // A step of 2/3 over the parabola goes from 1/4 to 1/36: effects of ±1/3, of either sign as often.
    #expect(abs(curve.meanSize - 1.0 / 3) < 1e-12)
    #expect(abs(curve.mean) < 0.08)
  }

  @Test("a missing point takes the two effects beside it with it")
  func missingEffects() throws {
    let design = MorrisTrajectories(trajectories: 1, factors: 3, levels: 4, stream: stream(1))
    var values: [[Double?]] = design.points.map { path in path.map { $0[0] } }
    values[0][1] = nil
    let effects = MorrisEffects.of(design, values: values, stream: stream(1))
    #expect(effects.count { $0 == nil } == 2)
  }
}
