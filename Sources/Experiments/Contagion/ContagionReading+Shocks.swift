import Contagion
import Formats
import Networks

extension ContagionReading {
  /// The scenarios of the order; problems are kept.
  mutating func readShocks(_ nodes: NodeTable, _ problem: ContagionProblem) -> [Shock] {
    switch order.shocks {
    case .given:
      guard let column = problem.columns[InputColumn.shock.name] else { return [Shock(id: "none")] }
      let changes = column.indices.filter { column[$0] > 0 }.map {
        ShockChange(.equityFraction, target: $0, value: column[$0])
      }
      return [Shock(id: "given", changes: changes)]
    case .eachNode:
      return nodes.ids.indices.map {
        Shock(id: nodes.ids[$0], changes: [ShockChange(.failure, target: $0, value: 1)])
      }
    case .file(let path):
      let read = keeping { (reading) throws(InputProblems) in
        let bytes = try reading.bytes(path, option: "shock-file")
        let table = try CSVTable.read(bytes, file: path)
        return try ShockTable(table, reading.order.model, problem).shocks
      }
      return read ?? []
    }
  }
}

/// `shock_id,node,kind,value`: rows of one `shock_id` happen together.
private struct ShockTable {
  private(set) var shocks: [Shock] = []
  private let table: CSVTable
  private let model: ContagionModel
  private let problem: ContagionProblem
  private let nodes: NameIndex
  private let assets: NameIndex
  private var places: [String: Int] = [:]
  private var seen: [Event: Int] = [:]
  private var problems: [Problem] = []

  private struct Event: Hashable {
    var shock: Int
    var target: Int
    var kind: ShockKind
  }

  private static let columns = ["shock_id", "node", "kind", "value"]
  /// The name that stands for every node or asset.
  private static let everyone = "*"

  init(
    _ table: CSVTable, _ model: ContagionModel, _ problem: ContagionProblem
  ) throws(InputProblems) {
    self.table = table
    self.model = model
    self.problem = problem
    nodes = NameIndex(problem.ids)
    assets = NameIndex(problem.assets)
    problems = table.header.filter { !Self.columns.contains($0) }.map { name in
      Problem(
        file: table.file, place: .csv(line: 1, column: nil),
        found: "the column \(JSONText.quoted(name))",
        expected: Self.columns.joined(separator: ","),
        hint: Spelling.hint(for: name, among: Self.columns))
    }
    problems += Self.columns.filter { table.column($0) == nil }.map(table.missing)
    guard problems.isEmpty else { throw InputProblems(problems) }
    let ids = try table.strings("shock_id")
    let names = try table.strings("node")
    let kinds = try table.strings("kind")
    let values = try table.optionalDoubles("value")
    for row in 0..<table.rowCount { add(row, ids[row], names[row], kinds[row], values[row]) }
    if table.rowCount == 0 {
      problems.append(Problem(file: table.file, found: "no shock", expected: "at least one"))
    }
    guard problems.isEmpty else { throw InputProblems(problems) }
  }

  private mutating func add(
    _ row: Int, _ id: String, _ name: String, _ word: String, _ value: Double?
  ) {
    if id.isEmpty {
      note(row, "shock_id", found: "an empty cell", expected: "a name")
      return
    }
    guard let kind = ShockKind(rawValue: word), model.shocks.contains(kind) else {
      let kinds = model.shocks.map(\.rawValue)
      note(
        row, "kind", found: word.isEmpty ? "an empty cell" : JSONText.quoted(word),
        expected: "a kind that \(model.title) knows: \(kinds.joined(separator: ", "))",
        hint: Spelling.hint(for: word, among: kinds))
      return
    }
    guard let value = value ?? (kind == .failure ? 1 : nil), kind.bounds.contains(value) else {
      note(
        row, "value", found: value.map(JSONText.number) ?? "an empty cell",
        expected: kind == .failure ? "1 or nothing" : kind.bounds.phrase("number", unit: nil))
      return
    }
    guard ContagionModel.canCount(value) else {
      note(row, "value", found: JSONText.number(value), expected: ContagionModel.countable)
      return
    }
    let index = kind.strikesAsset ? assets : nodes
    let targets: [Int]
    if let place = index.place(name) {
      targets = [place]
    } else if name == Self.everyone {
      targets = Array(index.names.indices)
    } else {
      problems.append(index.unknown(name, table, row, "node"))
      return
    }
    let shock = places[id] ?? shocks.count
    if shock == shocks.count {
      places[id] = shock
      shocks.append(Shock(id: id))
    }
    for target in targets {
      append(ShockChange(kind, target: target, value: value), to: shock, row)
    }
  }

  private mutating func append(_ change: ShockChange, to shock: Int, _ row: Int) {
    let event = Event(shock: shock, target: change.target, kind: change.kind)
    if let first = seen.updateValue(row, forKey: event) {
      note(
        row, nil, found: "\(change.kind.rawValue) of the same shock and node again",
        expected: "each once (it stands on line \(table.lines[first]))")
    }
    if change.kind.needsExternalAssets {
      guard let assets = problem.columns[InputColumn.externalAssets.name] else {
        note(
          row, "kind", found: change.kind.rawValue,
          expected: "a column \"external_assets\" in the table of nodes for it")
        return
      }
      if change.kind == .externalAssetsAmount, change.value > assets[change.target] {
        note(
          row, "value", found: JSONText.number(change.value),
          expected: "at most the external assets, \(JSONText.number(assets[change.target]))")
      }
    }
    shocks[shock].changes.append(change)
  }

  private mutating func note(
    _ row: Int, _ column: String?, found: String, expected: String, hint: String? = nil
  ) {
    problems.append(
      table.problem(row: row, column: column, found: found, expected: expected, hint: hint))
  }
}

extension ShockKind {
  fileprivate var needsExternalAssets: Bool {
    self == .externalAssetsFraction || self == .externalAssetsAmount
  }
}
