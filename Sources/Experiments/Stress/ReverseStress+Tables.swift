package import Formats
package import Results

extension ReverseStress {
  private static let answerTable = Table(
    "reverse", "One row per regime and mode: the smallest shock that breaks it.",
    columns: [
      Column("regime", .string, "Name of the regime.", isRequired: true),
      Column("mode", .string, "Comparison: impact or equilibrium.", isRequired: true),
      Column(
        "size", .number, unit: "×",
        "The smallest size found, in multiples of the scenario's shocks (of their logarithms for prices); empty "
          + "where the largest that was tried does not break it."),
      Column("shock", .string, "What the shocks then are; empty where there is none."),
      Column(
        "more_is_not_always_worse", .boolean,
        "True where a larger size on the grid does not break it.", isRequired: true),
    ], key: ["regime", "mode"])

  private static let trialTable = Table(
    "trials", "One row per regime, mode and size that was tried.",
    columns: [
      Column("regime", .string, "Name of the regime.", isRequired: true),
      Column("mode", .string, "Comparison: impact or equilibrium.", isRequired: true),
      Column("size", .number, unit: "×", "Size of the shocks.", isRequired: true),
      Column(
        "probability", .number, unit: "fraction", "Share of replicates in which it breaks.",
        isRequired: true),
      Column(
        "interval_low", .number, unit: "fraction", "Lower end of Wilson's 95 % interval.",
        isRequired: true),
      Column(
        "interval_high", .number, unit: "fraction", "Upper end of Wilson's 95 % interval.",
        isRequired: true),
    ], key: ["regime", "mode", "size"])

  package var tables: [(table: Table, rows: [[CSVWriter.Cell]])] {
    [(Self.answerTable, answerRows), (Self.trialTable, trialRows)]
  }

  package mutating func read(_ file: (Table) throws -> CSVTable) throws {
    let (answers, trials) = try (file(Self.answerTable), file(Self.trialTable))
    let (regimes, modes) = try (answers.strings("regime"), answers.strings("mode"))
    let relief = try answers.strings("more_is_not_always_worse")
    self.answers = try answers.optionalDoubles("size").enumerated().map { row, size in
      Answer(
        regime: regimes[row], mode: modes[row], size: size, hasRelief: relief[row] == "true")
    }
    let (regimesTried, modesTried) = try (trials.strings("regime"), trials.strings("mode"))
    let shares = try trials.doubles("probability")
    let (lows, highs) = try (trials.doubles("interval_low"), trials.doubles("interval_high"))
    self.trials = try trials.doubles("size").enumerated().map { row, size in
      Trial(
        regime: regimesTried[row], mode: modesTried[row], size: size, probability: shares[row],
        interval: Interval(low: lows[row], high: highs[row]))
    }
  }

  private var answerRows: [[CSVWriter.Cell]] {
    answers.map { answer in
      [
        .string(answer.regime), .string(answer.mode), .init(optional: answer.size),
        answer.size.map { .string(shock(at: $0)) } ?? .missing,
        .string(answer.hasRelief ? "true" : "false"),
      ]
    }
  }

  private var trialRows: [[CSVWriter.Cell]] {
    trials.map { trial in
      [
        .string(trial.regime), .string(trial.mode), .double(trial.size),
        .double(trial.probability), .double(trial.interval.low), .double(trial.interval.high),
      ]
    }
  }
}
