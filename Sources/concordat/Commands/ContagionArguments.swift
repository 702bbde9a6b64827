import Contagion
import Experiments
import Formats
import Results

/// What stands on the command line behind `contagion`, read by the catalogue of models.
enum ContagionArguments {
  case help
  case describe([ContagionModel])
  case run(Request)

  enum Format: String, CaseIterable {
    case text, csv, json
  }

  /// The table that `--format csv` prints.
  enum PrintedTable: String, CaseIterable {
    case nodes, shocks, assets, layers, exposures

    var fileName: String {
      switch self {
      case .nodes: "node_results.csv"
      case .shocks: "shock_results.csv"
      case .assets: "asset_results.csv"
      case .layers: "layer_results.csv"
      case .exposures: "exposure_results.csv"
      }
    }
  }

  struct Request {
    var order: ContagionOrder
    var out: String?
    var overwrites: Bool
    var format: Format
    var table: PrintedTable
    var jobs: Int
  }

  static func parse(_ arguments: [String]) throws(Complaint) -> ContagionArguments {
    var words = try ArgumentWords(arguments, flags: flags)
    if let name = words.take("describe") { return .describe(try rows(name)) }
    let wantsHelp = words.takeFlag("help")
    guard let name = words.positional.first else {
      guard wantsHelp || arguments.isEmpty else {
        throw .commandLine("give a model first; concordat contagion --help lists them")
      }
      return .help
    }
    guard words.positional.count == 1 else {
      throw .commandLine("one model at a time, not \(words.positional.joined(separator: " and "))")
    }
    let rows = try rows(name)
    if wantsHelp { return .describe(rows) }
    return .run(try request(try variant(of: rows, &words), &words))
  }

  private static let flags = ["help", "h", "dense", "sum-duplicates", "overwrite"]

  private static func rows(_ name: String) throws(Complaint) -> [ContagionModel] {
    let rows = ContagionCatalogue.rows(named: name)
    guard rows.isEmpty else { return rows }
    let hint = Spelling.hint(for: name, among: ContagionCatalogue.names).map { "; \($0)" } ?? ""
    throw .commandLine(
      "there is no model \(name)\(hint); there are "
        + ContagionCatalogue.names.joined(separator: ", "))
  }

  /// The row that the option which tells rows apart names.
  private static func variant(
    of rows: [ContagionModel], _ words: inout ArgumentWords
  ) throws(Complaint) -> ContagionModel {
    guard let option = rows[0].variant?.option else { return rows[0] }
    let known = rows.compactMap(\.variant?.word)
    guard let word = words.take(option) else {
      throw .commandLine("\(rows[0].name) needs --\(option): \(known.joined(separator: ", "))")
    }
    guard let row = rows.first(where: { $0.variant?.word == word }) else {
      let hint = Spelling.hint(for: word, among: known).map { "; \($0)" } ?? ""
      throw .commandLine(
        "\(rows[0].name) has no --\(option) \(word)\(hint); it has \(known.joined(separator: ", "))"
      )
    }
    return row
  }

  private static func request(
    _ model: ContagionModel, _ words: inout ArgumentWords
  ) throws(Complaint) -> Request {
    let files = try files(model, &words)
    let values = try values(model, &words)
    let order = ContagionOrder(
      model: model, values: values, files: files, isDense: words.takeFlag("dense"),
      sumsDuplicates: words.takeFlag("sum-duplicates"), shocks: try shocks(model, &words))
    if order.isDense || order.sumsDuplicates, files[.exposures] == nil {
      throw .commandLine("--dense and --sum-duplicates are about --exposures")
    }
    if order.isDense, model.inputs.ranksLayers {
      throw .commandLine("a square table (--dense) has no layers to rank")
    }
    if order.isDense, order.sumsDuplicates {
      throw .commandLine("a square table (--dense) has no duplicates to sum")
    }
    let format = try words.choice("format", among: Format.self) ?? .text
    let table = try words.choice("table", among: PrintedTable.self)
    if table != nil, format != .csv { throw .commandLine("--table is for --format csv") }
    if table == .assets, model.assetMeasures.isEmpty {
      throw .commandLine("\(model.title) has no results by asset")
    }
    if table == .layers, model.layerMeasures.isEmpty {
      throw .commandLine("\(model.title) adds layers up; seniority tells them apart")
    }
    if table == .exposures, !model.hasExposures {
      throw .commandLine("\(model.title) leaves the exposures as they are")
    }
    let jobs = words.take("jobs")
    guard let jobs = jobs.map({ Int($0) }) ?? Console.processors, jobs > 0 else {
      throw .commandLine("--jobs takes a number from 1 up")
    }
    let out = words.take("out")
    let overwrites = words.takeFlag("overwrite")
    if overwrites, out == nil { throw .commandLine("--overwrite is for --out") }
    try words.refuseRest(model)
    return Request(
      order: order, out: out, overwrites: overwrites, format: format, table: table ?? .nodes,
      jobs: jobs)
  }

  /// The paths of the tables that the model reads, all that it needs among them.
  private static func files(
    _ model: ContagionModel, _ words: inout ArgumentWords
  ) throws(Complaint) -> [InputTable: String] {
    var files: [InputTable: String] = [:]
    for table in InputTable.allCases {
      files[table] = words.take(table.rawValue)
      guard files[table] != nil, model.inputs.presence(of: table) == .unused else { continue }
      throw .commandLine("\(model.title) does not use --\(table.rawValue)")
    }
    for table in InputTable.allCases where files[table] == nil {
      guard model.inputs.presence(of: table) == .required else { continue }
      throw .commandLine("\(model.title) needs --\(table.rawValue)")
    }
    return files
  }

  private static func values(
    _ model: ContagionModel, _ words: inout ArgumentWords
  ) throws(Complaint) -> [String: ModelOption.Value] {
    var values: [String: ModelOption.Value] = [:]
    for option in model.options {
      guard let text = words.take(option.name) else {
        guard !option.isRequired else {
          throw .commandLine(
            "\(model.title) needs --\(option.name), \(option.expectation): \(option.meaning)")
        }
        values[option.name] = option.defaultValue
        continue
      }
      guard let value = option.value(of: text) else {
        throw .commandLine("--\(option.name) takes \(option.expectation), not \(text)")
      }
      values[option.name] = value
    }
    return values
  }

  private static func shocks(
    _ model: ContagionModel, _ words: inout ArgumentWords
  ) throws(Complaint) -> ContagionOrder.Shocks {
    let word = words.take("shock")
    let file = words.take("shock-file")
    switch (word, file) {
    case (nil, let file?):
      guard !model.shocks.isEmpty else {
        throw .commandLine("\(model.title) takes no shocks: its tables hold the state after them")
      }
      return .file(file)
    case (_?, _?): throw .commandLine("--shock and --shock-file contradict each other")
    case (nil, nil), ("none", nil): return .given
    case ("all", nil):
      guard model.shocks.contains(.failure) else {
        throw .commandLine("\(model.title) has no default of a single node, so no --shock all")
      }
      return .eachNode
    case (let word?, nil): throw .commandLine("--shock takes none or all, not \(word)")
    }
  }
}

extension ContagionArguments.Request {
  /// An output directory that holds one of the inputs is refused.
  func refuseInputs(in out: String) throws(Complaint) {
    guard let target = Files.resolved(out) else { return }
    var inputs = order.files.map { ($0.key.rawValue, $0.value) }.sorted { $0.0 < $1.0 }
    if case .file(let path) = order.shocks { inputs.append(("shock-file", path)) }
    for (option, path) in inputs {
      guard let resolved = Files.resolved(path) else { continue }
      guard resolved == target || resolved.hasPrefix(target + "/") else { continue }
      throw .commandLine(
        "the output \(out) is or holds the input --\(option) \(path); give --out another directory")
    }
  }
}
