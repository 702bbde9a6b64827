import Glibc
import Randomness
import Testing

@Suite struct DistributionTests {
  static let count = 20_000

  func sample(_ draw: (inout Stream) -> Double) -> [Double] {
    var stream = Stream(seed: 2025, replicate: 0, purpose: 9, tick: 0, entity: 1)
    return (0..<Self.count).map { _ in draw(&stream) }
  }

  /// Kolmogorov and Smirnov's distance between a sample and a distribution function.
  func distance(_ sample: [Double], _ distribution: (Double) -> Double) -> Double {
    let count = Double(sample.count)
    return sample.sorted().enumerated().reduce(0) { largest, point in
      let p = distribution(point.element)
      return max(
        largest, abs(p - Double(point.offset) / count), abs(p - Double(point.offset + 1) / count))
    }
  }

  /// The distance that a sample of this size exceeds with probability 1e-4: 2.23/√n.
  static let limit = 2.23 / Double(count).squareRoot()

  @Test func `uniforms fill the open interval evenly`() {
    let draws = sample { $0.uniform() }
    #expect(draws.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(distance(draws) { $0 } < Self.limit)
  }

  @Test func `normals follow the normal distribution function`() {
    #expect(distance(sample { $0.normal() }, normalCDF) < Self.limit)
  }

  @Test func `exponentials, Gumbels, lognormals and Paretos follow their distribution functions`() {
    #expect(distance(sample { $0.exponential(rate: 2) }) { 1 - exp(-2 * $0) } < Self.limit)
    #expect(distance(sample { $0.gumbel() }) { exp(-exp(-$0)) } < Self.limit)
    #expect(
      distance(sample { $0.lognormal(mu: 1, sigma: 0.5) }) { normalCDF((log($0) - 1) / 0.5) }
        < Self.limit)
    #expect(
      distance(sample { $0.pareto(minimum: 3, shape: 1.5) }) { 1 - pow(3 / $0, 1.5) } < Self.limit)
  }

  @Test func `Student-t follows its distribution function for one, two and four degrees`() {
    // Closed forms, the last with s = x/√(x² + 4): Abramowitz and Stegun (1964), 26.7.3 and 26.7.4.
    #expect(
      distance(sample { $0.studentT(degreesOfFreedom: 1) }) { 0.5 + atan($0) / Double.pi }
        < Self.limit)
    #expect(
      distance(sample { $0.studentT(degreesOfFreedom: 2) }) {
        0.5 + $0 / (2 * ($0 * $0 + 2).squareRoot())
      }
        < Self.limit)
    #expect(
      distance(sample { $0.studentT(degreesOfFreedom: 4) }) { x in
        let s = x / (x * x + 4).squareRoot()
        return 0.5 + 0.75 * (s - s * s * s / 3)
      } < Self.limit)
  }

  @Test func `gammas of whole and half shapes follow their distribution functions`() {
    #expect(distance(sample { $0.gamma(shape: 1) }) { 1 - exp(-$0) } < Self.limit)
    #expect(
      distance(sample { $0.gamma(shape: 3) }) { 1 - exp(-$0) * (1 + $0 + $0 * $0 / 2) }
        < Self.limit)
    // Half a chi-square of one degree.
    #expect(distance(sample { $0.gamma(shape: 0.5) }) { erf($0.squareRoot()) } < Self.limit)
  }

  @Test func `betas follow their distribution functions and survive tiny shapes`() {
    #expect(distance(sample { $0.beta(a: 1, b: 3) }) { 1 - pow(1 - $0, 3) } < Self.limit)
    #expect(
      distance(sample { $0.beta(a: 0.5, b: 0.5) }) { 2 / Double.pi * asin($0.squareRoot()) }
        < Self.limit)
    let extreme = sample { $0.beta(a: 1e-4, b: 1e-4) }
    #expect(extreme.allSatisfy { $0 >= 0 && $0 <= 1 })
    let mean = extreme.reduce(0, +) / Double(Self.count)
    #expect(abs(mean - 0.5) < 0.02)
  }

  @Test func `quantile and distribution function of the normal are inverse`() {
    for step in 1..<2000 {
      let p = Double(step) / 2000
      #expect(abs(normalCDF(normalQuantile(p)) - p) < 1e-15)
    }
    for x in stride(from: -8.0, through: 8, by: 0.25) where x < 5 {
      #expect(abs(normalQuantile(normalCDF(x)) - x) < 1e-9)
    }
  }

  @Test func `the normal quantile takes the values of tables`() {
    // Wichura (1988), table of checks: Φ⁻¹(0.25), Φ⁻¹(0.001), Φ⁻¹(1e-20).
    #expect(abs(normalQuantile(0.25) + 0.674_489_750_196_081_7) < 1e-15)
    #expect(abs(normalQuantile(0.001) + 3.090_232_306_167_813_5) < 1e-14)
    #expect(abs(normalQuantile(1e-20) + 9.262_340_089_798_408) < 1e-13)
    #expect(normalQuantile(0) == -.infinity && normalQuantile(1) == .infinity)
    #expect(normalQuantile(0.5) == 0)
  }
}
