import Contagion
import LinearAlgebra
import Randomness
import Testing

@Suite struct HiddenIlliquidityTests {
  private func scalar(_ value: Double) -> Matrix { Matrix(rows: [[value]]) }

  /// Glasserman, Moallemi and Yuan (2016), one asset: impact 1, position 10.
  @Test(arguments: [(1, 100.0, 100.0), (2, 50, 50), (3, 100 / 3.0, 100 / 3.0), (5, 20, 20)])
  func `houses must charge n times the impact, and collect one n-th if they do not`(
    count: Int, marginPerHouse: Double, naiveTotal: Double
  ) throws {
    let enough = [Matrix](repeating: scalar(Double(count)), count: count)
    let split = try splitAcrossHouses(position: [10], impact: scalar(1), charges: enough)
    expectClose(split.margins, [Double](repeating: marginPerHouse, count: count), 1e-9)
    #expect(abs(split.totalMargin - 100) < 1e-9 && abs(split.totalCost - 100) < 1e-9)
    #expect(try marginInadequacy(impact: scalar(1), charges: enough) < 1e-12)
    let naive = [Matrix](repeating: scalar(1), count: count)
    let found = try splitAcrossHouses(position: [10], impact: scalar(1), charges: naive)
    #expect(abs(found.totalMargin - naiveTotal) < 1e-9)
    let missing = try marginInadequacy(impact: scalar(1), charges: naive)
    #expect(abs(missing - Double(count - 1)) < 1e-12)
  }

  @Test func `houses may charge differently as long as inverse charges add up`() throws {
    let charges = [scalar(3), scalar(1.5)]
    let split = try splitAcrossHouses(position: [10], impact: scalar(1), charges: charges)
    expectClose(split.positions.flatMap { $0 }, [10 / 3.0, 20 / 3.0], 1e-9)
    expectClose(split.margins, [100 / 3.0, 200 / 3.0], 1e-9)
    #expect(try marginInadequacy(impact: scalar(1), charges: charges) < 1e-12)
    // Whoever believes in half the impact is content with charges that are too low for the other.
    #expect(abs(try marginInadequacy(impact: scalar(0.5), charges: charges) - 0.5) < 1e-12)
  }

  private func positiveDefinite(_ stream: inout Stream, _ order: Int) -> Matrix {
    let factor = Matrix(
      rows: order, columns: order, elements: (0..<order * order).map { _ in stream.normal() })
    var product = factor.multiply(factor.transposed)
    for i in 0..<order { product[i, i] += 0.2 }
    return product
  }

  @Test(arguments: 0..<25 as Range<UInt64>)
  func `no other split costs less, and adequate charges collect each house's cost`(
    seed: UInt64
  ) throws {
    var stream = Stream(seed: seed, replicate: 0, purpose: 13, tick: 0, entity: 0)
    let (assets, houses) = (1 + stream.integer(below: 4), 1 + stream.integer(below: 4))
    let impact = positiveDefinite(&stream, assets)
    let charges = (0..<houses).map { _ in positiveDefinite(&stream, assets) }
    let position = (0..<assets).map { _ in stream.normal() }
    let split = try splitAcrossHouses(position: position, impact: impact, charges: charges)
    for asset in 0..<assets {
      let sum = split.positions.reduce(0) { $0 + $1[asset] }
      #expect(abs(sum - position[asset]) < 1e-9)
    }
    func margin(_ positions: [[Double]]) -> Double {
      zip(positions, charges).reduce(0) { sum, house in
        sum + zip(house.0, house.1.times(house.0)).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    #expect(abs(margin(split.positions) - split.totalMargin) < 1e-9 * max(1, split.totalMargin))
    for _ in 0..<20 where houses > 1 {
      var other = split.positions
      for asset in 0..<assets {
        let moved = 0.3 * stream.normal()
        other[0][asset] += moved
        other[houses - 1][asset] -= moved
      }
      #expect(margin(other) >= split.totalMargin * (1 - 1e-9) - 1e-9)
    }
    let scaled = Matrix(
      rows: assets, columns: assets, elements: impact.elements.map { Double(houses) * $0 })
    let adequate = try splitAcrossHouses(
      position: position, impact: impact,
      charges: [Matrix](repeating: scaled, count: houses))
    expectClose(adequate.margins, adequate.liquidationCosts, 1e-8)
  }

  @Test func `a charge that is no cost is refused`() {
    #expect(throws: NotPositiveDefinite(leadingMinor: 1)) {
      try splitAcrossHouses(position: [1], impact: scalar(1), charges: [scalar(0)])
    }
  }

  @Test func `no position costs nothing`() throws {
    let split = try splitAcrossHouses(
      position: [0], impact: scalar(1), charges: [scalar(1), scalar(2)])
    #expect(split.totalMargin == 0 && split.totalCost == 0)
  }
}
