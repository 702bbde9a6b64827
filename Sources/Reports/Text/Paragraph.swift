/// Running text broken into lines.
package enum Paragraph {
  /// The words of a text in lines of at most `width` characters; a longer word has a line of its own.
  package static func lines(_ text: String, width: Int = 100, indentation: Int = 0) -> [String] {
    let margin = String(repeating: " ", count: indentation)
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(margin + word)
      }
    }
    return lines
  }
}
