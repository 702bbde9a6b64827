extension JSONReader {
  /// Reads a string, the index on its opening quote; the bytes are known to be UTF-8.
  mutating func string() throws(Malformed) -> String {
    let startPosition = position
    index += 1
    var unescaped: [UInt8] = []
    var runStart = index
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""):
        defer { index += 1 }
        guard !unescaped.isEmpty else {
          return String(decoding: bytes[runStart..<index], as: UTF8.self)
        }
        unescaped.append(contentsOf: bytes[runStart..<index])
        return String(decoding: unescaped, as: UTF8.self)
      case UInt8(ascii: "\\"):
        unescaped.append(contentsOf: bytes[runStart..<index])
        try escape(into: &unescaped)
        runStart = index
      case 0..<0x20:
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
          throw unterminated(from: startPosition)
        }
        let code = JSONText.hexadecimal(UInt32(byte), digits: 4)
        note(
          at: position, found: "the control character U+\(code) in a string",
          expected: "its escaped form")
        throw Malformed()
      default:
        if byte & 0xC0 == 0x80 { continuationBytes += 1 }
        index += 1
      }
    }
    throw unterminated(from: startPosition)
  }

  private mutating func unterminated(from start: TextPosition) -> Malformed {
    note(
      at: start, found: "a string that does not end in its line", expected: "a closing double quote"
    )
    return Malformed()
  }

  private mutating func escape(into target: inout [UInt8]) throws(Malformed) {
    let start = position
    index += 1
    guard index < bytes.count else { throw badEscape(at: start) }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): target.append(byte)
    case UInt8(ascii: "b"): target.append(0x08)
    case UInt8(ascii: "f"): target.append(0x0C)
    case UInt8(ascii: "n"): target.append(0x0A)
    case UInt8(ascii: "r"): target.append(0x0D)
    case UInt8(ascii: "t"): target.append(0x09)
    case UInt8(ascii: "u"):
      guard let scalar = unicodeEscape() else { throw badEscape(at: start) }
      target.append(contentsOf: String(Character(scalar)).utf8)
    default: throw badEscape(at: start)
    }
  }

  private mutating func badEscape(at start: TextPosition) -> Malformed {
    note(
      at: start, found: "a bad escape in a string",
      expected: "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u with four hexadecimal digits")
    return Malformed()
  }

  /// Reads the digits after `\u`, and a second escape when the first is a high surrogate.
  private mutating func unicodeEscape() -> Unicode.Scalar? {
    guard let unit = fourHexadecimalDigits() else { return nil }
    guard unit & 0xFC00 == 0xD800 else { return Unicode.Scalar(unit) }
    guard take("\\"), take("u"), let low = fourHexadecimalDigits(), low & 0xFC00 == 0xDC00 else {
      return nil
    }
    return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
  }

  private mutating func fourHexadecimalDigits() -> UInt32? {
    guard index + 4 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[index..<index + 4] {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"):
        value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"):
        value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
      default:
        return nil
      }
    }
    index += 4
    return value
  }
}
