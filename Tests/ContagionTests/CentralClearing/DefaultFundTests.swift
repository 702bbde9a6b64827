import Contagion
import LinearAlgebra
import Randomness
import Testing

@Suite struct DefaultFundTests {
  /// Principle 4 of the PFMI, and merging of guarantee funds after Friesz and others (2021); by hand.
  @Test func `the fund for two defaults is smaller in one house, and smaller yet with netting`() {
    let gross = coverRequirement(
      losses: Matrix(rows: [[10, 2, 0], [3, 9, 1], [0, 4, 8], [5, 0, 6]]))
    #expect(gross.perHouse == [15, 13, 14] && gross.total == 42 && gross.unified == 25)
    let signed = coverRequirement(
      losses: Matrix(rows: [[10, -7, 0], [-4, 9, 1], [0, -4, 8], [-6, 2, -9]]))
    #expect(signed.total == 30 && signed.unified == 10)
  }

  @Test func `one house never needs more than all apart`() {
    var stream = Stream(seed: 14, replicate: 0, purpose: 14, tick: 0, entity: 0)
    for _ in 0..<200 {
      let (members, houses) = (1 + stream.integer(below: 8), 1 + stream.integer(below: 5))
      let losses = Matrix(
        rows: members, columns: houses,
        elements: (0..<members * houses).map { _ in stream.normal() })
      for defaults in 0...members {
        let found = coverRequirement(losses: losses, defaults: defaults)
        #expect(found.unified <= found.total + 1e-12)
        if houses == 1 { #expect(abs(found.unified - found.total) < 1e-12) }
      }
    }
  }

  @Test func `nobody failing and nobody losing need no fund`() {
    #expect(coverRequirement(losses: Matrix(rows: [[4], [3]]), defaults: 0).total == 0)
    #expect(coverRequirement(losses: Matrix(rows: [[-4], [-3]])).total == 0)
    #expect(coverRequirement(losses: Matrix(rows: [[4]])).unified == 4)
    #expect(coverRequirement(losses: Matrix(rows: [])).perHouse.isEmpty)
  }

  /// Basel Framework CRE54, formula evaluated.
  @Test func `capital against a default fund is the formula`() {
    let capital = DefaultFundCapital(
      exposuresAtDefault: [100, 80, 60, 40], contributions: [4, 3, 2, 1], houseContribution: 1)
    #expect(abs(capital.hypothetical - 4.48) < 1e-12)
    expectClose(
      capital.members,
      [1.629090909090909, 1.2218181818181817, 0.8145454545454545, 0.40727272727272723], 1e-12)
    expectClose(
      capital.riskWeightedAssets,
      [20.36363636363636, 15.272727272727272, 10.18181818181818, 5.09090909090909], 1e-12)
  }

  @Test func `a large fund leaves the floor, and no fund nothing`() {
    let large = DefaultFundCapital(
      exposuresAtDefault: [1], contributions: [500, 500], houseContribution: 0)
    expectClose(large.members, [0.8, 0.8], 1e-12)
    let none = DefaultFundCapital(
      exposuresAtDefault: [7], contributions: [0, 0], houseContribution: 0)
    #expect(none.members == [0, 0])
    #expect(
      DefaultFundCapital(exposuresAtDefault: [], contributions: [], houseContribution: 0)
        .hypothetical == 0)
  }
}
