/// The lines of a text file one after another, each split at spaces and tabs.
struct TextLines {
  private let all: UnsafeBufferPointer<UInt8>
  private var nextStart = 0
  private var start = 0
  private var end = 0
  private var fields: [Range<Int>] = []
  /// The number of the current line, from 1; 0 before the first.
  private(set) var number = 0

  /// The buffer must outlive the value.
  init(_ bytes: UnsafeBufferPointer<UInt8>) { all = bytes }

  /// Goes on to the next line; false at the end of the file.
  mutating func next() -> Bool {
    guard nextStart < all.count else { return false }
    number += 1
    start = nextStart
    fields.removeAll(keepingCapacity: true)
    var place = start
    var fieldStart: Int?
    while place < all.count, all[place] != UInt8(ascii: "\n") {
      let isSpace = all[place] == 0x20 || all[place] == 0x09 || all[place] == 0x0D
      if isSpace, let first = fieldStart {
        fields.append(first..<place)
        fieldStart = nil
      } else if !isSpace, fieldStart == nil {
        fieldStart = place
      }
      place += 1
    }
    if let first = fieldStart { fields.append(first..<place) }
    end = place
    nextStart = place + 1
    return true
  }

  var fieldCount: Int { fields.count }

  var startsWithPercent: Bool { start < end && all[start] == UInt8(ascii: "%") }

  /// The current line, at most 60 bytes of it.
  var line: String { String(decoding: all[start..<min(end, start + 60)], as: UTF8.self) }

  func bytes(_ field: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: all[fields[field]])
  }

  func text(_ field: Int) -> String { String(decoding: bytes(field), as: UTF8.self) }
}
