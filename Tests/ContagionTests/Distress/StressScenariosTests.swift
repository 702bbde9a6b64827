import Contagion
import LinearAlgebra
import Networks
import Testing

/// A published run of a model of distress under several shocks.
struct StressScenarios: Decodable, CustomStringConvertible, Sendable {
  struct Expected: Decodable, Sendable {
    let stress: [[Double]]?
    let distress: [[Double]]?
    let additionalStress: [Double]?
    let additionalDefaults: [Int]?
  }
  let id: String
  let tolerance: Double
  let network: String?
  let claims: [[Double]]?
  let buffer: [Double]
  let weights: [Double]
  let model: String
  let capped: Bool
  let threshold: Double?
  let shocks: [[Double]]?
  let expected: Expected

  var description: String { id }

  /// The shocks of the case; without any, the sole failure of each node.
  var scenarios: [[Double]] {
    shocks ?? buffer.indices.map { failed in buffer.indices.map { $0 == failed ? 1 : 0 } }
  }

  func exposures() throws -> ExposureNetwork {
    let matrix =
      if let claims {
        Matrix(rows: claims)
      } else {
        try #require(
          CaseFile<SharedNetwork>.load("networks").first { $0.id == network }
        ).matrix
      }
    return try ExposureNetwork(claims: matrix, externalAssets: buffer.map { _ in 0 })
  }

  func run(_ network: ExposureNetwork, _ shock: [Double]) -> DistressResult {
    let impact: Impact = capped ? .capped : .uncapped
    switch model {
    case "singleHit":
      return singleHitDebtRank(
        network, referenceEquity: buffer, initialDistress: shock, impact: impact)
    case "threshold":
      return thresholdCascade(
        network, referenceEquity: buffer, initialDistress: shock,
        thresholds: buffer.map { _ in threshold ?? 1 }, impact: impact)
    default:
      return debtRank(network, referenceEquity: buffer, initialDistress: shock, impact: impact)
    }
  }
}

@Suite struct StressScenariosTests {
  static let cases = needed(try CaseFile<StressScenarios>.load("stress-scenarios"))

  @Test func `every published scenario is found and read`() {
    #expect(Self.cases.count == 18)
  }

  @Test(arguments: cases)
  func `the published stress is reproduced`(_ given: StressScenarios) throws {
    let network = try given.exposures()
    for (place, shock) in given.scenarios.enumerated() {
      let found = given.run(network, shock)
      #expect(found.report.status == .exact)
      if let stress = given.expected.stress {
        expectClose(found.stress, stress[place], given.tolerance)
      }
      if let distress = given.expected.distress {
        expectClose(found.distress, distress[place], given.tolerance)
      }
      if let additional = given.expected.additionalStress {
        #expect(
          abs(found.additionalStress(weights: given.weights) - additional[place])
            <= given.tolerance)
      }
      if let additional = given.expected.additionalDefaults {
        #expect(found.additionalDefaults == additional[place], "scenario \(place)")
      }
    }
  }
}
