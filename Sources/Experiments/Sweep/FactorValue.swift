package import Formats

/// A value that a factor takes: what can stand in a cell of a table.
package enum FactorValue: Sendable, Hashable {
  case number(Double)
  case text(String)
  case flag(Bool)

  package var json: JSONValue {
    switch self {
    case .number(let number): .number(number)
    case .text(let text): .string(text)
    case .flag(let flag): .bool(flag)
    }
  }

  package var cell: CSVWriter.Cell {
    switch self {
    case .number(let number): .double(number)
    case .text(let text): .string(text)
    case .flag(let flag): .string(flag ? "true" : "false")
    }
  }

  /// For people: the shortest form.
  package var words: String {
    switch self {
    case .number(let number): JSONText.number(number)
    case .text(let text): text
    case .flag(let flag): flag ? "true" : "false"
    }
  }

  package var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  /// What a cell of a design table says.
  init(cell text: String) {
    if let number = CSVTable.number(text) {
      self = .number(number)
    } else if text == "true" || text == "false" {
      self = .flag(text == "true")
    } else {
      self = .text(text)
    }
  }
}

extension Codec where Value == FactorValue {
  /// A number, a text, true or false.
  static let factorValue = Codec(
    type: "number, string, true or false",
    schema: { _ in ["type": ["number", "string", "boolean"]] }, encode: \.json,
    decode: { node, decoding in
      switch node.value {
      case .number(let number, _): return .number(number)
      case .string(let text): return .text(text)
      case .bool(let flag): return .flag(flag)
      default:
        decoding.mismatch(node, expected: "a number, a string, true or false")
        return nil
      }
    })
}
