/// Names, quoted values, references and the characters that XML allows.
extension XMLReader {
  mutating func skipSpace() {
    while let current = byte(index), Self.isSpace(current) { index += 1 }
  }

  /// What stands at a place, in words.
  func character(_ place: Int) -> String {
    guard place < bytes.count else { return "the end of the file" }
    var end = place + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return JSONText.quoted(String(decoding: bytes[place..<end], as: UTF8.self))
  }

  mutating func name(_ expected: String) throws(InputProblems) -> String {
    let start = index
    while let current = byte(index), Self.isNameByte(current, isFirst: index == start) {
      index += 1
    }
    guard index > start else {
      throw problem(at: start, found: character(start), expected: expected)
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private static func isNameByte(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...:
      true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): !isFirst
    default: false
    }
  }

  /// An attribute's value; line ends and tabs in it are spaces unless they are written as references.
  mutating func quotedValue() throws(InputProblems) -> String {
    let start = index
    guard let quote = byte(index), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      throw problem(at: index, found: character(index), expected: "a quoted value")
    }
    index += 1
    var result: [UInt8] = []
    while let current = byte(index), current != quote {
      if current == UInt8(ascii: "<") {
        throw problem(at: index, found: "< inside a value", expected: "&lt;")
      }
      if Self.isSpace(current) {
        result.append(0x20)
        index += looks(at: "\r\n") ? 2 : 1
      } else {
        try appendCharacter(to: &result)
      }
    }
    guard index < bytes.count else {
      throw problem(at: start, found: "a value that does not end", expected: "a closing quote")
    }
    index += 1
    return String(decoding: result, as: UTF8.self)
  }

  /// Takes one character or reference.
  mutating func appendCharacter(to result: inout [UInt8]) throws(InputProblems) {
    guard bytes[index] == UInt8(ascii: "&") else { return try appendPlainCharacter(to: &result) }
    let start = index
    // No reference that is understood is longer.
    let end = bytes[start..<min(start + 12, bytes.count)].firstIndex(of: UInt8(ascii: ";"))
    guard let end else {
      throw problem(
        at: start, found: "& that begins no reference", expected: "&amp; for the character itself")
    }
    let name = String(decoding: bytes[start + 1..<end], as: UTF8.self)
    index = end + 1
    switch name {
    case "lt": result.append(UInt8(ascii: "<"))
    case "gt": result.append(UInt8(ascii: ">"))
    case "amp": result.append(UInt8(ascii: "&"))
    case "apos": result.append(UInt8(ascii: "'"))
    case "quot": result.append(UInt8(ascii: "\""))
    default:
      guard let scalar = Self.scalar(ofReference: name) else {
        throw problem(
          at: start, found: "the reference &\(name);",
          expected: "&lt; &gt; &amp; &apos; &quot; or the number of a character")
      }
      result.append(contentsOf: Character(scalar).utf8)
    }
  }

  private static func scalar(ofReference name: String) -> Unicode.Scalar? {
    guard name.hasPrefix("#") else { return nil }
    let isHexadecimal = name.hasPrefix("#x")
    let digits = name.utf8.dropFirst(isHexadecimal ? 2 : 1)
    let isNumber = digits.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
        isHexadecimal
      default: false
      }
    }
    guard isNumber, let code = UInt32(String(Substring(digits)), radix: isHexadecimal ? 16 : 10),
      let scalar = Unicode.Scalar(code), isAllowed(scalar)
    else { return nil }
    return scalar
  }

  /// Takes one character that is no reference; CR LF and CR are LF.
  mutating func appendPlainCharacter(to result: inout [UInt8]) throws(InputProblems) {
    let current = bytes[index]
    if current == 0x0D {
      result.append(0x0A)
      index += looks(at: "\r\n") ? 2 : 1
      return
    }
    let isAllowed =
      switch current {
      case 0x09, 0x0A: true
      case ..<0x20: false
      case 0xEF:
        // U+FFFE and U+FFFF.
        !(bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE)
      default: true
      }
    guard isAllowed else {
      throw problem(
        at: index, found: "the character \(character(index))", expected: "one that XML allows")
    }
    result.append(current)
    index += 1
  }

  static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: true
    case ..<0x20, 0xFFFE, 0xFFFF: false
    default: true
    }
  }
}
