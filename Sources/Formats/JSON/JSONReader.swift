/// A strict reader of JSON (RFC 8259) that knows the line and column of every value.
///
/// Refused are: trailing commas, comments, bad escapes, lone surrogates, control characters in strings,
/// NaN and infinities, numbers beyond the range of a double, duplicate keys, nesting deeper than
/// `depthLimit`, text after the value, and bytes that are not UTF-8. Cost: linear in the text.
package struct JSONReader {
  package static let depthLimit = 128

  let file: String
  let bytes: UnsafeBufferPointer<UInt8>
  var index = 0
  var line = 1
  /// The index at which the current line begins.
  var lineStart = 0
  /// Continuation bytes of UTF-8 met in the current line: bytes that are no column of their own.
  var continuationBytes = 0
  var depth = 0
  var problems: [Problem] = []

  /// Reads a document; throws every problem found up to and including the first malformed spot.
  package static func read(_ bytes: [UInt8], file: String) throws(InputProblems) -> JSONNode {
    let (node, problems) = bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(file: file, bytes: buffer)
      return (reader.document(), reader.problems)
    }
    guard let node, problems.isEmpty else { throw InputProblems(problems) }
    return node
  }

  package static func read(_ text: String, file: String) throws(InputProblems) -> JSONNode {
    try read(Array(text.utf8), file: file)
  }

  init(file: String, bytes: UnsafeBufferPointer<UInt8>) {
    self.file = file
    self.bytes = bytes
  }

  /// The end of the parse after a problem has been noted.
  struct Malformed: Error {}

  private mutating func document() -> JSONNode? {
    if let invalid = UTF8Check.firstInvalidByte(bytes) {
      let position = UTF8Check.position(of: invalid, in: bytes)
      let byte = JSONText.hexadecimal(UInt32(bytes[invalid]), digits: 2)
      note(at: position, found: "the byte 0x\(byte)", expected: "UTF-8 text")
      return nil
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      index = 3
      lineStart = 3
    }
    do {
      skipWhitespace()
      let node = try value()
      skipWhitespace()
      guard index == bytes.count else {
        throw malformed(expected: "the end of the file after the document")
      }
      return node
    } catch {
      return nil
    }
  }

  private mutating func value() throws(Malformed) -> JSONNode {
    let start = position
    guard index < bytes.count else { throw malformed(expected: "a value") }
    switch bytes[index] {
    case UInt8(ascii: "{"):
      return JSONNode(.object(try object()), position: start)
    case UInt8(ascii: "["):
      return JSONNode(.array(try array()), position: start)
    case UInt8(ascii: "\""):
      return JSONNode(.string(try string()), position: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONNode(try number(), position: start)
    default:
      return JSONNode(try word(), position: start)
    }
  }

  private mutating func object() throws(Malformed) -> [JSONNode.Member] {
    try enter()
    defer { depth -= 1 }
    var members: [JSONNode.Member] = []
    /// The keys so far, filled only once there are too many to look through one by one.
    var seen: Set<String> = []
    skipWhitespace()
    if take("}") { return members }
    while true {
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        throw malformed(expected: "a key in double quotes")
      }
      let keyPosition = position
      let key = try string()
      if members.count == 16 { seen = Set(members.map(\.key)) }
      let isRepeated =
        members.count < 16 ? members.contains { $0.key == key } : !seen.insert(key).inserted
      if isRepeated {
        note(
          at: keyPosition, found: "the key \(JSONText.quoted(key)) a second time",
          expected: "each key once")
      }
      skipWhitespace()
      guard take(":") else { throw malformed(expected: "a colon after the key") }
      skipWhitespace()
      members.append(JSONNode.Member(key: key, keyPosition: keyPosition, node: try value()))
      skipWhitespace()
      if take("}") { return members }
      guard take(",") else { throw malformed(expected: "a comma or }") }
      skipWhitespace()
    }
  }

  private mutating func array() throws(Malformed) -> [JSONNode] {
    try enter()
    defer { depth -= 1 }
    var elements: [JSONNode] = []
    skipWhitespace()
    if take("]") { return elements }
    while true {
      elements.append(try value())
      skipWhitespace()
      if take("]") { return elements }
      guard take(",") else { throw malformed(expected: "a comma or ]") }
      skipWhitespace()
    }
  }

  private mutating func enter() throws(Malformed) {
    guard depth < Self.depthLimit else {
      note(
        at: position, found: "nesting deeper than \(Self.depthLimit) levels",
        expected: "at most \(Self.depthLimit) levels")
      throw Malformed()
    }
    depth += 1
    index += 1
  }

  private mutating func word() throws(Malformed) -> JSONNode.Value {
    var end = index
    while end < bytes.count, Self.isWordByte(bytes[end]) { end += 1 }
    guard end > index else { throw malformed(expected: "a value") }
    switch String(decoding: bytes[index..<end], as: UTF8.self) {
    case "null":
      index = end
      return .null
    case "true":
      index = end
      return .bool(true)
    case "false":
      index = end
      return .bool(false)
    case let other:
      note(
        at: position, found: other,
        expected: "a finite number, a string in double quotes, true, false, null, { or [")
      throw Malformed()
    }
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
