package import Contagion
package import Formats
import LinearAlgebra
package import Results

/// The tables of a study: their columns, as far as the model fills them, and their rows.
package struct ContagionTables: Sendable {
  package let nodes: Table
  package let shocks: Table
  /// Nil for models that say nothing about assets.
  package let assets: Table?
  /// Nil for models that add layers up.
  package let layers: Table?
  /// In the form that `--exposures` reads; nil for models that leave the claims as they are.
  package let exposures: Table?

  package init(_ model: ContagionModel) {
    let id = Column("shock_id", .string, "the shock", isRequired: true)
    nodes = Table(
      "node_results", "the state of every node after every shock",
      columns: [id, Column("id", .string, "the node", isRequired: true)]
        + model.results.map { $0.column }
        + model.nodeMeasures.map { Column($0.name, .number, $0.meaning) },
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
      model.assetMeasures.isEmpty
      ? nil
      : Table(
        "asset_results", "the state of every asset after every shock",
        columns: [id, Column("asset", .string, "the asset", isRequired: true)]
          + model.assetMeasures.map { Column($0.name, .number, $0.meaning) },
        key: ["shock_id", "asset"])
    layers =
      model.layerMeasures.isEmpty
      ? nil
      : Table(
        "layer_results",
        "what every node owes, pays, is owed and gets in every layer, after every shock",
        columns: [
          id, Column("layer", .string, "the layer", isRequired: true),
          Column("id", .string, "the node", isRequired: true),
        ] + model.layerMeasures.map { Column($0.name, .number, $0.meaning) },
        key: ["shock_id", "layer", "id"])
    exposures =
      model.hasExposures
      ? Table(
        "exposure_results", "the claims that are left",
        columns: [
          Column("creditor", .string, "the node that is owed", isRequired: true),
          Column("debtor", .string, "the node that owes", isRequired: true),
          Column("amount", .number, "how much", isRequired: true),
        ], key: ["creditor", "debtor"])
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
    if let layers {
      var writer = layers.writer(writesHeader: true)
      for (shock, outcome) in zip(study.inputs.shocks, study.outcomes) {
        for row in layerRows(study, shock, outcome) { writer.row(row) }
      }
      written.append((table: layers, writer: writer))
    }
    if let exposures {
      var writer = exposures.writer(writesHeader: true)
      for row in exposureRows(study) { writer.row(row) }
      written.append((table: exposures, writer: writer))
    }
    return written
  }

  /// The rows of ``exposures``: those of the only shock that such a model has.
  private func exposureRows(_ study: ContagionStudy) -> [[CSVWriter.Cell]] {
    guard let claims = study.outcomes.first?.exposures else { return [] }
    let ids = study.inputs.problem.ids
    return ids.indices.flatMap { creditor in
      ids.indices.filter { claims[creditor, $0] > 0 }.map { debtor in
        [.string(ids[creditor]), .string(ids[debtor]), .double(claims[creditor, debtor])]
      }
    }
  }

  /// The rows of one shock in ``nodes``.
  package func nodeRows(
    _ study: ContagionStudy, _ shock: Shock, _ outcome: ContagionOutcome
  ) -> [[CSVWriter.Cell]] {
    let results = study.order.model.results
    return study.inputs.problem.ids.indices.map { node in
      [.string(shock.id), .string(study.inputs.problem.ids[node])]
        + results.map { $0.cell(outcome, node) }
        + outcome.nodeMeasures.map { Self.cell($0[node]) }
    }
  }

  /// The row of one shock in ``shocks``.
  package func shockRow(_ shock: Shock, _ outcome: ContagionOutcome) -> [CSVWriter.Cell] {
    [
      .string(shock.id), outcome.systemLoss.map { .double($0) } ?? .missing,
      outcome.defaults.map { .int($0) } ?? .missing, outcome.rounds.map { .int($0) } ?? .missing,
      .string(outcome.report.status.name), .double(outcome.report.residual),
      .int(outcome.report.iterations),
    ] + outcome.measures.map(Self.cell)
  }

  /// The rows of one shock in ``assets``.
  package func assetRows(
    _ study: ContagionStudy, _ shock: Shock, _ outcome: ContagionOutcome
  ) -> [[CSVWriter.Cell]] {
    let names = study.inputs.problem.assets
    return names.indices.map { asset in
      [.string(shock.id), .string(names[asset])]
        + outcome.assetMeasures.map { Self.cell($0[asset]) }
    }
  }

  /// The rows of one shock in ``layers``.
  package func layerRows(
    _ study: ContagionStudy, _ shock: Shock, _ outcome: ContagionOutcome
  ) -> [[CSVWriter.Cell]] {
    let (ids, names) = (study.inputs.problem.ids, study.inputs.problem.layers.map(\.name))
    return zip(names, outcome.layerMeasures).flatMap { name, measures in
      ids.indices.map { node in
        [.string(shock.id), .string(name), .string(ids[node])]
          + measures.map { Self.cell($0[node]) }
      }
    }
  }

  private static func cell(_ number: Double?) -> CSVWriter.Cell {
    number.map { .double($0) } ?? .missing
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
