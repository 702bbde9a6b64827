import Contagion
import LinearAlgebra
import Randomness
import Testing

@Suite struct ClearingMarketTests {
  /// Duffie and Zhu (2011): members, classes, bilateral exposure, with one class cleared, their
  /// ratio.
  @Test(arguments: [
    (12, 4, [8.77673016883152, 8.924013145469688, 1.0167810760733205]),
    (14, 4, [10.37249929043725, 10.42125473419262, 1.004700452840746]),
    (15, 4, [11.170383851240116, 11.166541515557856, 0.9996560247406509]),
    (12, 3, [7.600871288369381, 7.529227276125627, 0.9905742368834238]),
    (16, 6, [14.658075357087597, 14.926027679238544, 1.018280184514223]),
    (23, 6, [21.498510523728477, 21.496570436935265, 0.999909757153126]),
    (12, 6, [10.749255261864239, 11.13582449594055, 1.0359624201546098]),
  ])
  func `expected exposure with and without a house is the closed form`(
    members: Int, classes: Int, expected: [Double]
  ) {
    let market = ClearingMarket(members: members, classes: classes)
    let bilateral = market.expectedExposure()
    let cleared = market.expectedExposure(clearingHouses: [[classes - 1]])
    expectClose([bilateral, cleared, cleared / bilateral], expected, 1e-12)
  }

  /// Duffie and Zhu (2011), section 2: twelve members, six classes.
  @Test func `one house for two classes beats two houses, and all in one beats all`() {
    let market = ClearingMarket(members: 12, classes: 6)
    let found = [
      market.expectedExposure(clearingHouses: [[4, 5]]),
      market.expectedExposure(clearingHouses: [[4], [5]]),
      market.expectedExposure(clearingHouses: [[0, 1, 2, 3, 4, 5]]),
      market.expectedExposure(clearingHouses: (0..<6).map { [$0] }),
    ]
    expectClose(
      found, [10.647935328086298, 11.423013883032134, 3.2410224072142877, 7.938851142601841],
      1e-12)
  }

  /// Members in equal groups that each clear the last class at a house of their own; computed.
  @Test(arguments: [
    (
      24, 4,
      [
        18.351344898465904, 17.805990840012885, 18.498627875104074, 18.658573126855735,
        18.70892564724132,
      ]
    ),
    (
      24, 3,
      [
        15.892730875681433, 14.889620385929849, 15.821086863437678, 16.06064192932822,
        16.150799356783246,
      ]
    ),
    (
      12, 2,
      [
        6.20608541902532, 5.711506941516067, 6.271910961370088, 6.4013318085290205,
        6.43978039628043,
      ]
    ),
  ])
  func `a second house for the same class raises exposure`(
    members: Int, classes: Int, expected: [Double]
  ) {
    let market = ClearingMarket(members: members, classes: classes)
    let split = (1...4).map {
      market.expectedExposure(clearingHouses: [[classes - 1]], groups: $0)
    }
    expectClose([market.expectedExposure()] + split, expected, 1e-12)
    #expect(zip(split, split.dropFirst()).allSatisfy { $0 < $1 })
    // A house for each member nets nothing.
    let alone = market.expectedExposure(clearingHouses: [[classes - 1]], groups: members)
    #expect(abs(alone - market.expectedExposure()) < 1e-12)
  }

  /// Duffie and Zhu (2011): `K < N²/(4(N − 1))`, so `4K − 1` members.
  @Test(arguments: 1...10)
  func `one of K classes needs 4K − 1 members`(classes: Int) {
    let covariance = ClearingMarket(members: 2, classes: classes, standardDeviation: 0.3).covariance
    #expect(
      ClearingMarket.leastMembers(covariance: covariance, clearing: [classes - 1])
        == 4 * classes - 1)
  }

  /// Four classes of correlation `ρ`, the cleared one of deviation `σ` (Cont and Kokholm 2014;
  /// computed by brute force).
  @Test(arguments: [(1.0, 0.0, 15), (1, 0.1, 8), (1, 0.3, 5), (3, 0, 5), (3, 0.1, 4)])
  func `risk and correlation of the cleared class let fewer members do`(
    deviation: Double, correlation: Double, members: Int
  ) {
    let deviations = [1, 1, 1, deviation]
    var covariance = Matrix(rows: 4, columns: 4)
    for a in 0..<4 {
      for b in 0..<4 {
        covariance[a, b] = deviations[a] * deviations[b] * (a == b ? 1 : correlation)
      }
    }
    #expect(ClearingMarket.leastMembers(covariance: covariance, clearing: [3]) == members)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `the least number of members is where exposures cross`(seed: UInt64) {
    var stream = Stream(seed: seed, replicate: 0, purpose: 11, tick: 0, entity: 0)
    let classes = 2 + stream.integer(below: 4)
    let factor = Matrix(
      rows: classes, columns: classes,
      elements: (0..<classes * classes).map { _ in stream.normal() })
    let covariance = factor.multiply(factor.transposed)
    let house = classes > 2 && stream.uniform() < 0.5 ? [0, 2] : [1]
    let crossing = (2...2000).first { members in
      let market = ClearingMarket(members: members, covariance: covariance)
      return market.expectedExposure(clearingHouses: [house]) < market.expectedExposure()
    }
    let found = ClearingMarket.leastMembers(covariance: covariance, clearing: house)
    if let crossing { #expect(found == crossing) } else { #expect((found ?? 3000) > 2000) }
  }

  @Test func `a class that hedges the others is never worth clearing alone`() {
    let covariance = Matrix(rows: [[1, -1], [-1, 1]])
    #expect(ClearingMarket.leastMembers(covariance: covariance, clearing: [1]) == nil)
    #expect(ClearingMarket.leastMembers(covariance: covariance, clearing: []) == nil)
    #expect(ClearingMarket(members: 5, covariance: covariance).expectedExposure() == 0)
    #expect(ClearingMarket(members: 1, classes: 3).expectedExposure(clearingHouses: [[0]]) == 0)
    #expect(ClearingMarket(members: 9, classes: 0).expectedExposure() == 0)
  }

  /// Duffie and Zhu (2011); 0.66 for twelve members.
  @Test(arguments: [
    (6, 1.118033988749895), (8, 0.8819171036881969), (10, 0.75), (12, 0.6633249580710799),
    (16, 0.5532833351724882), (20, 0.48432210483785265), (100, 0.20305866063400407),
  ])
  func `a class must be large enough against the others to be cleared alone`(
    members: Int, ratio: Double
  ) {
    #expect(abs(ClearingMarket.leastRelativeSize(members: members) - ratio) < 1e-12)
    for (factor, helps) in [(1.001, true), (0.999, false)] {
      let size = ratio * factor
      let market = ClearingMarket(
        members: members, covariance: .diagonal([0.75, 0.25, size * size]))
      let cleared = market.expectedExposure(clearingHouses: [[2]])
      #expect((cleared < market.expectedExposure()) == helps)
    }
    #expect(ClearingMarket.leastRelativeSize(members: 2) == .infinity)
  }

  /// The expectation against netting of drawn claims.
  @Test(arguments: [[], [[2]], [[0], [1, 2]], [[0, 1, 2]]] as [[[Int]]])
  func `drawn claims net on average to the expected exposure`(houses: [[Int]]) throws {
    let covariance = Matrix(rows: [[1, 0.3, -0.2], [0.3, 4, 0.5], [-0.2, 0.5, 0.5]])
    let factor = try CholeskyFactor(covariance)
    var stream = Stream(seed: 12, replicate: 0, purpose: 12, tick: 0, entity: 0)
    let (members, draws) = (7, 1500)
    var (mean, square) = (0.0, 0.0)
    for draw in 1...draws {
      var classes = [Matrix](repeating: Matrix(rows: members, columns: members), count: 3)
      for i in 0..<members {
        for k in 0..<i {
          let amounts = factor.multiply((0..<3).map { _ in stream.normal() })
          for (place, amount) in amounts.enumerated() {
            if amount > 0 { classes[place][i, k] = amount } else { classes[place][k, i] = -amount }
          }
        }
      }
      let exposures = netExposures(classes: classes, clearingHouses: houses)
      let average = exposures.reduce(0, +) / Double(members)
      let deviation = average - mean
      mean += deviation / Double(draw)
      square += deviation * (average - mean)
    }
    let error = (square / Double(draws - 1) / Double(draws)).squareRoot()
    let expected = ClearingMarket(members: members, covariance: covariance)
      .expectedExposure(clearingHouses: houses)
    // Four standard errors, each below 1 % of the exposure.
    #expect(abs(mean - expected) < 4 * error)
    #expect(error < 0.01 * expected)
  }
}
