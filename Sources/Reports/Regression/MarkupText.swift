/// Text inside XML or HTML.
enum MarkupText {
  /// With the characters escaped that mean something in markup; control characters that XML forbids are left
  /// out.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case "\u{0}"..<" ": continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
