import Formats
import Results

/// The values of the metrics that are analysed, over the whole design.
struct SweepValues: Sendable {
  let regimes: Int
  let modes: Int
  let cells: Int
  let replicates: Int
  /// By metric, regime, mode, cell and replicate; NaN where there is none.
  private var values: [[Double]]

  init(_ order: SweepOrder) {
    regimes = order.regimes.count
    modes = order.modes.count
    cells = order.design.count
    replicates = order.replicates
    let count = regimes * modes * cells * replicates
    values = order.tables.chosen.map { _ in [Double](repeating: .nan, count: count) }
  }

  private func place(_ regime: Int, _ mode: Int, _ cell: Int, _ replicate: Int) -> Int {
    ((regime * modes + mode) * cells + cell) * replicates + replicate
  }

  mutating func set(
    _ value: Double, metric: Int, regime: Int, mode: Int, cell: Int, replicate: Int
  ) {
    values[metric][place(regime, mode, cell, replicate)] = value
  }

  /// By replicate.
  func values(metric: Int, regime: Int, mode: Int, cell: Int) -> [Double?] {
    let start = place(regime, mode, cell, 0)
    return values[metric][start..<start + replicates].map { $0.isNaN ? nil : $0 }
  }

  /// The mean over replicates of each cell; nil for a cell without any value.
  func means(metric: Int, regime: Int, mode: Int) -> [Double?] {
    (0..<cells).map { cell in
      let present = values(metric: metric, regime: regime, mode: mode, cell: cell)
        .compactMap { $0 }
      return present.isEmpty ? nil : mean(present)
    }
  }
}
