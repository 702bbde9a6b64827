import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct ContagionBoundsTests {
  /// Glasserman and Young (2015), arithmetic by hand.
  @Test func `the bounds are those of the formulas`() {
    let bounds = ContagionBounds(
      outsideAssets: [150, 120, 80], netWorth: [10, 8, 6], insideShare: [0.3, 0.2, 0.25])
    #expect(abs(bounds.largestTransmittedLoss(from: 0) - 42) < 1e-12)
    #expect(bounds.canTopple([1, 2], from: 0))
    #expect(abs(bounds.shockNeeded(toTopple: [1, 2], from: 0) - 56.66666666666667) < 1e-12)
    let rare = [0.01, 0.01, 0.01]
    for (share, expected) in [(0.43, 0.01754385964912281), (0.3, 0.014285714285714287)] {
      let bound = bounds.relativeLossBound(defaultProbabilities: rare, largestInsideShare: share)
      #expect(abs(bound - expected) < 1e-12)
    }
    #expect(bounds.shortfallMultiplier() == 1 / 0.7)
  }

  @Test func `a node that owes nothing inside passes nothing on`() throws {
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 5], [0, 0]]), externalAssets: [3, 9],
      externalLiabilities: [2, 0])
    let bounds = ContagionBounds(network)
    #expect(bounds.insideShare == [0, 1] && bounds.netWorth == [6, 4])
    #expect(bounds.largestTransmittedLoss(from: 0) == 0)
    #expect(!bounds.canTopple([1], from: 0))
    #expect(bounds.shockNeeded(toTopple: [1], from: 0) == .infinity)
    #expect(bounds.shockNeeded(toTopple: [], from: 0) == 6)
    #expect(bounds.canTopple([0], from: 1) == false)
    #expect(bounds.relativeLossBound(defaultProbabilities: [0, 0]) == 0)
  }

  /// A random solvent network, its external liabilities written as claims of one more node.
  private func world(_ seed: UInt64) throws -> (ContagionBounds, ExposureNetwork, Stream) {
    var stream = Stream(seed: seed, replicate: 0, purpose: 5, tick: 0, entity: 0)
    let count = 3 + stream.integer(below: 12)
    let links = NetworkTopology.erdosRenyi(probability: 0.1 + 0.6 * stream.uniform())
      .links(count: count, stream: &stream)
    let claims = LinkAmounts.lognormal(mu: 1, sigma: 1).claims(on: links, stream: &stream)
    let (lent, owed) = (claims.rowSums, claims.columnSums)
    let outside = (0..<count).map { _ in 20 * stream.uniform() }
    let assets = (0..<count).map {
      max(0, owed[$0] + outside[$0] - lent[$0] + 2 * stream.uniform())
    }
    let bounds = ContagionBounds(
      try ExposureNetwork(
        claims: claims, externalAssets: assets, externalLiabilities: outside))
    var widened = Matrix(rows: count + 1, columns: count + 1)
    for i in 0..<count {
      for k in 0..<count { widened[i, k] = claims[i, k] }
      widened[count, i] = outside[i]
    }
    return (bounds, try ExposureNetwork(claims: widened, externalAssets: assets + [0]), stream)
  }

  @Test func `no shock to one node topples more than its bound allows`() throws {
    var toppled = 0
    for seed in 0..<60 as Range<UInt64> {
      var (bounds, network, stream) = try world(seed)
      let count = network.count - 1
      for node in 0..<count {
        var assets = network.externalAssets
        let shock = assets[node] * (stream.uniform() < 0.5 ? 1 : stream.uniform())
        assets[node] -= shock
        let result = propagate(
          try network.with(externalAssets: assets), valuation: .eisenbergNoe,
          referenceEquity: network.bookEquity)
        let others = (0..<count).filter { $0 != node && result.equity[$0] < -1e-9 }
        guard !others.isEmpty else { continue }
        toppled += 1
        #expect(bounds.canTopple(others, from: node))
        #expect(bounds.shockNeeded(toTopple: others, from: node) <= shock + 1e-9)
      }
    }
    #expect(toppled > 50)
  }

  @Test func `shocks of many worlds do spread, and shortfalls stay within the multiplier`() throws {
    var spreading = 0
    for seed in 100..<160 as Range<UInt64> {
      var (bounds, network, stream) = try world(seed)
      let count = network.count - 1
      var assets = network.externalAssets
      var direct = 0.0
      for i in 0..<count where stream.uniform() < 0.4 {
        let shock = assets[i] * stream.uniform()
        assets[i] -= shock
        direct += max(0, shock - bounds.netWorth[i])
      }
      let result = propagate(
        try network.with(externalAssets: assets), valuation: .eisenbergNoe,
        referenceEquity: network.bookEquity)
      let shortfall = result.valuationGap
      #expect(shortfall <= direct * bounds.shortfallMultiplier() * (1 + 1e-12) + 1e-9)
      if shortfall > direct + 1e-6 { spreading += 1 }
    }
    #expect(spreading > 10)
  }
}
