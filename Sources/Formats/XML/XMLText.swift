/// Text as XML: what must be is written as a reference.
package enum XMLText {
  /// A character string for element content and for values in double quotes alike.
  ///
  /// Tabs and line ends are references, so that an attribute's value reads back equal.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether XML 1.0 can hold a text at all: no control characters but tab and line ends.
  package static func canHold(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy(XMLReader.isAllowed)
  }
}
