import Formats

/// Reads one graph of a GraphML document into edges and a table of nodes.
struct GraphMLReader {
  /// An attribute of nodes or edges that the document declares.
  private struct Key {
    var target: String
    var name: String
    var defaultText: String?
  }

  private var xml: XMLReader
  var collector: EdgeCollector
  private var keys: [String: Key] = [:]
  /// The keys of nodes in the order in which they are declared.
  private var nodeKeys: [String] = []
  private var nodeRows: [(line: Int, cells: [String])] = []
  private var graphLine: Int?
  private var amountKey: String?
  private var layerKey: String?

  init(_ xml: XMLReader, collector: EdgeCollector) {
    self.xml = xml
    self.collector = collector
  }

  /// Reads the whole document; throws at what is not well formed, and notes the rest in the collector.
  mutating func read() throws(InputProblems) {
    guard case .open(let root)? = try xml.next() else { return }
    guard root.name == "graphml" else {
      collector.note(root.line, found: "the element \(root.name)", expected: "graphml")
      return
    }
    try children { (reader, tag) throws(InputProblems) in
      switch tag.name {
      case "key": try reader.key(tag)
      case "graph": try reader.graph(tag)
      case "data", "desc": try reader.skip()
      default: try reader.refuse(tag, in: "graphml")
      }
    }
    // The end of the document element is checked, and that nothing follows.
    while try xml.next() != nil {}
    if graphLine == nil {
      collector.note(root.line, found: "no graph", expected: "one graph")
    }
  }

  /// The nodes with their attributes, in the order of their declaration.
  var nodeTable: CSVTable {
    let header = ["id"] + nodeKeys.map { keys[$0]?.name ?? $0 }
    return CSVTable(file: collector.file, header: header, rows: nodeRows)
  }

  // MARK: Elements

  /// Hands the elements inside the current one over until it ends.
  ///
  /// Elements of other namespaces (with a prefix) are passed over; text between elements is refused.
  private mutating func children(
    _ use: (inout GraphMLReader, XMLTag) throws(InputProblems) -> Void
  ) throws(InputProblems) {
    while let event = try xml.next() {
      switch event {
      case .close: return
      case .open(let tag):
        if tag.name.utf8.contains(UInt8(ascii: ":")) {
          try skip()
        } else {
          try use(&self, tag)
        }
      case .text(let text):
        let trimmed = Self.trimmed(text)
        if !trimmed.isEmpty {
          collector.problems.append(
            Problem(
              file: collector.file,
              found: "the text \(JSONText.quoted(String(trimmed.prefix(40))))",
              expected: "elements alone"))
        }
      }
    }
  }

  /// Passes over the rest of the current element.
  private mutating func skip() throws(InputProblems) {
    var depth = 1
    while depth > 0, let event = try xml.next() {
      switch event {
      case .open: depth += 1
      case .close: depth -= 1
      case .text: break
      }
    }
  }

  /// The text of the current element up to its end; elements in it are passed over.
  private mutating func text() throws(InputProblems) -> String {
    var result = ""
    while let event = try xml.next() {
      switch event {
      case .close: return result
      case .open: try skip()
      case .text(let text): result += text
      }
    }
    return result
  }

  private mutating func refuse(_ tag: XMLTag, in parent: String) throws(InputProblems) {
    collector.note(
      tag.line, found: "the element \(tag.name) inside \(parent)",
      expected: "a plain directed graph: key, graph, node, edge, data")
    try skip()
  }

  /// An attribute that must be there; its absence is noted.
  private mutating func required(_ name: String, of tag: XMLTag) -> String? {
    if let value = tag[name] { return value }
    collector.note(
      tag.line, found: "the element \(tag.name) without \(name)", expected: "the attribute \(name)")
    return nil
  }

  private mutating func key(_ tag: XMLTag) throws(InputProblems) {
    var defaultText: String?
    try children { (reader, inner) throws(InputProblems) in
      if inner.name == "default" {
        defaultText = try reader.text()
      } else {
        try reader.skip()
      }
    }
    guard let id = required("id", of: tag) else { return }
    let target = tag["for"] ?? "all"
    let name = tag["attr.name"] ?? id
    guard keys[id] == nil else {
      collector.note(
        tag.line, found: "the key \(JSONText.quoted(id)) again", expected: "each key once")
      return
    }
    keys[id] = Key(target: target, name: name, defaultText: defaultText)
    guard target == "node", name != "id" else { return }
    if nodeKeys.contains(where: { keys[$0]?.name == name }) {
      collector.note(
        tag.line, found: "two keys of nodes called \(JSONText.quoted(name))",
        expected: "each name once")
    } else {
      nodeKeys.append(id)
    }
  }

  private mutating func graph(_ tag: XMLTag) throws(InputProblems) {
    guard graphLine == nil else {
      collector.note(tag.line, found: "a second graph", expected: "one graph")
      return try skip()
    }
    graphLine = tag.line
    amountKey = edgeKey(["amount", "weight"])
    layerKey = edgeKey(["layer"])
    let isDirected = tag["edgedefault"] == "directed"
    if !isDirected, tag["edgedefault"] != "undirected" {
      collector.note(
        tag.line, found: "edgedefault=\(JSONText.quoted(tag["edgedefault"] ?? ""))",
        expected: "directed")
    }
    try children { (reader, inner) throws(InputProblems) in
      switch inner.name {
      case "node": try reader.node(inner)
      case "edge": try reader.edge(inner, isDirected: isDirected)
      case "data", "desc": try reader.skip()
      default: try reader.refuse(inner, in: "graph")
      }
    }
  }

  /// The data of a node or an edge by key.
  private mutating func data(of parent: XMLTag) throws(InputProblems) -> [String: String] {
    var values: [String: String] = [:]
    try children { (reader, inner) throws(InputProblems) in
      guard inner.name == "data" else {
        if inner.name == "desc" { return try reader.skip() }
        return try reader.refuse(inner, in: parent.name)
      }
      let text = try reader.text()
      guard let key = reader.required("key", of: inner) else { return }
      if reader.keys[key] == nil {
        reader.collector.note(
          inner.line, found: "data of the unknown key \(JSONText.quoted(key))",
          expected: "a key declared above")
      } else if values.updateValue(text, forKey: key) != nil {
        reader.collector.note(
          inner.line, found: "data of the key \(JSONText.quoted(key)) again",
          expected: "each key once")
      }
    }
    return values
  }

  private mutating func node(_ tag: XMLTag) throws(InputProblems) {
    let values = try data(of: tag)
    guard let id = required("id", of: tag), collector.declare(id, line: tag.line) != nil else {
      return
    }
    let cells = nodeKeys.map { Self.trimmed(values[$0] ?? keys[$0]?.defaultText ?? "") }
    nodeRows.append((tag.line, [id] + cells))
  }

  private mutating func edge(_ tag: XMLTag, isDirected: Bool) throws(InputProblems) {
    let values = try data(of: tag)
    let direction = tag["directed"] ?? (isDirected ? "true" : "false")
    if direction != "true" {
      collector.note(
        tag.line, found: "an edge that is not directed",
        expected: "source, the creditor, and target, the debtor")
    }
    guard var source = required("source", of: tag), var target = required("target", of: tag) else {
      return
    }
    let creditor = source.withUTF8 { collector.node($0, line: tag.line, column: "source") }
    let debtor = target.withUTF8 { collector.node($0, line: tag.line, column: "target") }
    var amountText = Self.trimmed(value(of: amountKey, in: values) ?? "")
    let amount = amountText.withUTF8 { collector.amount($0, line: tag.line, column: "amount") }
    var layer: Int? = 0
    if var name = value(of: layerKey, in: values) {
      layer = name.withUTF8 { collector.layer($0, line: tag.line, column: "layer") }
    }
    guard let creditor, let debtor, let amount, let layer else { return }
    collector.add(creditor: creditor, debtor: debtor, amount: amount, layer: layer, line: tag.line)
  }

  /// The first key of edges that is declared under one of the names.
  private func edgeKey(_ names: [String]) -> String? {
    for name in names {
      let declared = keys.filter { $1.name == name && ["edge", "all"].contains($1.target) }
      if let id = declared.keys.min() { return id }
    }
    return nil
  }

  private func value(of key: String?, in values: [String: String]) -> String? {
    key.flatMap { values[$0] ?? keys[$0]?.defaultText }
  }

  private static func trimmed(_ text: String) -> String {
    var scalars = Substring(text).unicodeScalars
    let isSpace = { (scalar: Unicode.Scalar) in scalar.value <= 0x20 }
    while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
    while let last = scalars.last, isSpace(last) { scalars.removeLast() }
    return String(scalars)
  }
}
