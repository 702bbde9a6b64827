package import Formats

/// Reading back the JSON that this module wrote; nil stands for a value of another kind.
extension JSONValue {
  package var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  package var whole: Int? {
    guard case .integer(let whole) = self else { return nil }
    return whole
  }

  package var real: Double? {
    switch self {
    case .integer(let whole): Double(whole)
    case .number(let real): real
    default: nil
    }
  }

  /// The elements of an array, nil unless every one of them can be read.
  package func elements<Element>(_ read: (JSONValue) -> Element?) -> [Element]? {
    guard case .array(let values) = self else { return nil }
    let elements = values.compactMap(read)
    return elements.count == values.count ? elements : nil
  }
}
