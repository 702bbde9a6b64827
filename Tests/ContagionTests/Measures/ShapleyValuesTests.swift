import Contagion
import LinearAlgebra
import Randomness
import Testing

@Suite struct ShapleyValuesTests {
  static let covariance = Matrix(rows: [[1, 0.3, 0.1], [0.3, 4, 0.5], [0.1, 0.5, 9]])

  /// `√(1ᵀΣ_S1)` of the members of a coalition.
  static func deviation(_ members: [Bool]) -> Double {
    var variance = 0.0
    for i in 0..<3 where members[i] {
      for k in 0..<3 where members[k] { variance += covariance[i, k] }
    }
    return variance.squareRoot()
  }

  /// Tarashev, Tsatsaronis and Borio (2016): computed over permutations and over subsets.
  @Test func `the attribution of a volatility is the published one`() {
    let values = shapleyValues(players: 3, value: Self.deviation)
    expectClose(values, [0.5044506316611571, 1.2784073827809965, 2.1920633684282045], 1e-12)
    #expect(abs(values.reduce(0, +) - 3.9749213828703582) < 1e-12)
    let euler = volatilityContributions(covariance: Self.covariance)
    expectClose(euler, [0.35220822379863936, 1.207571053023906, 2.415142106047812], 1e-12)
    #expect(volatilityContributions(covariance: Matrix(rows: [[1, -1], [-1, 1]])) == [0, 0])
  }

  @Test func `the airport game has its closed form`() {
    let closed = airportShapleyValues(costs: [10, 20, 30])
    expectClose(closed, [10 / 3.0, 25 / 3.0, 55 / 3.0], 1e-12)
    let costs: [Double] = [7, 0, 3, 7, 12, 3.5]
    let exact = shapleyValues(players: 6) { members in
      costs.indices.reduce(0) { members[$1] ? max($0, costs[$1]) : $0 }
    }
    expectClose(airportShapleyValues(costs: costs), exact, 1e-12)
    #expect(airportShapleyValues(costs: []).isEmpty)
  }

  /// A random game by the worth of each coalition.
  private func game(_ seed: UInt64, players: Int) -> [Double] {
    var stream = Stream(seed: seed, replicate: 0, purpose: 6, tick: 0, entity: 0)
    return (0..<(1 << players)).map { _ in stream.normal() }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `subsets and all orders of the players give the same values`(seed: UInt64) {
    let players = 1 + Int(seed % 6)
    let worth = game(seed, players: players)
    var sums = [Double](repeating: 0, count: players)
    var orders = 0
    func visit(_ coalition: Int, _ marginal: [Double]) {
      if coalition == worth.count - 1 {
        orders += 1
        for i in 0..<players { sums[i] += marginal[i] }
        return
      }
      for i in 0..<players where coalition & (1 << i) == 0 {
        var next = marginal
        next[i] = worth[coalition | 1 << i] - worth[coalition]
        visit(coalition | 1 << i, next)
      }
    }
    visit(0, [Double](repeating: 0, count: players))
    let values = shapleyValues(coalitionValues: worth)
    expectClose(values, sums.map { $0 / Double(orders) }, 1e-12)
    #expect(abs(values.reduce(0, +) - (worth[worth.count - 1] - worth[0])) < 1e-12)
  }

  @Test func `who adds nothing gets nothing, and equals get the same`() {
    // Players 0 and 2 are needed together; player 1 is idle.
    let values = shapleyValues(players: 3) { $0[0] && $0[2] ? 6 : 0 }
    #expect(values == [3, 0, 3])
    #expect(shapleyValues(players: 0) { _ in 5 }.isEmpty)
  }

  @Test func `random orders add up exactly and their intervals cover as often as they claim`() {
    let worth = game(99, players: 5)
    let exact = shapleyValues(coalitionValues: worth)
    var covered = 0
    for replicate in 0..<200 as Range<UInt32> {
      var stream = Stream(seed: 7, replicate: replicate, purpose: 7, tick: 0, entity: 0)
      let sampled = sampledShapleyValues(
        players: 5, orders: 60, level: 0.9, stream: &stream
      ) { members in
        worth[members.indices.reduce(0) { members[$1] ? $0 | 1 << $1 : $0 }]
      }
      #expect(abs(sampled.values.reduce(0, +) - (worth[31] - worth[0])) < 1e-12)
      for i in 0..<5 where abs(sampled.values[i] - exact[i]) <= sampled.halfWidths[i] {
        covered += 1
      }
    }
    // 1000 intervals at 90 %, five dependent ones to an order: 900 ± 4·√(5·90).
    #expect(abs(covered - 900) <= 85)
  }

  @Test func `a game without interaction is known after any two orders`() {
    var stream = Stream(seed: 1, replicate: 0, purpose: 7, tick: 0, entity: 0)
    let sampled = sampledShapleyValues(players: 70, orders: 2, stream: &stream) { members in
      members.indices.reduce(1) { members[$1] ? $0 + Double($1) : $0 }
    }
    #expect(sampled.values == (0..<70).map(Double.init))
    #expect(sampled.standardErrors.allSatisfy { $0 == 0 })
  }
}
