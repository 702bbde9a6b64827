import Formats
import Glibc

/// Takes the rows of published tables apart into units again, so that a larger number of replicates
/// only adds.
///
/// Rows are taken verbatim, one unit in memory at a time.
struct UnitRows: ~Copyable {
  private let files: [RowReader]
  private let plan: UnitPlan

  init(files paths: [String], plan: UnitPlan) throws(FileFailure) {
    var files: [RowReader] = []
    for path in paths { files.append(try RowReader(path)) }
    self.files = files
    self.plan = plan
  }

  /// The rows of the next unit of the tables' order, table by table.
  func take(_ unit: Unit) throws(FileFailure) -> [[UInt8]] {
    let prefix = Self.prefix(of: unit, in: plan)
    var rows: [[UInt8]] = []
    for file in files { rows.append(try file.takeRows(startingWith: prefix)) }
    return rows
  }

  /// The first cells of every row of a unit.
  static func prefix(of unit: Unit, in plan: UnitPlan) -> [UInt8] {
    var writer = CSVWriter(columns: ["regime", "mode", "replicate"], writesHeader: false)
    writer.row([
      .string(plan.regimes[unit.regime]), .string(plan.modes[unit.mode]), .int(unit.replicate),
    ])
    return writer.bytes.dropLast() + [UInt8(ascii: ",")]
  }
}

/// Reads a CSV file row by row; a row ends at a line feed outside quotes.
private final class RowReader {
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var place = 0
  private var isAtEnd = false
  private var row: [UInt8] = []

  /// Opens a table and passes over its header.
  init(_ path: String) throws(FileFailure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(.read, path) }
    try readRow()
    try readRow()
  }

  func takeRows(startingWith prefix: [UInt8]) throws(FileFailure) -> [UInt8] {
    var rows: [UInt8] = []
    while row.starts(with: prefix) {
      rows += row
      try readRow()
    }
    return rows
  }

  private func readRow() throws(FileFailure) {
    row.removeAll(keepingCapacity: true)
    var isQuoted = false
    while true {
      while place < buffer.count {
        let byte = buffer[place]
        row.append(byte)
        place += 1
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        if byte == UInt8(ascii: "\n"), !isQuoted { return }
      }
      guard try refill() else { return }
    }
  }

  private func refill() throws(FileFailure) -> Bool {
    guard !isAtEnd else { return false }
    buffer = [UInt8](repeating: 0, count: 1 << 16)
    var count = 0
    repeat {
      count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    } while count < 0 && errno == EINTR
    guard count >= 0 else { throw FileFailure(.read, path) }
    buffer.removeLast(buffer.count - count)
    place = 0
    isAtEnd = count == 0
    return !isAtEnd
  }

  deinit { close(descriptor) }
}
