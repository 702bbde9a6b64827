import Contagion
import Glibc
import LinearAlgebra
import Randomness
import Testing

/// Impact measures of a network, as a peer package computes them.
struct ImpactDiffusionCase: Decodable, CustomStringConvertible, Sendable {
  struct Expected: Decodable, Sendable {
    let susceptibility: [Double]
    let fluidity: Double
    let start: [Double]
    let intermediate: [Double]
    let total: [Double]?
    let vulnerability: [[Double]]?
    let criticality: [Double]?
    let cappedCriticality: [Double]?
  }
  let id: String
  let tolerance: Double
  let impact: String
  let network: String?
  let claims: [[Double]]?
  let buffer: [Double]?
  let expected: Expected

  var description: String { id }

  func exposures() throws -> (claims: Matrix, buffer: [Double]) {
    if let claims, let buffer { return (Matrix(rows: claims), buffer) }
    let shared = try #require(
      try CaseFile<SharedNetwork>.load("networks").first { $0.id == network })
    return (shared.matrix, shared.equity)
  }
}

@Suite struct ImpactDiffusionTests {
  static let cases = needed(try CaseFile<ImpactDiffusionCase>.load("impact-diffusion"))

  @Test func `the file of impact measures is found and read`() {
    #expect(Self.cases.count == 5)
  }

  @Test(arguments: cases)
  func `susceptibility, fluidity, diffusion and criticality are the published ones`(
    _ given: ImpactDiffusionCase
  ) throws {
    let (claims, buffer) = try given.exposures()
    let leverage =
      given.impact == "binary"
      ? fatalClaims(claims, referenceEquity: buffer)
      : leverageMatrix(claims: claims, referenceEquity: buffer, impact: .capped)
    let expected = given.expected
    expectClose(
      try #require(impactSusceptibility(leverage)), expected.susceptibility, given.tolerance)
    let fluidity = try #require(impactFluidity(leverage))
    #expect(abs(fluidity - expected.fluidity) <= given.tolerance)
    let diffusion = try #require(impactDiffusion(leverage))
    expectClose(diffusion.start, expected.start, given.tolerance)
    expectClose(diffusion.intermediate, expected.intermediate, given.tolerance)
    if let total = expected.total { expectClose(diffusion.total, total, given.tolerance) }
    if let sums = expected.criticality { expectClose(criticality(leverage), sums, given.tolerance) }
    if let sums = expected.cappedCriticality {
      let capped = leverageMatrix(claims: claims, referenceEquity: buffer, impact: .capped)
      expectClose(criticality(capped), sums, given.tolerance)
    }
    if let entries = expected.vulnerability {
      let uncapped = leverageMatrix(claims: claims, referenceEquity: buffer)
      expectClose(uncapped.elements, Matrix(rows: entries).elements, given.tolerance)
    }
  }

  /// CRAN NetworkRiskMeasures, `test_1_risk_com.R`; written debtor first there, one exposure to
  /// itself.
  @Test func `capped impact and the communicability of the fatal claims are the published ones`()
    throws
  {
    let owed = Matrix(rows: [
      [0, 5, 0, 0, 10, 2], [0, 0, 3, 0, 2, 0], [0, 0, 0, 4, 0, 0], [0, 0, 0, 0, 0, 0],
      [0, 0, 2, 5, 5, 0], [0, 2, 2, 0, 0, 0],
    ])
    let buffer: [Double] = [10, 2, 2, 1, 10, 4]
    let capped = leverageMatrix(
      claims: owed.transposed, referenceEquity: buffer, impact: .capped)
    #expect(
      capped.transposed
        == Matrix(rows: [
          [0, 1, 0, 0, 1, 0.5], [0, 0, 1, 0, 0.2, 0], [0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 0],
          [0, 0, 1, 1, 0.5, 0], [0, 1, 1, 0, 0, 0],
        ]))
    let fatal = fatalClaims(owed.transposed, referenceEquity: buffer)
    let walks = try #require(communicability(fatal))
    let expected = Matrix(rows: [
      [1, 1, 1, 5 / 6.0, 1, 0], [0, 1, 1, 0.5, 0, 0], [0, 0, 1, 1, 0, 0], [0, 0, 0, 1, 0, 0],
      [0, 0, 1, 1.5, 1, 0], [0, 1, 1.5, 2 / 3.0, 0, 1],
    ])
    expectClose(walks.transposed.elements, expected.elements, 1e-12)
  }

  @Test func `on a chain walks of length n weigh one over n factorial`() throws {
    var chain = Matrix(rows: 7, columns: 7)
    for i in 1..<7 { chain[i, i - 1] = 3 }
    let walks = try #require(communicability(chain))
    for i in 0..<7 {
      for k in 0..<7 {
        let steps = i - k
        let expected = steps < 0 ? 0 : pow(3, Double(steps)) / tgamma(Double(steps + 1))
        #expect(abs(walks[i, k] - expected) <= 1e-13 * expected)
      }
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `communicability is the plain power series and has the trace of the eigenvalues`(
    seed: UInt64
  ) throws {
    var stream = Stream(seed: seed, replicate: 0, purpose: 3, tick: 0, entity: 0)
    let order = 1 + stream.integer(below: 9)
    var matrix = Matrix(rows: order, columns: order)
    for i in 0..<order {
      for k in 0...i where stream.uniform() < 0.6 {
        matrix[i, k] = 2 * stream.uniform()
        matrix[k, i] = matrix[i, k]
      }
    }
    let walks = try #require(communicability(matrix))
    var series = Matrix.identity(order)
    var term = series
    // Norms below 20: terms beyond 120 are nothing.
    for degree in 1...120 {
      let product = term.multiply(matrix)
      term = Matrix(
        rows: order, columns: order, elements: product.elements.map { $0 / Double(degree) })
      series = Matrix(
        rows: order, columns: order, elements: zip(series.elements, term.elements).map(+))
    }
    for (a, b) in zip(walks.elements, series.elements) { #expect(abs(a - b) <= 1e-12 * b) }
    let trace = (0..<order).reduce(0) { $0 + walks[$1, $1] }
    let spectral = try #require(symmetricEigenvalues(matrix)).reduce(0) { $0 + exp($1) }
    #expect(abs(trace - spectral) <= 1e-12 * spectral)
  }

  @Test func `communicability beyond the range of doubles is nil and that of nothing is nothing`() {
    #expect(communicability(Matrix(rows: [[0, 900], [900, 0]])) == nil)
    #expect(impactSusceptibility(Matrix(rows: [[0, 900], [900, 0]])) == nil)
    #expect(communicability(Matrix(rows: [])) == Matrix(rows: []))
    #expect(impactFluidity(Matrix(rows: [])) == 0)
    #expect(communicability(Matrix(rows: [[0]])) == Matrix(rows: [[1]]))
  }

  /// `0` owes `1`, which owes `2`: walks by hand.
  @Test(arguments: [(0.5, 0.25), (1, 1), (0.1, 3)])
  func `on a chain of two links diffusion is the closed form`(first: Double, second: Double) throws
  {
    let leverage = Matrix(rows: [[0, 0, 0], [first, 0, 0], [0, second, 0]])
    let diffusion = try #require(impactDiffusion(leverage))
    expectClose(diffusion.start, [1 + second / 2, 1, 0], 1e-14)
    expectClose(diffusion.intermediate, [0, first / 2, 0], 1e-14)
    expectClose(try #require(impactSusceptibility(leverage)), [0, 1, 1 + first / 2], 1e-14)
  }
}
