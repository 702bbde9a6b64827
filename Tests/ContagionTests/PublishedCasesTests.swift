import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite struct PublishedCasesTests {
  static let clearing = needed(try CaseFile<PublishedCase>.load("clearing"))
  static let family = needed(try CaseFile<PublishedCase>.load("valuation-family"))
  static let distress = needed(try CaseFile<PublishedCase>.load("distress"))
  static let impact = needed(try CaseFile<PublishedCase>.load("impact"))

  @Test func `every file of published cases is found and read`() {
    #expect(
      [Self.clearing.count, Self.family.count, Self.distress.count, Self.impact.count]
        == [31, 17, 15, 3])
  }

  @Test(arguments: clearing + family)
  func `the published clearing is reproduced by active sets`(_ given: PublishedCase) throws {
    let result = try check(given, .activeSets)
    #expect(result.report.status == .exact)
    // Distress on a network of spectral radius above one is swept until its sets settle.
    #expect(!result.report.usedFallback || given.valuation == "linearDebtRank")
    guard let rounds = given.expected.rounds else { return }
    for (round, nodes) in rounds.enumerated() {
      #expect(nodes.allSatisfy { result.defaultRound[$0] == round }, "\(result.defaultRound)")
    }
  }

  @Test(arguments: clearing + family)
  func `the published clearing is reproduced by monotone iteration`(_ given: PublishedCase) throws {
    _ = try check(given, .iteration)
  }

  private func check(
    _ given: PublishedCase, _ method: ContagionOptions.Method
  ) throws -> ContagionResult {
    let network = try given.exposures()
    let result = propagate(
      network, valuation: try given.model(), referenceEquity: given.reference(network),
      options: ContagionOptions(method: method))
    if let payments = given.expected.payments {
      expectClose(Array(result.payments.prefix(payments.count)), payments, given.tolerance)
    }
    if let equity = given.expected.equity {
      expectClose(result.equity, equity, given.tolerance)
    }
    if let nodes = given.expected.defaulted {
      #expect(result.defaulted.indices.filter { result.defaulted[$0] } == nodes)
    }
    if let count = given.expected.defaultCount {
      #expect(result.defaulted.count { $0 } == count)
    }
    if let least = given.expected.leastPayments {
      let from = propagate(
        network, valuation: try given.model(), referenceEquity: given.reference(network),
        options: ContagionOptions(fixedPoint: .least, method: method))
      expectClose(from.payments, least, given.tolerance)
      #expect(from.report.fixedPoint == .least)
    }
    return result
  }

  @Test(arguments: distress, [ContagionOptions.Method.activeSets, .iteration])
  func `the published distress is reproduced`(
    _ given: PublishedCase, _ method: ContagionOptions.Method
  ) throws {
    let network = try given.exposures()
    let buffer = try #require(given.buffer)
    let start = try #require(given.initialDistress)
    let result = propagate(
      network, valuation: try given.model(), referenceEquity: buffer,
      options: ContagionOptions(method: method))
    if given.valuation == "linearDebtRank", method == .activeSets {
      #expect(result.report.status == .exact)
    }
    if let stress = given.expected.uncappedStress {
      // The peers' stress goes on beyond one: it is the loss over the buffer.
      let loss = buffer.indices.map { 1 - result.equity[$0] / buffer[$0] }
      expectClose(loss, stress, given.tolerance)
    }
    if let distress = given.expected.distress {
      expectClose(result.distress, distress, given.tolerance)
    }
    if let additional = given.expected.additionalStress, let weights = given.weights {
      var sum = 0.0
      for i in buffer.indices { sum += weights[i] * (result.distress[i] - start[i]) }
      #expect(abs(sum / weights.reduce(0, +) - additional) <= given.tolerance)
    }
    if let additional = given.expected.additionalDefaults {
      // The peer counts distress of at least one, within 1e-12.
      let failed = buffer.indices.filter { start[$0] < 1 && result.distress[$0] >= 1 - 1e-12 }
      #expect(failed.count == additional)
    }
  }

  @Test(arguments: impact)
  func `the impact of each node's sole failure is the published one`(
    _ given: PublishedCase
  ) throws {
    let network = try given.exposures()
    let impact = systemicImpact(
      network, referenceEquity: try #require(given.buffer), weights: try #require(given.weights))
    expectClose(impact, try #require(given.expected.impact), given.tolerance)
  }

  @Test(arguments: [("er10", 1.2597671324740602), ("er50", 1.2606322322132992)])
  func `the spectral radius of the leverage matrix is that of numpy`(
    id: String, radius: Double
  ) throws {
    let shared = try #require(
      try CaseFile<SharedNetwork>.load("networks").first { $0.id == id })
    let network = try ExposureNetwork(
      claims: shared.matrix, externalAssets: shared.externalAssets,
      externalLiabilities: shared.externalLiabilities)
    let found = leverageSpectralRadius(network, referenceEquity: shared.equity)
    #expect(abs(found.value - radius) <= 1e-9 * radius)
  }
}

/// Expects equal counts and each pair within `tolerance`, absolute or relative.
func expectClose(
  _ found: [Double], _ expected: [Double], _ tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, sourceLocation: sourceLocation)
  for (place, (a, b)) in zip(found, expected).enumerated() {
    #expect(
      abs(a - b) <= tolerance * max(1, abs(b)), "at \(place): \(a) for \(b)",
      sourceLocation: sourceLocation)
  }
}
