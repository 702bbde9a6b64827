import Formats
import Randomness
import Results
import Simulation

/// The sensitivity table of a design that has one: for each metric, regime and mode, what each factor does.
struct SensitivityAnalysis {
  static let table = Table(
    "sensitivity", "One row per regime, mode, metric, factor and measure of sensitivity.",
    columns: SweepTables.contextColumns + [
      Column("factor", .string, "Name of the factor.", isRequired: true),
      Column(
        "measure", .string,
        "mean_effect, mean_effect_size (Morris's mu star) and effect_spread (sigma), over the whole range of "
          + "the factor; first_order and total (Sobol), shares of the variance of cell means.",
        isRequired: true),
      Column("value", .number, "The measure.", isRequired: true),
      Column("interval_low", .number, "Lower end of its 95 % bootstrap interval."),
      Column("interval_high", .number, "Upper end of its 95 % bootstrap interval."),
      Column("rank", .integer, "Place of the factor by size or by total index.", isRequired: true),
    ], key: ["regime", "mode", "metric", "factor", "measure"])

  private(set) var rows: [[CSVWriter.Cell]] = []
  private(set) var readings: [String] = []
  private let order: SweepOrder

  /// None for a design without a sensitivity table.
  init?(_ order: SweepOrder, _ values: SweepValues) {
    self.order = order
    switch order.design.kind {
    case .morris, .indices: break
    default: return nil
    }
    for (regime, name) in order.regimes.enumerated() {
      for (mode, word) in order.modes.enumerated() {
        for (index, metric) in order.tables.chosen.enumerated() {
          let means = values.means(metric: index, regime: regime, mode: mode)
          let context = order.tables.context(name, word.rawValue, metric)
          let description = order.tables.metrics[metric]
          let title = "\(description.name) (\(name), \(word.rawValue)): "
          switch order.design.kind {
          case .morris(let design, _):
            addEffects(design, means, context, title, unit: description.unit)
          case .indices(let design): addIndices(design, means, context, title)
          default: break
          }
        }
      }
    }
  }

  private var stream: Stream { Bootstrap.stream(seed: order.seed) }

  private mutating func addEffects(
    _ design: MorrisTrajectories, _ means: [Double?], _ context: [CSVWriter.Cell], _ title: String,
    unit: String
  ) {
    let width = design.factors + 1
    let paths = (0..<design.points.count).map { Array(means[$0 * width..<($0 + 1) * width]) }
    let effects = MorrisEffects.of(design, values: paths, stream: stream)
    let ranked = Self.ranked(effects.map { $0?.meanSize })
    for (factor, effect) in effects.enumerated() {
      guard let effect, let rank = ranked.firstIndex(of: factor) else { continue }
      add(context, factor, "mean_effect", effect.mean, nil, rank)
      add(context, factor, "mean_effect_size", effect.meanSize, effect.meanSizeInterval, rank)
      if let spread = effect.spread { add(context, factor, "effect_spread", spread, nil, rank) }
    }
    readings.append(title + SensitivityWords.effects(effects, ranked, names, unit: unit))
  }

  private mutating func addIndices(
    _ design: SaltelliDesign, _ means: [Double?], _ context: [CSVWriter.Cell], _ title: String
  ) {
    guard let indices = SobolIndices.of(design, values: means, stream: stream) else {
      readings.append(title + "does not vary, so no factor has a share of its variance.")
      return
    }
    let ranked = Self.ranked(indices.map(\.total))
    for (factor, index) in indices.enumerated() {
      guard let rank = ranked.firstIndex(of: factor) else { continue }
      add(context, factor, "first_order", index.first, index.firstInterval, rank)
      add(context, factor, "total", index.total, index.totalInterval, rank)
    }
    readings.append(title + SensitivityWords.indices(indices, ranked, names))
  }

  private var names: [String] { order.design.factors.map(\.name) }

  private mutating func add(
    _ context: [CSVWriter.Cell], _ factor: Int, _ measure: String, _ value: Double,
    _ interval: Interval?, _ rank: Int
  ) {
    rows.append(
      context + [
        .string(names[factor]), .string(measure), .double(value), .init(optional: interval?.low),
        .init(optional: interval?.high), .int(rank + 1),
      ])
  }

  /// The places of the values, the greatest first; those without one are left out.
  private static func ranked(_ values: [Double?]) -> [Int] {
    values.indices.filter { values[$0] != nil }.sorted {
      let (first, second) = (values[$0] ?? 0, values[$1] ?? 0)
      return first == second ? $0 < $1 : first > second
    }
  }
}
