import Glibc

/// Reads a CSV file row by row; a row ends at a line feed outside quotes.
final class RowReader {
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var place = 0
  private var isAtEnd = false
  private var row: [UInt8] = []

  /// The header line, its line feed included.
  private(set) var header: [UInt8] = []

  /// Opens a table and reads its header.
  init(_ path: String) throws(FileFailure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(.read, path) }
    try readRow()
    header = row
    try readRow()
  }

  /// The rows that begin with some bytes, as long as they follow one another.
  func takeRows(startingWith prefix: [UInt8]) throws(FileFailure) -> [UInt8] {
    var rows: [UInt8] = []
    while row.starts(with: prefix) {
      rows += row
      try readRow()
    }
    return rows
  }

  /// Whole rows of together at least so many bytes, fewer at the end of the file; nil behind it.
  func takeRows(ofBytes least: Int) throws(FileFailure) -> [UInt8]? {
    guard !row.isEmpty else { return nil }
    var rows: [UInt8] = []
    while !row.isEmpty, rows.count < least {
      rows += row
      try readRow()
    }
    return rows
  }

  /// So many rows, fewer at the end of the file; nil behind it.
  func takeRows(_ count: Int) throws(FileFailure) -> [UInt8]? {
    guard !row.isEmpty else { return nil }
    var rows: [UInt8] = []
    for _ in 0..<count {
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
