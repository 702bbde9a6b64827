import Formats
import Regimes
import Results
import Scenarios
import Simulation
import Synchronization

/// The scenario of one cell, loaded by the first of the pieces of work that need it and gone with the last.
final class CellScenario: Sendable {
  private let order: SweepOrder
  let cell: Int
  private let loaded = Mutex<Result<Loaded, InputProblems>?>(nil)

  private struct Loaded: Sendable {
    var scenario: Scenario
    var regimes: [Regime]
    /// By column of `rows`, the place of the metric in a record; none where the cell's world lacks it.
    var places: [Int?]
  }

  init(_ order: SweepOrder, cell: Int) {
    self.order = order
    self.cell = cell
  }

  private func load() throws(InputProblems) -> Loaded {
    try loaded.withLock { loaded in
      if let loaded { return loaded }
      let result = Result { () throws(InputProblems) in try make() }
      loaded = result
      return result
    }.get()
  }

  private func make() throws(InputProblems) -> Loaded {
    let scenario = try order.source.scenario(order.design.levels(of: cell))
    let names = RunTables(scenario).replicateMetrics.map(\.name)
    return Loaded(
      scenario: scenario, regimes: scenario.regimes.filter { order.regimes.contains($0.name) },
      places: order.tables.metrics.map { names.firstIndex(of: $0.name) })
  }

  /// The rows of a replicate under all regimes and modes.
  func rows(replicate: Int) throws(InputProblems) -> [UInt8] {
    let loaded = try load()
    var writer = order.tables.rows.writer(writesHeader: false)
    let levels = order.design.levels(of: cell).map { $0?.cell ?? .missing }
    for regime in loaded.regimes {
      for mode in order.modes {
        let record = loaded.scenario.simulate(regime: regime, mode: mode, replicate: replicate)
        let place: [CSVWriter.Cell] =
          [.int(cell)] + levels + [
            .string(regime.name), .string(mode.rawValue), .int(replicate),
            .string(String(order.seed)),
          ]
        writer.row(
          place
            + loaded.places.map { place in .init(optional: place.flatMap { record.metrics[$0] }) })
      }
    }
    return writer.bytes
  }
}
