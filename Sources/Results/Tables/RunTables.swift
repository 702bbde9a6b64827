import Formats

package import Simulation

/// The tables that have rows of units, and how a record becomes such rows.
package struct RunTables: Sendable {
  package let runs: Table
  package let timeSeries: Table
  package let institutions: Table
  package let events: Table
  private let tickHours: Double
  /// The metrics that are columns of `runs`.
  package let replicateMetrics: [MetricDescription]
  /// The tables that are written, `runs` first.
  package let unitTables: [Table]

  /// Where a unit stands in a run.
  package struct Place: Sendable {
    package var regime: String
    package var mode: String
    package var replicate: Int
    package var seed: UInt64

    package init(regime: String, mode: String, replicate: Int, seed: UInt64) {
      self.regime = regime
      self.mode = mode
      self.replicate = replicate
      self.seed = seed
    }
  }

  /// The tables for these metrics; those that are not recorded have no file.
  ///
  /// `money` is the unit of account.
  package init(
    replicateMetrics: [MetricDescription], tickMetrics: [MetricDescription], channels: [String],
    institutionColumns: [Column], money: String, tickHours: Double, recording: RecordingPlan
  ) {
    self.replicateMetrics = replicateMetrics
    self.tickHours = tickHours
    runs = Table(
      "runs", "One row per regime, mode and replicate: the metrics of a whole replicate.",
      columns: Self.placeColumns + [
        Column(
          "seed", .integer, "Seed of the run; with the replicate it decides every draw.",
          isRequired: true)
      ] + replicateMetrics.map(Column.init(metric:)), key: ["regime", "mode", "replicate"])
    timeSeries = Table(
      "timeseries", "One row per regime, mode, replicate and recorded tick.",
      columns: Self.placeColumns + [
        Column("tick", .integer, "Tick, counted from 0.", isRequired: true),
        Column(
          "hours", .number, unit: "hours", "Time from the start to the end of the tick.",
          isRequired: true),
      ] + tickMetrics.map(Column.init(metric:)),
      key: ["regime", "mode", "replicate", "tick"])
    institutions = Table(
      "institutions",
      "One row per regime, mode, replicate and institution: its final state and why its equity "
        + "changed.",
      columns: Self.placeColumns + Self.institutionColumns(money)
        + channels.map { channel in
          Column(
            "change_\(channel)", .number, unit: money,
            "Signed contribution of the channel \(channel) to the change of equity.",
            isRequired: true)
        } + institutionColumns,
      key: ["regime", "mode", "replicate", "institution"])
    events = Table(
      "events", "One row per event of the recorded replicates.",
      columns: Self.placeColumns + Self.eventColumns(money),
      key: ["regime", "mode", "replicate", "event"])
    unitTables =
      [runs] + (recording.keepsSeries ? [timeSeries] : [])
      + (recording.keepsInstitutions ? [institutions] : [])
      + (recording.keepsEvents ? [events] : [])
  }

  private static let placeColumns = [
    Column("regime", .string, "Name of the regime.", isRequired: true),
    Column(
      "mode", .string,
      "Comparison: impact (positions fixed) or equilibrium (after institutions have adapted).",
      isRequired: true),
    Column(
      "replicate", .integer, "Replicate, counted from 0; the same luck in every regime.",
      isRequired: true),
  ]

  private static func institutionColumns(_ money: String) -> [Column] {
    [
      Column("institution", .string, "Identifier of the institution.", isRequired: true),
      Column("kind", .string, "Kind of the institution.", isRequired: true),
      Column("jurisdiction", .string, "Home jurisdiction.", isRequired: true),
      Column(
        "equity_start", .number, unit: money, "Equity before the first tick.", isRequired: true),
      Column("equity_end", .number, unit: money, "Equity after the last tick.", isRequired: true),
      Column("default_tick", .integer, "Tick of default; empty for a survivor."),
      Column("default_cause", .string, "What default was put down to; empty for a survivor."),
    ]
  }

  private static func eventColumns(_ money: String) -> [Column] {
    [
      Column("event", .integer, "Number of the event within its replicate.", isRequired: true),
      Column("tick", .integer, "Tick, counted from 0.", isRequired: true),
      Column("pass", .integer, "Pass of the cascade within the tick.", isRequired: true),
      Column("kind", .string, "What happened.", isRequired: true),
      Column("who", .string, "To whom or by whom; empty where it is nobody in particular."),
      Column("to_whom", .string, "The other side; empty where there is none."),
      Column("amount", .number, unit: money, "Size of the event in money."),
      Column(
        "cause", .integer, "Number of the event that led to this one; empty for a first cause."),
    ]
  }

  /// The rows of a record, parallel to `unitTables`.
  package func rows(of record: ReplicateRecord, at place: Place) -> [[UInt8]] {
    let key: [CSVWriter.Cell] = [
      .string(place.regime), .string(place.mode), .int(place.replicate),
    ]
    return unitTables.map { table in
      var writer = table.writer(writesHeader: false)
      switch table.name {
      case runs.name:
        writer.row(
          key + [.string(String(place.seed))] + record.metrics.map(CSVWriter.Cell.init(optional:)))
      case timeSeries.name:
        for row in record.series {
          writer.row(
            key + [.int(row.tick), .double(Double(row.tick + 1) * tickHours)]
              + row.values.map(CSVWriter.Cell.init(optional:)))
        }
      case institutions.name:
        for institution in record.institutions { writer.row(key + Self.cells(of: institution)) }
      default:
        for event in record.events { writer.row(key + Self.cells(of: event)) }
      }
      return writer.bytes
    }
  }

  private static func cells(of institution: InstitutionRecord) -> [CSVWriter.Cell] {
    [
      .string(institution.id), .string(institution.kind), .string(institution.jurisdiction),
      .double(institution.equityStart), .double(institution.equityEnd),
      institution.defaultTick.map { .int($0) } ?? .missing,
      institution.defaultCause.map { .string($0) } ?? .missing,
    ] + institution.channels.map { .double($0) }
      + institution.extras.map(CSVWriter.Cell.init(optional:))
  }

  private static func cells(of event: EventRecord) -> [CSVWriter.Cell] {
    [
      .int(event.id), .int(event.tick), .int(event.pass), .string(event.kind), .string(event.who),
      .string(event.toWhom), .double(event.amount), event.cause.map { .int($0) } ?? .missing,
    ]
  }
}

extension CSVWriter.Cell {
  /// A number or an empty cell.
  package init(optional value: Double?) {
    self = value.map { .double($0) } ?? .missing
  }
}
