package import Contagion
import Formats
import Scenarios

/// The catalogue in words: what help prints.
package enum ModelHelp {
  private static let width = 100

  /// All models by family, a line or two each.
  package static var list: String {
    var lines: [String] = []
    for family in ContagionModel.Family.allCases {
      let models = ContagionCatalogue.models.filter { $0.family == family }
      guard !models.isEmpty else { continue }
      if !lines.isEmpty { lines.append("") }
      lines.append(family.rawValue)
      for model in models {
        lines += entry(model.title, model.summary, column: 30)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Which models take how many nodes.
  package static var sizes: String {
    let titles = ContagionCatalogue.names.filter { name in
      ContagionCatalogue.rows(named: name).contains { $0.sizes != .dense }
    }
    return Paragraph.lines(
      "Any number of nodes, a million for instance: \(titles.joined(separator: ", ")). The others keep claims "
        + "as a square table, up to \(ContagionModel.Sizes.denseLimit) nodes. See Size of each model.",
      width: width, indentation: 0
    ).joined(separator: "\n")
  }

  /// Everything about the rows of one name.
  package static func describe(_ models: [ContagionModel]) -> String {
    models.map(describe).joined(separator: "\n\n") + "\n"
  }

  private static func describe(_ model: ContagionModel) -> String {
    var lines = [model.title + " (" + model.family.rawValue + ")"]
    lines += paragraph(model.summary)
    lines += ["", "Formula"] + model.formula.map { "  " + $0 }
    lines += ["", "Source"] + paragraph(model.source)
    lines += ["", "Input"] + inputs(model.inputs)
    let (conventions, numbers) = (
      model.options.filter(\.isConvention), model.options.filter { !$0.isConvention }
    )
    if !numbers.isEmpty { lines += ["", "Options"] + numbers.flatMap(option) }
    if !conventions.isEmpty { lines += ["", "Conventions"] + conventions.flatMap(option) }
    lines += ["", "Shocks (the kinds of --shock-file)"]
    if model.shocks.isEmpty { lines.append("  none: the tables hold the state after the shock") }
    for kind in model.shocks { lines += entry(kind.rawValue, kind.meaning, column: 28) }
    if let failure = model.failure { lines += paragraph("A default at the start: " + failure) }
    lines += ["", "Size"] + paragraph(size(model))
    lines += ["", "Results"] + results(model)
    return lines.joined(separator: "\n")
  }

  /// How many nodes a model takes.
  private static func size(_ model: ContagionModel) -> String {
    let limit = ContagionModel.Sizes.denseLimit
    guard case .sparseFrom(let least) = model.sizes else {
      return "up to \(limit) nodes: claims are kept as a square table"
    }
    let few = significant(100 * ContagionModel.Sizes.fewClaims, digits: 3)
    let rounds =
      model.results.contains(.defaultRound) && model.solvesWaves
      ? "; default_round and rounds are then empty, for sweeps are no waves of default" : ""
    return
      "any number of nodes: beyond \(least) of them, where fewer than \(few) % of all pairs have a claim, "
      + "and beyond \(limit) always, only the claims that there are are kept\(rounds)"
  }

  private static func results(_ model: ContagionModel) -> [String] {
    var lines: [String] = []
    func table(_ name: String, _ columns: String, _ measures: [ContagionModel.Measure]) {
      lines += entry(name, columns, column: 26)
      for measure in measures { lines += entry("  " + measure.name, measure.meaning, column: 26) }
    }
    let columns = model.results.map(\.rawValue).joined(separator: ", ")
    table("node_results", columns, model.nodeMeasures)
    table("shock_results", "system_loss: " + model.systemLoss, model.measures)
    if !model.layerMeasures.isEmpty { table("layer_results", "", model.layerMeasures) }
    if !model.assetMeasures.isEmpty { table("asset_results", "", model.assetMeasures) }
    return lines
  }

  private static func inputs(_ inputs: ModelInputs) -> [String] {
    var lines: [String] = []
    func table(_ presence: Presence, _ option: InputTable, _ text: String) {
      guard presence != .unused else { return }
      let word = presence == .required ? "" : " (optional)"
      lines += entry("--\(option.rawValue)", text + word, column: 20)
    }
    table(
      inputs.exposures, .exposures,
      inputs.ranksLayers
        ? "creditor,debtor,amount,layer"
        : "creditor,debtor,amount[,layer], layers added up; --dense: a square table, row = creditor"
    )
    table(.required, .nodes, "id and")
    lines += inputs.nodeColumns.flatMap(column)
    for group in inputs.oneOf {
      let names = group.map(\.name).joined(separator: " or ")
      lines.append("    at least \(names) must be there")
    }
    table(inputs.holdings, .holdings, "institution,asset,amount")
    table(inputs.assets, .assets, "asset and")
    lines += inputs.assetColumns.flatMap(column)
    table(inputs.crossHoldings, .crossHoldings, "holder,issuer,share")
    return lines
  }

  private static func column(_ need: ColumnNeed) -> [String] {
    let absence = need.absence.map { "; without it: \($0)" } ?? " (required)"
    return entry("  " + need.name, need.column.meaning + absence, column: 26)
  }

  private static func option(_ option: ModelOption) -> [String] {
    let value: String
    switch option.kind {
    case .number, .whole: value = "--\(option.name) <number>"
    case .names: value = "--\(option.name) <names>"
    case .choice(let words, _): value = "--\(option.name) \(words.joined(separator: "|"))"
    }
    let standard =
      option.defaultValue.map { "default: \(text($0))" }
      ?? option.absence.map { "without it: \($0)" } ?? "required"
    var meaning = option.meaning
    if case .choice = option.kind {} else { meaning += "; \(option.expectation)" }
    return entry(value, "\(meaning) (\(standard))", column: 30)
  }

  /// The value of an option as it stands on the command line.
  package static func text(_ value: ModelOption.Value) -> String {
    switch value {
    case .number(let number): JSONText.number(number)
    case .whole(let number): String(number)
    case .word(let word): word
    case .names(let names): names.joined(separator: ",")
    }
  }

  private static func paragraph(_ text: String) -> [String] {
    Paragraph.lines(text, width: width, indentation: 2)
  }

  /// A name, and beside it, or below where it is long, what it means.
  private static func entry(_ name: String, _ text: String, column: Int) -> [String] {
    let lines = Paragraph.lines(text, width: width, indentation: column, hanging: 0)
    let label = "  " + name
    guard let first = lines.first else { return [label] }
    guard label.count + 2 <= column else { return [label] + lines }
    let padded = label + String(repeating: " ", count: column - label.count)
    return [padded + first.drop { $0 == " " }] + lines.dropFirst()
  }
}
