import Formats
import LinearAlgebra

/// The edges of a file as they are read, checked one by one, and what they add up to.
///
/// Everything is linear in the number of edges; an edge takes 32 bytes until the network is made.
struct EdgeCollector {
  let file: String
  /// How nodes come to be known.
  enum Nodes {
    /// They were given.
    case fixed([String])
    /// By standing in an edge.
    case met
    /// By being declared before their edges.
    case declared
  }

  /// The nodes known so far.
  private(set) var nodes: IdentifierIndex
  private let areMet: Bool
  private let areFixed: Bool
  /// The line on which each node was declared, 0 before.
  private var declarations: [Int] = []
  private var layers = IdentifierIndex()
  private var creditors: [Int32] = []
  private var debtors: [Int32] = []
  private var edgeLayers: [Int32] = []
  private var lines: [Int32] = []
  private var amounts: [Double] = []
  var problems: [Problem] = []
  /// How many problems are kept.
  private static let mostProblems = 10_000

  init(file: String, nodes given: Nodes) {
    self.file = file
    var ids: [String] = []
    if case .fixed(let given) = given { ids = given }
    areFixed = if case .fixed = given { true } else { false }
    areMet = if case .met = given { true } else { false }
    guard let nodes = IdentifierIndex(distinct: ids) else {
      preconditionFailure("an identifier stands twice among the nodes given")
    }
    self.nodes = nodes
    declarations = Array(repeating: 0, count: nodes.count)
  }

  mutating func note(
    _ line: Int, _ column: String? = nil, found: String, expected: String, hint: String? = nil
  ) {
    // Ten million mistakes are one, made ten million times.
    guard problems.count < Self.mostProblems else { return }
    problems.append(
      Problem(
        file: file, place: .csv(line: line, column: column), found: found, expected: expected,
        hint: hint))
  }

  /// The number of a node that an edge names; nil, and a problem, where there is none of that name.
  mutating func node(
    _ name: UnsafeBufferPointer<UInt8>, line: Int, column: String? = nil
  ) -> Int? {
    if let place = nodes.place(of: name) { return place }
    guard isName(name, line: line, column: column) else { return nil }
    if areMet { return nodes.insert(name).place }
    noteUnknown(name, line: line, column: column)
    return nil
  }

  /// The number of a node that the file declares; nil, and a problem, where it must not.
  mutating func declare(_ name: String, line: Int) -> Int? {
    var name = name
    return name.withUTF8 { bytes in
      guard isName(bytes, line: line, column: nil) else { return nil }
      if areFixed, nodes.place(of: bytes) == nil {
        noteUnknown(bytes, line: line, column: nil)
        return nil
      }
      let (place, isNew) = nodes.insert(bytes)
      if isNew { declarations.append(0) }
      guard declarations[place] == 0 else {
        note(
          line, found: "the node \(JSONText.quoted(nodes.ids[place])) again",
          expected: "each node once (it stands on line \(declarations[place]))")
        return nil
      }
      declarations[place] = line
      return place
    }
  }

  /// Whether a text can be the name of a node, with a problem when not.
  private mutating func isName(
    _ name: UnsafeBufferPointer<UInt8>, line: Int, column: String?
  ) -> Bool {
    if let found = IdentifierIndex.objection(to: name) {
      note(line, column, found: found, expected: "the id of a node")
      return false
    }
    return true
  }

  private mutating func noteUnknown(
    _ name: UnsafeBufferPointer<UInt8>, line: Int, column: String?
  ) {
    let text = String(decoding: name, as: UTF8.self)
    // Spelling is compared with every id, which is too slow for many mistakes in a large network.
    let isCheap = problems.count < 100 && nodes.count <= 10_000
    let expected =
      areFixed ? "the id of one of the \(nodes.count) nodes" : "the id of a node declared above"
    note(
      line, column, found: "the unknown id \(JSONText.quoted(text))", expected: expected,
      hint: isCheap ? Spelling.hint(for: text, among: nodes.ids) : nil)
  }

  /// The number of a layer that an edge names; nil, and a problem, where the name is none.
  mutating func layer(
    _ name: UnsafeBufferPointer<UInt8>, line: Int, column: String? = nil
  ) -> Int? {
    if let found = IdentifierIndex.objection(to: name) {
      note(line, column, found: found, expected: "the name of a layer")
      return nil
    }
    return layers.insert(name).place
  }

  /// The amount of an edge; nil, and a problem, where the text is none.
  mutating func amount(
    _ text: UnsafeBufferPointer<UInt8>, line: Int, column: String? = nil
  ) -> Double? {
    let text = String(decoding: text, as: UTF8.self)
    guard let value = CSVTable.number(text), value >= 0 else {
      note(
        line, column, found: text.isEmpty ? "no amount" : JSONText.quoted(text),
        expected: "a finite number, not negative")
      return nil
    }
    return value
  }

  /// Adds an edge whose ends and amount are known to be right; a self-loop is noted instead.
  mutating func add(creditor: Int, debtor: Int, amount: Double, layer: Int = 0, line: Int) {
    guard creditor != debtor else {
      note(
        line, found: "a claim of \(JSONText.quoted(nodes.ids[creditor])) on itself",
        expected: "two different nodes")
      return
    }
    creditors.append(Int32(creditor))
    debtors.append(Int32(debtor))
    edgeLayers.append(Int32(layer))
    amounts.append(amount)
    lines.append(Int32(truncatingIfNeeded: line))
  }

  /// The network of all edges, unless there were problems.
  mutating func exposures(_ duplicates: DuplicateEdges) throws(InterchangeError)
    -> LabelledExposures
  {
    let order = sorted()
    if duplicates == .refused { noteDuplicates(order) }
    if !amounts.reduce(0, +).isFinite {
      problems.append(
        Problem(
          file: file, found: "amounts whose sum is beyond the range of numbers",
          expected: "a sum below 1.8e308"))
    }
    guard problems.isEmpty else { throw InterchangeError(InputProblems(problems).sorted) }
    var made: [LabelledExposures.Layer] = []
    var start = 0
    while start < order.count {
      let layer = Int(edgeLayers[order[start]])
      let entries = entries(of: layer, in: order, from: &start)
      guard !entries.isEmpty else { continue }
      let claims = SparseMatrix(rows: nodes.count, columns: nodes.count, entries: entries)
      made.append(
        LabelledExposures.Layer(name: layers.count > 0 ? layers.ids[layer] : nil, claims: claims))
    }
    guard !made.isEmpty else {
      let nothing = SparseMatrix(rows: nodes.count, columns: nodes.count, entries: [])
      return LabelledExposures(ids: nodes.ids, claims: nothing)
    }
    return LabelledExposures(ids: nodes.ids, layers: made)
  }

  /// The claims of one layer, which starts at a place of the order of edges; equal places are added.
  private func entries(
    of layer: Int, in order: [Int], from start: inout Int
  ) -> [SparseMatrix.Entry] {
    var entries: [SparseMatrix.Entry] = []
    while start < order.count, edgeLayers[order[start]] == layer {
      let first = order[start]
      var amount = 0.0
      while start < order.count, isSamePlace(first, order[start]) {
        amount += amounts[order[start]]
        start += 1
      }
      guard amount > 0 else { continue }
      entries.append(
        SparseMatrix.Entry(row: Int(creditors[first]), column: Int(debtors[first]), value: amount))
    }
    return entries
  }

  private func isSamePlace(_ a: Int, _ b: Int) -> Bool {
    creditors[a] == creditors[b] && debtors[a] == debtors[b] && edgeLayers[a] == edgeLayers[b]
  }

  private mutating func noteDuplicates(_ order: [Int]) {
    for (a, b) in zip(order, order.dropFirst()) where isSamePlace(a, b) {
      let (creditor, debtor) = (nodes.ids[Int(creditors[b])], nodes.ids[Int(debtors[b])])
      let layer =
        layers.count > 0 ? ", layer \(JSONText.quoted(layers.ids[Int(edgeLayers[b])]))," : ""
      note(
        Int(lines[b]),
        found:
          "the claim of \(JSONText.quoted(creditor)) on \(JSONText.quoted(debtor))\(layer) again",
        expected: "each claim once (it stands on line \(lines[a])), or to be told to add them")
    }
  }

  /// The edges by layer, creditor and debtor, equal ones in the order of the file.
  private func sorted() -> [Int] {
    var order = Array(amounts.indices)
    for (keys, count) in [
      (debtors, nodes.count), (creditors, nodes.count), (edgeLayers, layers.count),
    ] where count > 1 {
      order = Self.counted(order, by: keys, below: count)
    }
    return order
  }

  /// One pass of a stable counting sort.
  private static func counted(_ order: [Int], by keys: [Int32], below count: Int) -> [Int] {
    var starts = [Int](repeating: 0, count: count + 1)
    for key in keys { starts[Int(key) + 1] += 1 }
    for key in 0..<count { starts[key + 1] += starts[key] }
    return [Int](unsafeUninitializedCapacity: order.count) { result, filled in
      for edge in order {
        let key = Int(keys[edge])
        result.initializeElement(at: starts[key], to: edge)
        starts[key] += 1
      }
      filled = order.count
    }
  }
}
