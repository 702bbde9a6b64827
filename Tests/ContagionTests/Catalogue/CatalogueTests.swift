import LinearAlgebra
import Testing

@testable import Contagion

@Suite("The catalogue of models")
struct CatalogueTests {
  static let models = ContagionCatalogue.models

  @Test("has no two rows of one title, and rows of one name stand together")
  func titles() {
    #expect(Set(Self.models.map(\.title)).count == Self.models.count)
    #expect(Set(ContagionCatalogue.names).count == ContagionCatalogue.names.count)
    for name in ContagionCatalogue.names {
      let rows = ContagionCatalogue.rows(named: name)
      #expect(rows.count == 1 || rows.allSatisfy { $0.variant?.option == rows[0].variant?.option })
      #expect(rows.count == 1 || Set(rows.compactMap(\.variant?.word)).count == rows.count)
    }
  }

  @Test(
    "every row says what it is, fits a line, and defaults of options are admissible",
    arguments: models)
  func rows(_ model: ContagionModel) {
    #expect(!model.summary.isEmpty && !model.formula.isEmpty && !model.systemLoss.isEmpty)
    #expect(model.source.contains("doi:") || model.source.contains("http"))
    #expect(model.formula.allSatisfy { $0.count <= 118 })
    #expect(Set(model.options.map(\.name)).count == model.options.count)
    #expect(model.shocks.contains(.failure) == (model.failure != nil))
    for option in model.options {
      switch option.defaultValue {
      case .number(let number)?: #expect(option.value(of: "\(number)") == option.defaultValue)
      case .whole(let number)?: #expect(option.value(of: "\(number)") == option.defaultValue)
      case .word(let word)?: #expect(option.value(of: word) == option.defaultValue)
      case .names?, nil: break
      }
      let nonsense = if case .names = option.kind { "a,b,a" } else { "nonsense" }
      #expect(option.value(of: nonsense) == nil)
    }
  }

  @Test(
    "every row gives the columns it declares, one entry per node, asset and measure",
    arguments: models)
  func columns(_ model: ContagionModel) throws {
    let check = try #require(CatalogueCheck.all[model.title], "no check of \(model.title)")
    let problem = check.problem(model)
    let outcomes = try model.solve(problem, check.shocks)
    #expect(outcomes.count == check.shocks.count)
    for outcome in outcomes {
      let results = model.results
      #expect((outcome.payment?.count ?? 0) == (results.contains(.payment) ? problem.count : 0))
      #expect((outcome.equity?.count ?? 0) == (results.contains(.equity) ? problem.count : 0))
      #expect((outcome.stress?.count ?? 0) == (results.contains(.stress) ? problem.count : 0))
      #expect((outcome.defaulted?.count ?? 0) == (results.contains(.defaulted) ? problem.count : 0))
      #expect(
        (outcome.defaultRound?.count ?? 0) == (results.contains(.defaultRound) ? problem.count : 0))
      #expect(outcome.measures.count == model.measures.count)
      #expect(outcome.nodeMeasures.count == model.nodeMeasures.count)
      #expect(outcome.nodeMeasures.allSatisfy { $0.count == problem.count })
      #expect(outcome.assetMeasures.count == model.assetMeasures.count)
      #expect(outcome.assetMeasures.allSatisfy { $0.count == problem.assets.count })
      #expect(
        outcome.layerMeasures.count == (model.layerMeasures.isEmpty ? 0 : problem.layers.count))
      for layer in outcome.layerMeasures {
        #expect(layer.count == model.layerMeasures.count)
        #expect(layer.allSatisfy { $0.count == problem.count })
      }
      #expect(outcome.report.status.isSolved)
      if let stress = outcome.stress { #expect(stress.allSatisfy { $0 >= 0 && $0 <= 1 }) }
    }
  }

  @Test("every row gives what a pencil gives on its small case", arguments: models)
  func pencil(_ model: ContagionModel) throws {
    let check = try #require(CatalogueCheck.all[model.title], "no check of \(model.title)")
    let outcomes = try model.solve(check.problem(model), check.shocks)
    check.expect(outcomes)
  }

  @Test("shocks one by one give what they give together", arguments: models)
  func separately(_ model: ContagionModel) throws {
    let check = try #require(CatalogueCheck.all[model.title], "no check of \(model.title)")
    let problem = check.problem(model)
    let together = try model.solve(problem, check.shocks + check.shocks)
    #expect(
      Array(together.prefix(check.shocks.count)) == Array(together.suffix(check.shocks.count)))
    for (shock, outcome) in zip(check.shocks, together) {
      #expect(try model.solve(problem, [shock]) == [outcome])
    }
  }
}
