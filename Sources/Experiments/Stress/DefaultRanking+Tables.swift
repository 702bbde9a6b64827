package import Formats
package import Results

extension DefaultRanking {
  /// The table of the ranking.
  package var table: Table {
    Table(
      "rank", "One row per regime, mode and institution that is made insolvent at the start.",
      columns: [
        Column("regime", .string, "Name of the regime.", isRequired: true),
        Column("mode", .string, "Comparison: impact or equilibrium.", isRequired: true),
        Column("institution", .string, "Who is made insolvent.", isRequired: true),
        Column("kind", .string, "Its kind.", isRequired: true),
        Column(
          "rank", .integer, "Its place under this regime and mode by the mean further loss.",
          isRequired: true),
        Column(
          "blow", .number, unit: money, "What it loses at the start, mean over replicates.",
          isRequired: true),
        Column(
          "further_loss", .number, unit: money,
          "Mean loss of the system beyond the blow, over the same luck without it.",
          isRequired: true),
        Column("further_loss_low", .number, unit: money, "Lower end of its 95 % interval."),
        Column("further_loss_high", .number, unit: money, "Upper end of its 95 % interval."),
        Column(
          "further_defaults", .number, unit: "institutions",
          "Mean defaults beside its own, over the same luck without it; negative where it would have failed "
            + "anyway.", isRequired: true),
        Column(
          "further_defaults_low", .number, unit: "institutions",
          "Lower end of its 95 % interval."),
        Column(
          "further_defaults_high", .number, unit: "institutions",
          "Upper end of its 95 % interval."),
        Column(
          "claims_loss", .number, unit: money,
          "The loss beyond the blow through claims alone: the scenario's valuation of claims on the balance "
            + "sheets of the start, nothing sold, margined or withdrawn; mean over replicates.",
          isRequired: true),
        Column(
          "claims_defaults", .number, unit: "institutions",
          "Defaults beside its own through claims alone, mean over replicates.", isRequired: true),
        Column(
          "distress", .number, unit: money,
          "Equity of the others in distress after its sole default, by linear DebtRank on the same balance "
            + "sheets; mean over replicates.", isRequired: true),
        Column(
          "replicates", .integer, "Replicates in which it has equity to lose.", isRequired: true),
      ], key: ["regime", "mode", "institution"])
  }

  package var tables: [(table: Table, rows: [[CSVWriter.Cell]])] {
    [(table, rows), (RankAgreement.table(money: money), agreements.map(\.cells))]
  }

  package mutating func read(_ file: (Table) throws -> CSVTable) throws {
    let table = try file(table)
    func estimates(_ name: String) throws -> [Estimate] {
      let means = try table.doubles(name)
      let lows = try table.optionalDoubles(name + "_low")
      let highs = try table.optionalDoubles(name + "_high")
      return try table.integers("replicates").enumerated().map { row, count in
        var interval: Interval?
        if let low = lows[row], let high = highs[row] { interval = Interval(low: low, high: high) }
        return Estimate(
          count: count, mean: means[row], standardDeviation: nil, interval: interval)
      }
    }
    let (losses, defaults) = try (estimates("further_loss"), estimates("further_defaults"))
    let (regimes, modes) = try (table.strings("regime"), table.strings("mode"))
    let (institutions, kinds) = try (table.strings("institution"), table.strings("kind"))
    let claims = try (table.doubles("claims_loss"), table.doubles("claims_defaults"))
    let distress = try table.doubles("distress")
    let (blows, ranks) = try (table.doubles("blow"), table.integers("rank"))
    lines = losses.indices.map { row in
      Line(
        regime: regimes[row], mode: modes[row], institution: institutions[row], kind: kinds[row],
        blow: blows[row], furtherLoss: losses[row], furtherDefaults: defaults[row],
        claimsLoss: claims.0[row], claimsDefaults: claims.1[row], distress: distress[row],
        rank: ranks[row])
    }
  }

  private var rows: [[CSVWriter.Cell]] {
    lines.map { line in
      [
        .string(line.regime), .string(line.mode), .string(line.institution), .string(line.kind),
        .int(line.rank), .double(line.blow), .double(line.furtherLoss.mean),
        .init(optional: line.furtherLoss.interval?.low),
        .init(optional: line.furtherLoss.interval?.high), .double(line.furtherDefaults.mean),
        .init(optional: line.furtherDefaults.interval?.low),
        .init(optional: line.furtherDefaults.interval?.high), .double(line.claimsLoss),
        .double(line.claimsDefaults), .double(line.distress),
        .int(line.furtherLoss.count),
      ]
    }
  }
}
