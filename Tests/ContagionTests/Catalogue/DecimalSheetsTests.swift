import LinearAlgebra
import Testing

@testable import Contagion

/// Amounts in decimals do not add up to the last bit; models in which any distress, or any buffer, counts must
/// not take the difference for one.
@Suite("Balance sheets in decimals")
struct DecimalSheetsTests {
  private func row(_ name: String) throws -> ContagionModel {
    try #require(ContagionCatalogue.rows(named: name).first)
  }

  /// `a` holds 0.1 of `b` and owes `c` 0.5; with 0.6 outside its equity is 0.2, as doubles 0.19999999999999996.
  private let claims = Matrix(rows: [[0, 0.1, 0], [0, 0, 0], [0.5, 0, 0]])

  @Test(
    "a node whose equity misses the given one by rounding passes its distress on when it has some")
  func phantomDistress() throws {
    let problem = ContagionProblem(
      ids: ["a", "b", "c"], exposures: claims,
      columns: ["external_assets": [0.6, 1, 0.5], "equity": [0.2, 0.9, 1]],
      values: ["impact": .word("uncapped"), "default-test": .word("weak")])
    let shock = Shock(id: "s", changes: [ShockChange(.failure, target: 1, value: 1)])
    let outcome = try row("debtrank-2012").solve(problem, [shock])[0]
    // a loses 0.1 of 0.2, and passes half of its distress on to c: 0.5 of 1 times 0.5.
    let stress = try #require(outcome.stress)
    for (found, expected) in zip(stress, [0.5, 1, 0.25]) {
      #expect(abs(found - expected) < 1e-12)
    }
  }

  @Test("a node without equity has none, and no leverage of 1e16")
  func noBuffer() throws {
    // a: 0.1 + 0.2 outside and on b, and 0.3 owed to c, as doubles an equity of 5.6e-17.
    let problem = ContagionProblem(
      ids: ["a", "b", "c"], exposures: Matrix(rows: [[0, 0.2, 0], [0, 0, 0], [0.3, 0, 0]]),
      columns: ["external_assets": [0.1, 1, 1]],
      values: [
        "impact": .word("uncapped"), "default-test": .word("strict"), "recovery": .number(0),
      ])
    for name in ["debtrank-2012", "threshold"] {
      let outcome = try row(name).solve(problem, [Shock(id: "none")])[0]
      #expect(outcome.equity?[0] == 0)
      #expect(outcome.measures.last == 0)
    }
  }

  @Test("losses that add up to the whole equity leave nothing, whatever the rounding")
  func wholeLoss() throws {
    let problem = ContagionProblem(
      ids: ["a", "b", "c"], exposures: claims, columns: ["equity": [0.3, 1, 1]],
      values: [
        "recovery": .number(0), "default-test": .word("strict"),
        "fixed-point": .word("greatest"), "max-iterations": .whole(100),
      ])
    let shock = Shock(
      id: "s",
      changes: [
        ShockChange(.equityAmount, target: 0, value: 0.1),
        ShockChange(.externalAssetsAmount, target: 0, value: 0.2),
      ])
    let outcome = try row("furfine").solve(problem, [shock])[0]
    #expect(outcome.equity?[0] == 0)
    #expect(outcome.defaulted == [false, false, false])
  }
}
