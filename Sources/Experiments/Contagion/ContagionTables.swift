package import Contagion
package import Formats
package import Results

/// The tables of a study: their columns, as far as the model fills them, and their rows.
package struct ContagionTables: Sendable {
  package let nodes: Table
  package let shocks: Table
  /// Nil for models that sell no assets.
  package let assets: Table?

  package init(_ model: ContagionModel) {
    let id = Column("shock_id", .string, "the shock", isRequired: true)
    nodes = Table(
      "node_results", "the state of every node after every shock",
      columns: [id, Column("id", .string, "the node", isRequired: true)]
        + model.results.map { $0.column },
      key: ["shock_id", "id"])
    shocks = Table(
      "shock_results", "one row per shock",
      columns: [
        id, Column("system_loss", .number, model.systemLoss),
        Column("defaults", .integer, "nodes in default at the end"),
        Column("rounds", .integer, "waves of default, or rounds of the model"),
        Column(
          "status", .string, "exact, converged, iteration-limit or singular", isRequired: true),
        Column(
          "residual", .number, "by how much the state misses the model's equations",
          isRequired: true),
        Column("iterations", .integer, "evaluations of the model", isRequired: true),
      ] + model.measures.map { Column($0.name, .number, $0.meaning) },
      key: ["shock_id"])
    assets =
      model.hasAssetResults
      ? Table(
        "asset_results", "the state of every asset after every shock",
        columns: [
          id, Column("asset", .string, "the asset", isRequired: true),
          Column("price", .number, "price at the end"),
          Column("sold", .number, "how much was sold, in the units of the holdings"),
        ], key: ["shock_id", "asset"])
      : nil
  }

  /// The tables with their rows.
  package func written(_ study: ContagionStudy) -> [(table: Table, writer: CSVWriter)] {
    var written = [(table: nodes, writer: nodes.writer(writesHeader: true))]
    written.append((table: shocks, writer: shocks.writer(writesHeader: true)))
    if let assets { written.append((table: assets, writer: assets.writer(writesHeader: true))) }
    for (shock, outcome) in zip(study.inputs.shocks, study.outcomes) {
      for row in nodeRows(study, shock, outcome) { written[0].writer.row(row) }
      written[1].writer.row(shockRow(shock, outcome))
      guard assets != nil else { continue }
      for row in assetRows(study, shock, outcome) { written[2].writer.row(row) }
    }
    return written
  }

  /// The rows of one shock in ``nodes``.
  package func nodeRows(
    _ study: ContagionStudy, _ shock: Shock, _ outcome: ContagionOutcome
  ) -> [[CSVWriter.Cell]] {
    let results = study.order.model.results
    return study.inputs.problem.ids.indices.map { node in
      [.string(shock.id), .string(study.inputs.problem.ids[node])]
        + results.map { $0.cell(outcome, node) }
    }
  }

  /// The row of one shock in ``shocks``.
  package func shockRow(_ shock: Shock, _ outcome: ContagionOutcome) -> [CSVWriter.Cell] {
    [
      .string(shock.id), outcome.systemLoss.map { .double($0) } ?? .missing,
      outcome.defaults.map { .int($0) } ?? .missing, outcome.rounds.map { .int($0) } ?? .missing,
      .string(outcome.report.status.name), .double(outcome.report.residual),
      .int(outcome.report.iterations),
    ] + outcome.measures.map { $0.map { .double($0) } ?? .missing }
  }

  /// The rows of one shock in ``assets``.
  package func assetRows(
    _ study: ContagionStudy, _ shock: Shock, _ outcome: ContagionOutcome
  ) -> [[CSVWriter.Cell]] {
    let names = study.inputs.problem.assets
    return names.indices.map { asset in
      [
        .string(shock.id), .string(names[asset]),
        outcome.price.map { .double($0[asset]) } ?? .missing,
        outcome.sold.map { .double($0[asset]) } ?? .missing,
      ]
    }
  }
}

extension ContagionModel.NodeResult {
  var column: Column {
    switch self {
    case .payment: Column(rawValue, .number, "what the node pays to its creditors")
    case .equity: Column(rawValue, .number, "signed equity: a negative value is what is missing")
    case .stress:
      Column(rawValue, .number, "fraction of the reference equity that is lost, from 0 to 1")
    case .defaulted: Column(rawValue, .integer, "1 for a node in default, else 0")
    case .defaultRound:
      Column(rawValue, .integer, "the round of its default, from 0; empty for the others")
    }
  }

  func cell(_ outcome: ContagionOutcome, _ node: Int) -> CSVWriter.Cell {
    switch self {
    case .payment: outcome.payment.map { .double($0[node]) } ?? .missing
    case .equity: outcome.equity.map { .double($0[node]) } ?? .missing
    case .stress: outcome.stress.map { .double($0[node]) } ?? .missing
    case .defaulted: outcome.defaulted.map { .int($0[node] ? 1 : 0) } ?? .missing
    case .defaultRound:
      outcome.defaultRound.flatMap { $0[node] }.map { .int($0) } ?? .missing
    }
  }
}
