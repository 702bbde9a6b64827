import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

/// The phase transition of Acemoglu, Ozdaglar and Tahbaz-Salehi (2015), AER 105(2), 564–608.
///
/// Ten banks owing 12 each, net outside income 1, one of them hit by `shock`. Below `ε* = n(a − v) = 10`
/// the complete network fails least and the ring most; above it both fail wholly and two separate halves
/// do better. Counts computed from the paper's equations.
@Suite struct RingAndCompleteTests {
  static let counts: [(shock: Double, ring: Int, complete: Int, halves: Int)] = [
    (3, 2, 1, 1), (5, 4, 1, 1), (8, 7, 1, 5), (9.9, 9, 1, 5), (10.1, 10, 10, 5), (15, 10, 10, 5),
  ]

  func defaults(_ topology: NetworkTopology, shock: Double) throws -> Int {
    var stream = Stream(seed: 1, replicate: 0, purpose: 0, tick: 0, entity: 0)
    let links = topology.links(count: 10, stream: &stream)
    let claims = LinkAmounts.equalLiabilities(total: 12).claims(on: links, stream: &stream)
    var assets = [Double](repeating: 1, count: 10)
    var senior = [Double](repeating: 0, count: 10)
    assets[0] = max(0, 1 - shock)
    senior[0] = max(0, shock - 1)
    let network = try ExposureNetwork(
      claims: claims, externalAssets: assets, externalLiabilities: senior)
    let result = propagate(network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity)
    #expect(result.report.status == .exact)
    return result.defaulted.count { $0 }
  }

  @Test(arguments: counts)
  func `the counts of defaults change phase at the critical shock`(
    shock: Double, ring: Int, complete: Int, halves: Int
  ) throws {
    #expect(try defaults(.ring, shock: shock) == ring)
    #expect(try defaults(.complete, shock: shock) == complete)
    let groups = (0..<10).map { $0 / 5 }
    #expect(
      try defaults(.blocks(groups: groups, within: 1, between: 0), shock: shock) == halves)
  }
}
