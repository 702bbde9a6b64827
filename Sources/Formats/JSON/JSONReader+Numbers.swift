extension JSONReader {
  /// Reads a number in the grammar of JSON: no leading zero or plus, digits on both sides of the point.
  mutating func number() throws(Malformed) -> JSONNode.Value {
    let start = index
    let startPosition = position
    var mantissa = 0
    var digits = 0
    var isInteger = true
    let negative = take("-")
    if take("0") {
      if index < bytes.count, isDigit(bytes[index]) {
        throw malformed(expected: "no digit after a leading zero")
      }
    } else {
      let first = index
      while index < bytes.count, isDigit(bytes[index]) {
        if digits < 18 { mantissa = mantissa * 10 + Int(bytes[index] - UInt8(ascii: "0")) }
        digits += 1
        index += 1
      }
      guard index > first else { throw malformed(expected: "a digit") }
    }
    if take(".") {
      isInteger = false
      try skipDigits()
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      try skipDigits()
    }
    if index < bytes.count, Self.isWordByte(bytes[index]) {
      throw malformed(expected: "the end of the number")
    }
    let literal = String(decoding: bytes[start..<index], as: UTF8.self)
    if isInteger, digits <= 15 {
      let magnitude = Double(mantissa)
      return .number(negative ? -magnitude : magnitude, literal: literal)
    }
    guard let number = Double(literal), number.isFinite else {
      note(at: startPosition, found: literal, expected: "a number in the range of a double")
      return .number(0, literal: literal)
    }
    return .number(number, literal: literal)
  }

  private mutating func skipDigits() throws(Malformed) {
    let first = index
    while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    guard index > first else { throw malformed(expected: "a digit") }
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
