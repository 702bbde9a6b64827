extension JSONReader {
  /// Where the next byte stands.
  var position: TextPosition {
    TextPosition(line: line, column: index - lineStart - continuationBytes + 1)
  }

  mutating func skipWhitespace() {
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        index += 1
      case UInt8(ascii: "\n"):
        index += 1
        line += 1
        lineStart = index
        continuationBytes = 0
      default:
        return
      }
    }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  mutating func note(at position: TextPosition, found: String, expected: String) {
    problems.append(
      Problem(file: file, place: .text(position), found: found, expected: expected))
  }

  /// Notes what stands at the next byte where something else was expected.
  mutating func malformed(expected: String) -> Malformed {
    note(at: position, found: nextCharacter, expected: expected)
    return Malformed()
  }

  private var nextCharacter: String {
    guard index < bytes.count else { return "the end of the file" }
    var end = index + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    let character = String(decoding: bytes[index..<end], as: UTF8.self)
    return character == "\n" ? "the end of the line" : JSONText.quoted(character)
  }
}
