import Contagion
import Glibc
import LinearAlgebra
import Randomness
import Testing

@Suite struct MarginRaceTests {
  private func scalar(_ value: Double) -> Matrix { Matrix(rows: [[value]]) }

  /// A symmetric positive definite matrix.
  private func cost(_ stream: inout Stream, _ order: Int) -> Matrix {
    let factor = Matrix(
      rows: order, columns: order, elements: (0..<order * order).map { _ in stream.normal() })
    var product = factor.multiply(factor.transposed)
    for i in 0..<order { product[i, i] += 0.3 }
    return product
  }

  private func sum(_ a: Matrix, _ b: Matrix, times factor: Double = 1) -> Matrix {
    Matrix(
      rows: a.rows, columns: a.columns,
      elements: zip(a.elements, b.elements).map { $0 + factor * $1 })
  }

  @Test(arguments: [[1.0, 1], [2, 5, 9], [4]])
  func `houses that agree are in equilibrium after one round, at margins that suffice`(
    start: [Double]
  ) throws {
    let views = start.map { _ in scalar(1) }
    // A house alone charges the impact; n that charge n times as much are at rest already.
    let count = Double(start.count)
    for charges in [start.map { scalar($0 * count) }, start.map { _ in scalar(count) }] {
      let race = try marginRace(views: views, charges: charges)
      #expect(race.ending == .equilibrium && race.report.iterations <= 2)
      #expect(race.exitRound.allSatisfy { $0 == nil })
      let inverses = race.charges.compactMap { $0 }.map { 1 / $0[0, 0] }
      #expect(abs(inverses.reduce(0, +) - 1) < 1e-12)
      let missing = try #require(try race.uncollected(position: [10], impact: scalar(1)))
      #expect(abs(missing) < 1e-9)
    }
  }

  @Test(arguments: [(1.0, 2.0, 4.0), (1, 1.25, 2.5), (0.5, 0.6, 1), (3, 3.1, 7)])
  func `of two houses that disagree the one with the lower view takes all, round by round`(
    low: Double, high: Double, charge: Double
  ) throws {
    // In the first round the high view answers the start; from then on it loses the difference of depths a round.
    let race = try marginRace(
      views: [scalar(low), scalar(high)], charges: [scalar(2 * low), scalar(charge)])
    #expect(race.ending == .drivenOut && race.report.status == .converged)
    let gap = 1 / low - 1 / high
    // House 0 answers first, with all that house 1 leaves; house 1 then gives up the difference.
    let rounds = Int(ceil(1 / charge / gap - 1e-9))
    #expect(race.exitRound == [nil, rounds - 1])
    #expect(race.charges[1] == nil)
    let left = try #require(race.charges[0])
    #expect(abs(left[0, 0] - low) < 1e-9 * low)
    // What is collected is enough in the eyes of the winner, and too little if the loser was right.
    let right = try #require(try race.uncollected(position: [10], impact: scalar(high)))
    #expect(abs(right - 100 * (high - low)) < 1e-7)
    let wrong = try #require(try race.uncollected(position: [10], impact: scalar(low)))
    #expect(abs(wrong) < 1e-7)
  }

  @Test func `the closer the views, the longer the race, and a bound on rounds is reported`() throws
  {
    var last = 0
    for gap in [0.1, 0.01, 0.001] {
      let race = try marginRace(
        views: [scalar(1), scalar(1 + gap)], charges: [scalar(2), scalar(2)])
      #expect(race.ending == .drivenOut && race.report.iterations > 5 * last)
      last = race.report.iterations
    }
    let stopped = try marginRace(
      views: [scalar(1), scalar(1.001)], charges: [scalar(2), scalar(2)], maximumRounds: 10)
    #expect(stopped.ending == .roundLimit && stopped.report.status == .iterationLimit)
    #expect(stopped.exitRound == [nil, nil] && stopped.report.residual > 0)
    // On its way the sum of margins already falls short of what the higher view asks for.
    #expect(try #require(try stopped.uncollected(position: [1], impact: scalar(1.001))) > 0)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `with many assets agreement is an equilibrium whatever the start`(seed: UInt64) throws {
    var stream = Stream(seed: seed, replicate: 0, purpose: 14, tick: 0, entity: 0)
    let (assets, houses) = (1 + stream.integer(below: 4), 1 + stream.integer(below: 4))
    let view = cost(&stream, assets)
    // Charges above the impact n times over leave room for all.
    let charges = (0..<houses).map { _ in
      sum(cost(&stream, assets), view, times: Double(houses))
    }
    let race = try marginRace(
      views: [Matrix](repeating: view, count: houses), charges: charges)
    #expect(race.ending == .equilibrium && race.report.iterations <= 2)
    let found = race.charges.compactMap { $0 }
    #expect(try marginInadequacy(impact: view, charges: found) < 1e-8)
    let position = (0..<assets).map { _ in stream.normal() }
    let split = try splitAcrossHouses(position: position, impact: view, charges: found)
    expectClose(split.margins, split.liquidationCosts, 1e-7)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func
    `with many assets a view that is lower throughout takes all, and no other two collect enough`(
      seed: UInt64
    ) throws
  {
    var stream = Stream(seed: seed, replicate: 1, purpose: 14, tick: 0, entity: 0)
    let (assets, houses) = (1 + stream.integer(below: 3), 2 + stream.integer(below: 3))
    let low = cost(&stream, assets)
    let winner = stream.integer(below: houses)
    let views = (0..<houses).map { i in
      i == winner ? low : sum(low, cost(&stream, assets), times: 0.2 + stream.uniform())
    }
    let charges = views.map { sum($0, $0, times: Double(houses - 1)) }
    let race = try marginRace(views: views, charges: charges)
    #expect(race.ending == .drivenOut)
    for i in 0..<houses { #expect((race.exitRound[i] == nil) == (i == winner)) }
    expectClose(try #require(race.charges[winner]).elements, low.elements, 1e-8)
    // The theorem: charges that suffice in one view do not in another.
    let other = views[(winner + 1) % houses]
    let found = race.charges.compactMap { $0 }
    #expect(try marginInadequacy(impact: low, charges: found) < 1e-8)
    #expect(try marginInadequacy(impact: other, charges: found) > 1e-3)
    // Whatever the position, the loser's view of the cost is not met.
    let position = (0..<assets).map { _ in stream.normal() }
    #expect(try #require(try race.uncollected(position: position, impact: other)) > 0)
  }

  @Test func `a start that leaves a house nothing gives way, and refused is what is no cost`()
    throws
  {
    // Charges so low that they serve twice the depth that there is: the first to answer has no place.
    let race = try marginRace(
      views: [scalar(1), scalar(1)], charges: [scalar(0.5), scalar(0.5)])
    #expect(race.ending == .drivenOut && race.exitRound == [0, nil])
    #expect(race.charges == [nil, scalar(1)])
    #expect(throws: NotPositiveDefinite(leadingMinor: 1)) {
      try marginRace(views: [scalar(0)], charges: [scalar(1)])
    }
    #expect(throws: NotPositiveDefinite(leadingMinor: 1)) {
      try marginRace(views: [scalar(1)], charges: [scalar(-1)])
    }
  }
}
