import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

/// Cascades in whole numbers, by trying every set of nodes and by counting in integers.
@Suite struct CascadeEnumerationTests {
  /// Claims and thresholds in quarters of a buffer of one; everything is exact in binary.
  struct Quarters {
    let claims: [[Int]]
    let shock: [Int]
    let thresholds: [Int]

    init(seed: UInt32) {
      var stream = Stream(seed: 9, replicate: seed, purpose: 6, tick: 0, entity: 0)
      let count = 1 + stream.integer(below: 7)
      claims = (0..<count).map { i in
        (0..<count).map { k in i == k || stream.uniform() < 0.65 ? 0 : stream.integer(below: 7) }
      }
      shock = (0..<count).map { _ in stream.uniform() < 0.7 ? 0 : stream.integer(below: 5) }
      thresholds = (0..<count).map { _ in 1 + stream.integer(below: 5) }
    }

    var count: Int { shock.count }

    func network() throws -> ExposureNetwork {
      try ExposureNetwork(
        claims: Matrix(rows: claims.map { row in row.map { Double($0) / 4 } }),
        externalAssets: shock.map { _ in 0 })
    }
  }

  static let cases = (0..<150).map { Quarters(seed: $0) }

  @Test(arguments: [DefaultTest.strict, .weak])
  func `those who fire are the smallest set that leaves nobody else at the threshold`(
    _ test: DefaultTest
  ) throws {
    var partial = 0
    for given in Self.cases {
      var smallest = Set(0..<given.count)
      for code in 0..<(1 << given.count) {
        let set = Set((0..<given.count).filter { code & (1 << $0) != 0 })
        let closed = (0..<given.count).allSatisfy { i in
          let lost = set.reduce(given.shock[i]) { $0 + given.claims[i][$1] }
          let fires = test == .weak ? lost >= given.thresholds[i] : lost > given.thresholds[i]
          return !(fires || given.shock[i] >= 4) || set.contains(i)
        }
        if closed { smallest.formIntersection(set) }
      }
      let found = thresholdCascade(
        try given.network(), referenceEquity: given.shock.map { _ in 1 },
        initialDistress: given.shock.map { Double($0) / 4 },
        thresholds: given.thresholds.map { Double($0) / 4 }, defaultTest: test)
      let fired = try #require(found.transmissionRound)
      #expect(Set((0..<given.count).filter { fired[$0] != nil }) == smallest)
      for i in 0..<given.count {
        let lost = smallest.reduce(given.shock[i]) { $0 + given.claims[i][$1] }
        #expect(found.stress[i] == Double(lost) / 4)
      }
      if !smallest.isEmpty, smallest.count < given.count { partial += 1 }
    }
    #expect(partial > 40)
  }

  @Test(arguments: [Impact.capped, .uncapped])
  func `DebtRank of 2012 counted in integers is the same to the last bit`(
    _ impact: Impact
  ) throws {
    // Units of 4⁻¹²: each of at most seven rounds divides by four.
    let unit = 1 << 24
    for given in Self.cases {
      var stress = given.shock.map { $0 * unit / 4 }
      var waiting = Set(0..<given.count)
      while true {
        let active = waiting.filter { stress[$0] > 0 }
        if active.isEmpty { break }
        waiting.subtract(active)
        let sent = stress.map { min(unit, $0) }
        for i in 0..<given.count {
          for k in active {
            let felt = impact == .capped ? min(4, given.claims[i][k]) : given.claims[i][k]
            stress[i] += felt * sent[k] / 4
          }
        }
      }
      let found = singleHitDebtRank(
        try given.network(), referenceEquity: given.shock.map { _ in 1 },
        initialDistress: given.shock.map { Double($0) / 4 }, impact: impact)
      #expect(found.stress == stress.map { Double($0) / Double(unit) })
    }
  }

  @Test(arguments: [DefaultTest.strict, .weak])
  func `Gai and Kapadia's cascade is the threshold cascade at one`(_ test: DefaultTest) throws {
    for given in Self.cases {
      let network = try given.network()
      let seeds = (0..<given.count).filter { given.shock[$0] == 4 }
      let counted = gaiKapadia(
        network, capital: given.shock.map { _ in 1 }, initialDefaults: seeds, defaultTest: test)
      let found = thresholdCascade(
        network, referenceEquity: given.shock.map { _ in 1 },
        initialDistress: given.shock.map { $0 == 4 ? 1 : 0 }, defaultTest: test)
      #expect(counted.defaultRound == found.transmissionRound)
    }
  }
}
