package import Formats
import Results
import Scenarios
import Simulation

/// What the command line decides about an experiment.
package struct SweepOptions: Sendable {
  package var replicates: Int?
  package var seed: UInt64?
  package var maximumRuns: Int

  package init(replicates: Int? = nil, seed: UInt64? = nil, maximumRuns: Int = 100_000) {
    self.replicates = replicates
    self.seed = seed
    self.maximumRuns = maximumRuns
  }
}

extension SweepOrder {
  /// Reads an experiment and its scenario and checks both, before anything runs.
  package init(experiment path: String, options: SweepOptions = SweepOptions())
    throws(InputProblems)
  {
    var reading = try SweepReading(path)
    let document = reading.document
    var numbers: [String] = []
    if let replicates = options.replicates ?? document.replicates {
      numbers.append("replicates=\(replicates)")
    }
    if let seed = options.seed ?? document.seed.map({ UInt64($0) }) {
      numbers.append("seed=\(seed)")
    }
    // Nothing of these decides a metric, and a changed number no longer has the source that it had.
    let fixed = ["record.tables=[]", "published=[]", "provenance={}"]
    var changes: [Override] = []
    for text in document.changes + numbers + fixed {
      changes.append(try Override(parsing: text))
    }
    let base = try Scenario.load(reading.scenarioPath, overrides: changes)
    let metrics = RunTables(base).replicateMetrics
    regimes = reading.regimes(of: base)
    modes = document.modes ?? base.comparison.modes
    let chosen = reading.chosen(metrics)
    reading.checkNames(against: metrics)
    reading.checkTwoWay()
    let standing = reading.standing(in: base)
    let table = reading.designTable()
    let count = reading.count(tableRows: table.count)
    try reading.finish()
    name = document.name
    self.document = ExperimentDocument.object.encode(document)
    scenario = base.resolved
    seed = base.seed
    replicates = base.replicates
    twoWay = document.twoWay
    inputs = (base.inputs.dropFirst().map { ($0.path, $0.bytes) } + reading.inputs).map {
      RunIdentity.Input(path: Files.name(of: $0.0), sha256: SHA256.hexadecimal(of: $0.1))
    }
    try reading.checkSize(
      cells: count, perCell: regimes.count * modes.count * replicates,
      maximum: options.maximumRuns)
    design = SweepDesign(
      document.design, document.factors, table: table, count: count, seed: seed)
    source = CellSource(
      path: reading.scenarioPath,
      files: Dictionary(
        base.inputs.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first }),
      changes: changes, factors: document.factors, standing: standing)
    let kinds = document.factors.enumerated().map { index, factor in
      (factor: factor, isNumber: Self.isNumber(factor, index, table))
    }
    tables = SweepTables(factors: kinds, metrics: metrics, chosen: chosen)
    try checkCells()
  }

  private static func isNumber(_ factor: FactorEntry, _ index: Int, _ table: [[FactorValue?]])
    -> Bool
  {
    if let values = factor.values { return values.allSatisfy { $0.number != nil } }
    return table.allSatisfy { $0[index].map { $0.number != nil } ?? true }
  }

  /// Loads the cells that are most likely to be wrong: the first, the last, and those with the least and the
  /// greatest level of each factor or with a word that no other cell had.
  private func checkCells() throws(InputProblems) {
    var places: Set<Int> = [0, design.count - 1]
    for factor in design.factors.indices {
      var least: (level: Double, cell: Int)?
      var most: (level: Double, cell: Int)?
      var words: Set<FactorValue> = []
      for cell in 0..<design.count {
        guard let level = design.levels(of: cell)[factor] else { continue }
        if let number = level.number {
          if number < least?.level ?? .infinity { least = (number, cell) }
          if number > most?.level ?? -.infinity { most = (number, cell) }
        } else if words.count < 100, words.insert(level).inserted {
          places.insert(cell)
        }
      }
      places.formUnion([least?.cell, most?.cell].compactMap { $0 })
    }
    for cell in places.sorted() {
      do throws(InputProblems) {
        _ = try source.scenario(design.levels(of: cell))
      } catch {
        throw InputProblems(
          error.problems.map { problem in
            var problem = problem
            problem.hint =
              (problem.hint.map { $0 + "; " } ?? "") + "the experiment's cell \(cell) has "
              + words(of: cell)
            return problem
          })
      }
    }
  }

  /// The levels of a cell for people.
  package func words(of cell: Int) -> String {
    let said = zip(design.factors, design.levels(of: cell)).compactMap { factor, level in
      level.map { "\(factor.name) = \($0.words)" }
    }
    return said.isEmpty ? "everything as the scenario says" : said.joined(separator: ", ")
  }
}
