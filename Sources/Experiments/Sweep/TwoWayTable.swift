import Formats
import Results
import Simulation
import Scenarios

/// A metric over two factors of a full factorial design, such as fragmentation by strictness, with the
/// interaction of every cell against the first row and the first column.
///
/// Factors that are not of the table are averaged over, replicate by replicate.
struct TwoWayTable {
  /// Levels that are numbers are numbers in the table.
  var table: Table {
    Table(
      "two_way", "One row per regime, mode, metric and pair of levels of two factors.",
      columns: [
        Column(
          "regime", .string, "Name of the regime; all where the regime is one of the two factors.",
          isRequired: true)
      ] + SweepTables.contextColumns.dropFirst() + [
        Column("row_factor", .string, "The factor of the rows.", isRequired: true),
        Column("row_level", rowAxis.kind, "Its level.", isRequired: true),
        Column("column_factor", .string, "The factor of the columns.", isRequired: true),
        Column("column_level", columnAxis.kind, "Its level.", isRequired: true),
        Column("replicates", .integer, "Replicates that have a value.", isRequired: true),
        Column("mean", .number, "Mean over replicates.", isRequired: true),
        Column("interval_low", .number, "Lower end of Student's 95 % interval of the mean."),
        Column("interval_high", .number, "Upper end of Student's 95 % interval of the mean."),
        Column(
          "interaction", .number,
          "What this pair of levels does beyond the sum of both alone: paired per replicate, against the first "
            + "row and the first column; empty in those."),
        Column("interaction_low", .number, "Lower end of its 95 % interval."),
        Column("interaction_high", .number, "Upper end of its 95 % interval."),
        Column(
          "verdict", .string,
          "better, worse, higher or lower where the interval of the interaction is clear of zero; no difference "
            + "shown where it holds zero; empty where there is none."),
        Column("p_value", .number, "Student's test of an interaction of zero, two-sided."),
        Column(
          "p_value_holm", .number,
          "The p-value corrected by Holm for all interactions of all metrics under this regime and mode."
        ),
      ],
      key: ["regime", "mode", "metric", "row_level", "column_level"])
  }

  /// One of the two factors: a factor of the design, or the regimes.
  private enum Axis {
    case factor(Int, stride: Int, levels: [String])
    case regime([String])

    var kind: Column.Kind {
      levels.allSatisfy { CSVTable.number($0) != nil } ? .number : .string
    }

    var levels: [String] {
      switch self {
      case .factor(_, _, let levels), .regime(let levels): levels
      }
    }
  }

  /// A metric at a pair of levels.
  private struct Line {
    /// Place among the metrics that are analysed.
    var index: Int
    var row: Int
    var column: Int
    var estimate: Estimate
    var interaction: Estimate?
    /// Corrected for all interactions under the same regime and mode.
    var adjustedP: Double?

    /// How large the interaction is.
    var size: Double { abs(interaction?.mean ?? 0) }

    /// An interaction that is there at the level of 5 %, however many were looked at.
    var isShown: Bool { adjustedP.map { $0 <= 0.05 } ?? false }
  }

  private(set) var rows: [[CSVWriter.Cell]] = []
  private(set) var readings: [String] = []
  private let order: SweepOrder
  private let values: SweepValues
  private let rowAxis: Axis
  private let columnAxis: Axis

  init(_ order: SweepOrder, _ values: SweepValues, _ entry: TwoWayEntry) {
    self.order = order
    self.values = values
    rowAxis = Self.axis(entry.rows, order)
    columnAxis = Self.axis(entry.columns, order)
    let hasRegimeAxis = entry.rows == "regime" || entry.columns == "regime"
    let contexts: [(Int, String)] =
      hasRegimeAxis ? [(0, "all")] : order.regimes.enumerated().map { ($0, $1) }
    for (regime, name) in contexts {
      for (mode, word) in order.modes.enumerated() {
        add(regime, mode, (name, word.rawValue), entry)
      }
    }
  }

  private static func axis(_ name: String, _ order: SweepOrder) -> Axis {
    guard let factor = order.design.factors.firstIndex(where: { $0.name == name }),
      case .product(let levels) = order.design.kind
    else { return .regime(order.regimes) }
    // The last factor moves fastest.
    let stride = levels[(factor + 1)...].reduce(1) { $0 * $1.count }
    return .factor(factor, stride: stride, levels: levels[factor].map(\.words))
  }

  /// A metric at a pair of levels by replicate, averaged over the other factors.
  private func values(_ metric: Int, _ regime: Int, _ mode: Int, _ row: Int, _ column: Int)
    -> [Double?]
  {
    var regime = regime
    var wanted: [(stride: Int, count: Int, level: Int)] = []
    for (axis, level) in [(rowAxis, row), (columnAxis, column)] {
      switch axis {
      case .regime: regime = level
      case .factor(_, let stride, let levels): wanted.append((stride, levels.count, level))
      }
    }
    let cells = (0..<order.design.count).filter { cell in
      wanted.allSatisfy { cell / $0.stride % $0.count == $0.level }
    }
    let columns = cells.map {
      values.values(metric: metric, regime: regime, mode: mode, cell: $0)
    }
    return (0..<order.replicates).map { replicate in
      let present = columns.compactMap { $0[replicate] }
      return present.count == columns.count ? mean(present) : nil
    }
  }

  /// The lines and readings of all metrics under a regime and mode.
  private mutating func add(
    _ regime: Int, _ mode: Int, _ names: (String, String), _ entry: TwoWayEntry
  ) {
    var lines = order.tables.chosen.indices.flatMap { pairs($0, regime, mode) }
    let adjusted = holmAdjusted(lines.map { $0.interaction?.zeroProbability })
    let tests = adjusted.count { $0 != nil }
    for (place, p) in adjusted.enumerated() { lines[place].adjustedP = p }
    for line in lines { rows.append(cells(line, names, entry)) }
    for (index, metric) in order.tables.chosen.enumerated() {
      let description = order.tables.metrics[metric]
      let shown = lines.filter { $0.index == index && $0.isShown }
      let greatest = shown.max { $0.size < $1.size }
      readings.append(
        "\(description.name) (\(names.0), \(names.1)): "
          + reading(greatest, description.unit, entry, tests: tests))
    }
  }

  /// The lines of a metric, row by row; the first row and column are what interactions are measured against.
  private func pairs(_ index: Int, _ regime: Int, _ mode: Int) -> [Line] {
    let cells = rowAxis.levels.indices.map { row in
      columnAxis.levels.indices.map { values(index, regime, mode, row, $0) }
    }
    var lines: [Line] = []
    for row in rowAxis.levels.indices {
      for column in columnAxis.levels.indices {
        guard let estimate = Estimate(cells[row][column].compactMap { $0 }) else { continue }
        let interaction =
          row == 0 || column == 0
          ? nil
          : Interaction(
            harmonisedStrict: cells[row][column], fragmentedStrict: cells[row][0],
            harmonisedMean: cells[0][column], fragmentedMean: cells[0][0])?.estimate
        lines.append(
          Line(
            index: index, row: row, column: column, estimate: estimate, interaction: interaction))
      }
    }
    return lines
  }

  private func cells(
    _ line: Line, _ names: (String, String), _ entry: TwoWayEntry
  ) -> [CSVWriter.Cell] {
    let metric = order.tables.chosen[line.index]
    let interaction = line.interaction
    let verdict = Verdict(
      interaction?.interval, direction: order.tables.metrics[metric].direction)
    let levels: [CSVWriter.Cell] = [
      .string(entry.rows), .string(rowAxis.levels[line.row]), .string(entry.columns),
      .string(columnAxis.levels[line.column]),
    ]
    let numbers: [Double?] = [
      line.estimate.mean, line.estimate.interval?.low, line.estimate.interval?.high,
      interaction?.mean, interaction?.interval?.low, interaction?.interval?.high,
    ]
    let tests: [CSVWriter.Cell] = [
      .string(verdict.rawValue), .init(optional: interaction?.zeroProbability),
      .init(optional: line.adjustedP),
    ]
    var cells = order.tables.context(names.0, names.1, metric) + levels
    cells.append(.int(line.estimate.count))
    cells += numbers.map { .init(optional: $0) }
    return cells + tests
  }

  private func reading(
    _ greatest: Line?, _ unit: String, _ entry: TwoWayEntry, tests: Int
  ) -> String {
    guard let greatest, let interaction = greatest.interaction,
      let interval = interaction.interval
    else { return "no interaction of \(entry.rows) and \(entry.columns) is shown." }
    func words(_ value: Double) -> String { significant(value, digits: 3) }
    let correction = tests > 1 ? " after Holm's correction for \(tests) of them" : ""
    return "\(entry.rows) \(rowAxis.levels[greatest.row]) with \(entry.columns) "
      + "\(columnAxis.levels[greatest.column]) does \(words(interaction.mean)) "
      + "[\(words(interval.low)), \(words(interval.high))] \(unit) beyond the sum of both, the "
      + "greatest interaction shown\(correction)."
  }
}
