import Formats
import LinearAlgebra

/// Matrix Market exchange format (Boisvert, Pozo and Remington 1996, NISTIR 5935): row = creditor,
/// column = debtor, counted from 1. It has no names and no layers.
extension LabelledExposures {
  /// Reads a Matrix Market file.
  ///
  /// `coordinate` or `array`, `real` or `integer`, `general`, and for coordinates also `symmetric`. Zeros are no
  /// claims. Refused, all together and by line: other kinds, matrices that are not square, counts that do not
  /// agree, indices out of range, and what edge lists refuse.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its name, for messages.
  ///   - ids: the names of the nodes in the order of rows, distinct; `1`, `2`, … when left out.
  ///   - duplicates: what to do with two entries of the same place.
  /// - Throws: ``InterchangeError`` with every problem of the file.
  public init(
    matrixMarket bytes: [UInt8], file: String, ids: [String]? = nil,
    duplicates: DuplicateEdges = .refused
  ) throws(InterchangeError) {
    var reader = MatrixMarketReader(file: file, ids: ids)
    bytes.withUnsafeBufferPointer { reader.read($0) }
    self = try reader.collector.exposures(duplicates)
  }

  /// The claims of all layers together in coordinate form, by row and column, amounts in the shortest form
  /// that reads back equal.
  public var matrixMarket: [UInt8] {
    let claims = claims
    var bytes = Array("%%MatrixMarket matrix coordinate real general\n".utf8)
    bytes += "% row = creditor, column = debtor, value = amount of the claim\n".utf8
    bytes += "\(count) \(count) \(claims.values.count)\n".utf8
    for claim in claims.entries {
      bytes.append(
        contentsOf: "\(claim.row + 1) \(claim.column + 1) \(JSONText.number(claim.value))\n".utf8)
    }
    return bytes
  }
}

private struct MatrixMarketReader {
  /// The largest matrix for which names are made up, so that one line of a file cannot ask for all memory.
  private static let largestOrder = 20_000_000

  var collector: EdgeCollector
  private let file: String
  private let ids: [String]?
  private var order = 0
  private var entries = 0
  private var isArray = false
  private var isInteger = false
  private var isSymmetric = false

  init(file: String, ids: [String]?) {
    self.file = file
    self.ids = ids
    collector = EdgeCollector(file: file, nodes: .fixed(ids ?? []))
  }

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
    var lines = TextLines(bytes)
    guard lines.next(), header(lines) else {
      if lines.number == 0 {
        collector.problems.append(
          Problem(file: file, found: "an empty file", expected: "a line %%MatrixMarket …"))
      }
      return
    }
    var hasSize = false
    while !hasSize {
      guard lines.next() else {
        collector.note(lines.number, found: "no line of sizes", expected: sizesExpected)
        return
      }
      if lines.fieldCount == 0 || lines.startsWithPercent { continue }
      guard size(lines) else { return }
      hasSize = true
    }
    var count = 0
    while lines.next() {
      guard lines.fieldCount > 0 else { continue }
      if isArray { element(lines, at: count) } else { entry(lines) }
      count += 1
    }
    if count != entries {
      collector.note(lines.number, found: "\(count) entries", expected: "\(entries)")
    }
  }

  private var sizesExpected: String {
    isArray ? "the numbers of rows and columns" : "the numbers of rows, columns and entries"
  }

  private mutating func header(_ lines: TextLines) -> Bool {
    let words = (0..<lines.fieldCount).map { lines.text($0).lowercased() }
    guard words.count == 5, words[0] == "%%matrixmarket", words[1] == "matrix" else {
      collector.note(
        1, found: JSONText.quoted(String(words.joined(separator: " ").prefix(60))),
        expected: "%%MatrixMarket matrix coordinate real general")
      return false
    }
    isArray = words[2] == "array"
    isInteger = words[3] == "integer"
    isSymmetric = words[4] == "symmetric"
    let isKnown =
      (isArray || words[2] == "coordinate") && (isInteger || words[3] == "real")
      && (words[4] == "general" || isSymmetric && !isArray)
    if !isKnown {
      collector.note(
        1, found: "a matrix \(words[2...].joined(separator: " "))",
        expected: "coordinate or array, real or integer, general (or symmetric in coordinates)")
    }
    return isKnown
  }

  private mutating func size(_ lines: TextLines) -> Bool {
    let numbers = (0..<lines.fieldCount).compactMap { Self.count(lines.text($0)) }
    guard numbers.count == lines.fieldCount, numbers.count == (isArray ? 2 : 3) else {
      collector.note(lines.number, found: JSONText.quoted(lines.line), expected: sizesExpected)
      return false
    }
    guard numbers[0] == numbers[1] else {
      collector.note(
        lines.number, found: "\(numbers[0]) rows and \(numbers[1]) columns",
        expected: "a square matrix")
      return false
    }
    let limit = isArray ? 3_000_000 : Self.largestOrder
    guard numbers[0] <= limit else {
      collector.note(
        lines.number, found: "\(numbers[0]) rows", expected: "at most \(limit)")
      return false
    }
    order = numbers[0]
    entries = isArray ? order * order : numbers[2]
    if let ids, ids.count != order {
      collector.note(
        lines.number, found: "\(order) rows", expected: "one for each of the \(ids.count) nodes")
      return false
    }
    if ids == nil {
      collector = EdgeCollector(file: file, nodes: .fixed((0..<order).map { String($0 + 1) }))
    }
    return true
  }

  private mutating func entry(_ lines: TextLines) {
    guard lines.fieldCount == 3 else {
      collector.note(
        lines.number, found: "\(lines.fieldCount) numbers",
        expected: "a row, a column and an amount")
      return
    }
    let row = index(lines, 0, "row")
    let column = index(lines, 1, "column")
    guard let amount = amount(lines, 2), let row, let column else { return }
    if isSymmetric, column > row {
      collector.note(
        lines.number, found: "an entry above the diagonal",
        expected: "the lower triangle of a symmetric matrix")
      return
    }
    guard amount > 0 else { return }
    collector.add(creditor: row, debtor: column, amount: amount, line: lines.number)
    if isSymmetric, row != column {
      collector.add(creditor: column, debtor: row, amount: amount, line: lines.number)
    }
  }

  private mutating func element(_ lines: TextLines, at place: Int) {
    guard lines.fieldCount == 1 else {
      collector.note(lines.number, found: "\(lines.fieldCount) numbers", expected: "one amount")
      return
    }
    guard let amount = amount(lines, 0), amount > 0, place < entries else { return }
    collector.add(
      creditor: place % order, debtor: place / order, amount: amount, line: lines.number)
  }

  private mutating func index(_ lines: TextLines, _ field: Int, _ name: String) -> Int? {
    guard let number = Self.count(lines.text(field)), number >= 1, number <= order else {
      collector.note(
        lines.number, found: "the \(name) \(JSONText.quoted(lines.text(field)))",
        expected: "a number from 1 to \(order)")
      return nil
    }
    return number - 1
  }

  private mutating func amount(_ lines: TextLines, _ field: Int) -> Double? {
    if isInteger, Int(lines.text(field)) == nil {
      collector.note(
        lines.number, found: JSONText.quoted(lines.text(field)), expected: "an integer")
      return nil
    }
    return collector.amount(lines.bytes(field), line: lines.number)
  }

  /// A number of digits alone.
  private static func count(_ text: String) -> Int? {
    text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ? Int(text) : nil
  }
}
