/// The canonical text of JSON values: keys in the order given, shortest doubles that read back equal.
package enum JSONText {
  /// The widest line on which an array of scalars is kept together.
  private static let lineWidth = 100

  /// Two spaces a level, an array of scalars on one line where it fits, a line feed at the end.
  package static func pretty(_ value: JSONValue) -> String {
    var text = ""
    write(value, level: 0, into: &text)
    text += "\n"
    return text
  }

  /// No white space at all: the form that is hashed.
  package static func compact(_ value: JSONValue) -> String {
    var text = ""
    writeCompact(value, into: &text)
    return text
  }

  /// A double in its shortest form that reads back equal, whole numbers without `.0`; `null` when it is
  /// not finite, because JSON has no such number.
  package static func number(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A string in double quotes, with the escapes that JSON demands and no other.
  package static func quoted(_ string: String) -> String {
    var text = ""
    writeQuoted(string, into: &text)
    return text
  }

  package static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  private static func writeScalar(_ value: JSONValue, into text: inout String) {
    switch value {
    case .bool(let bool): text += bool ? "true" : "false"
    case .integer(let integer): text += String(integer)
    case .number(let double): text += number(double)
    case .string(let string): writeQuoted(string, into: &text)
    case .null, .array, .object: text += "null"
    }
  }

  private static func writeQuoted(_ string: String, into text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<" ": text += "\\u" + hexadecimal(scalar.value, digits: 4)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  private static func writeCompact(_ value: JSONValue, into text: inout String) {
    switch value {
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        writeCompact(element, into: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        writeQuoted(member.key, into: &text)
        text += ":"
        writeCompact(member.value, into: &text)
      }
      text += "}"
    default:
      writeScalar(value, into: &text)
    }
  }

  private static func write(_ value: JSONValue, level: Int, into text: inout String) {
    let indentation = String(repeating: "  ", count: level + 1)
    let closing = String(repeating: "  ", count: level)
    switch value {
    case .array(let elements):
      if let line = oneLine(elements), line.count + indentation.count <= lineWidth {
        text += line
        return
      }
      text += "[\n"
      for (index, element) in elements.enumerated() {
        text += indentation
        write(element, level: level + 1, into: &text)
        text += index + 1 < elements.count ? ",\n" : "\n"
      }
      text += closing + "]"
    case .object(let members) where members.isEmpty:
      text += "{}"
    case .object(let members):
      text += "{\n"
      for (index, member) in members.enumerated() {
        text += indentation
        writeQuoted(member.key, into: &text)
        text += ": "
        write(member.value, level: level + 1, into: &text)
        text += index + 1 < members.count ? ",\n" : "\n"
      }
      text += closing + "}"
    default:
      writeScalar(value, into: &text)
    }
  }

  /// An array of scalars on one line, nil when an element is a container.
  private static func oneLine(_ elements: [JSONValue]) -> String? {
    var line = "["
    for (index, element) in elements.enumerated() {
      switch element {
      case .array, .object: return nil
      default: break
      }
      if index > 0 { line += ", " }
      writeScalar(element, into: &line)
    }
    return line + "]"
  }
}
