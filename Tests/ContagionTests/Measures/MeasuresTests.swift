import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite struct MeasuresTests {
  @Test func `the Herfindahl index of equal holders is one over their number`() {
    #expect(herfindahlIndex([5, 5, 5, 5]) == 0.25)
    #expect(herfindahlIndex([0, 3, 0]) == 1)
    #expect(herfindahlIndex([3, 1]) == 0.625)
    #expect(herfindahlIndex([0, 0]) == 0)
    #expect(herfindahlIndex([]) == 0)
  }

  @Test func `value at risk is an order statistic and expected shortfall the mean beyond it`() {
    let losses = (1...20).map(Double.init).reversed() as [Double]
    #expect(valueAtRisk(losses, level: 0.95) == 19)
    #expect(abs(expectedShortfall(losses, level: 0.95) - 20) < 1e-12)
    #expect(valueAtRisk(losses, level: 0.9) == 18)
    #expect(abs(expectedShortfall(losses, level: 0.9) - 19.5) < 1e-12)
    // 2.5 points of 20 lie beyond 87.5 %: 20, 19 and half of 18.
    #expect(valueAtRisk(losses, level: 0.875) == 18)
    #expect(abs(expectedShortfall(losses, level: 0.875) - 19.2) < 1e-12)
    // 0.55·100 is 55.00000000000001 in binary, and still the 55th of 100.
    #expect(valueAtRisk((1...100).map(Double.init), level: 0.55) == 55)
    #expect(valueAtRisk([7], level: 0.01) == 7 && expectedShortfall([7], level: 0.99) == 7)
  }

  @Test func `expected shortfall is at least the value at risk and at most the worst`() {
    let losses = RandomWorld.some.flatMap(\.reference)
    for step in 1..<100 {
      let level = Double(step) / 100
      let (value, shortfall) = (
        valueAtRisk(losses, level: level), expectedShortfall(losses, level: level)
      )
      #expect(shortfall >= value - 1e-12)
      #expect(shortfall <= (losses.max() ?? 0) + 1e-12)
    }
  }

  @Test func `a node without buffer has no row in the leverage matrix`() throws {
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 4], [6, 0]]), externalAssets: [1, 1])
    let matrix = leverageMatrix(network, referenceEquity: [8, 0])
    #expect(matrix == Matrix(rows: [[0, 0.5], [0, 0]]))
    #expect(leverageSpectralRadius(network, referenceEquity: [8, 0]).value == 0)
    // A cycle: the geometric mean of 4/8 and 6/3.
    #expect(abs(leverageSpectralRadius(network, referenceEquity: [8, 3]).value - 1) < 1e-12)
  }

  @Test func `a node that nobody has lent to has no impact`() throws {
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 4], [0, 0]]), externalAssets: [1, 9])
    let impact = systemicImpact(network, referenceEquity: [5, 5], weights: [1, 3])
    #expect(impact == [0, 0.2])
  }

  @Test func `what nodes inflict with equal weights is what nodes suffer`() {
    for world in RandomWorld.some.prefix(40) {
      let count = world.network.count
      let found = impactAndVulnerability(
        world.network, referenceEquity: world.reference,
        weights: [Double](repeating: 1, count: count))
      let inflicted = found.impact.reduce(0, +) * Double(count)
      let suffered = found.vulnerability.reduce(0, +) * Double(count - 1)
      #expect(abs(inflicted - suffered) <= 1e-9 * max(1, inflicted))
      #expect(found.report.status.isSolved)
    }
  }

  @Test func `on a chain the creditor is vulnerable and the debtor has impact`() throws {
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 4], [0, 0]]), externalAssets: [1, 9])
    let found = impactAndVulnerability(network, referenceEquity: [5, 5], weights: [1, 1])
    expectClose(found.impact + found.vulnerability, [0, 0.4, 0.8, 0], 1e-15)
    let alone = try ExposureNetwork(claims: Matrix(rows: [[0]]), externalAssets: [1])
    #expect(
      impactAndVulnerability(alone, referenceEquity: [1], weights: [1]).vulnerability == [0])
  }
}
