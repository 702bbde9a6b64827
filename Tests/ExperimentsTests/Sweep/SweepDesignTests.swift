import Formats
import Testing

@testable import Experiments

@Suite("Cells of an experiment")
struct SweepDesignTests {
  private func factor(_ name: String, _ values: [Double]) -> FactorEntry {
    var factor = FactorEntry()
    factor.name = name
    factor.paths = [name]
    factor.values = values.map { .number($0) }
    return factor
  }

  private func ranged(
    _ name: String, _ low: Double, _ high: Double, levels: Int? = nil,
    scale: FactorRange.Scale = .linear
  ) -> FactorEntry {
    var factor = FactorEntry()
    factor.name = name
    factor.paths = [name]
    factor.range = FactorRange(minimum: low, maximum: high, levels: levels, scale: scale)
    return factor
  }

  private func cells(
    _ entry: DesignEntry, _ factors: [FactorEntry], seed: UInt64 = 1
  ) throws -> [[FactorValue?]] {
    let count = try #require(SweepDesign.count(entry, factors, tableRows: 0))
    let design = SweepDesign(entry, factors, table: [], count: count, seed: seed)
    return (0..<design.count).map(design.levels)
  }

  @Test("a full factorial has every combination once, the last factor moving fastest")
  func factorial() throws {
    let found = try cells(.fullFactorial, [factor("a", [1, 2]), ranged("b", 0, 1, levels: 3)])
    let expected: [[FactorValue?]] = [1.0, 2].flatMap { a in
      [0, 0.5, 1].map { [.number(a), .number($0)] }
    }
    #expect(found == expected)
  }

  @Test("one at a time starts with the scenario as it is and changes one factor a cell")
  func oneAtATime() throws {
    let found = try cells(.oneAtATime, [factor("a", [1, 2]), factor("b", [3])])
    #expect(found == [[nil, nil], [.number(1), nil], [.number(2), nil], [nil, .number(3)]])
  }

  @Test("a list of values is met equally often by points in the cube")
  func shares() throws {
    let found = try cells(
      .latinHypercube(.init(cells: 30)), [factor("a", [1, 2, 3]), ranged("b", 5, 6)])
    for value in [1.0, 2, 3] { #expect(found.count { $0[0] == .number(value) } == 10) }
    #expect(found.allSatisfy { (5...6).contains($0[1]?.number ?? 0) })
  }

  @Test("a logarithmic range has equal ratios, a whole factor whole numbers")
  func scales() throws {
    var whole = ranged("b", 1, 2, levels: 4)
    whole.isWhole = true
    let found = try cells(
      .fullFactorial, [ranged("a", 1, 100, levels: 3, scale: .logarithmic), whole])
    let levels = [0, 4, 8].compactMap { found[$0][0]?.number }
    // exp(log(100)/2) is 10 but for the last bit.
    #expect(zip(levels, [1, 10, 100]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(found.prefix(4).map { $0[1] } == [.number(1), .number(1), .number(2), .number(2)])
  }

  @Test("a cell of a trajectory differs from the next in one factor")
  func morris() throws {
    let factors = [ranged("a", 0, 1), ranged("b", 10, 20), factor("c", [1, 2])]
    let found = try cells(.morris(.init(trajectories: 3, levels: 4)), factors)
    #expect(found.count == 12)
    for index in found.indices where index % 4 != 3 {
      #expect(zip(found[index], found[index + 1]).count { $0 != $1 } == 1)
    }
  }

  @Test("a design has the cells of its seed, and others for another seed")
  func seeds() throws {
    let factors = [ranged("a", 0, 1), ranged("b", 0, 1)]
    for entry: DesignEntry in [
      .latinHypercube(.init(cells: 8)), .sobolSequence(.init(cells: 8)),
      .morris(.init(trajectories: 4, levels: 4)), .sobolIndices(.init(base: 8)),
    ] {
      #expect(try cells(entry, factors) == cells(entry, factors))
      #expect(try cells(entry, factors) != cells(entry, factors, seed: 2))
    }
  }

  @Test("a design too large to be counted is not made")
  func tooLarge() {
    let factors = (0..<20).map { ranged("f\($0)", 0, 1, levels: 10_000) }
    #expect(SweepDesign.count(.fullFactorial, factors, tableRows: 0) == .max)
    #expect(SweepDesign.count(.fullFactorial, [ranged("a", 0, 1)], tableRows: 0) == nil)
  }
}
