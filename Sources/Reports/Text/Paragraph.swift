/// Running text broken into lines.
package enum Paragraph {
  /// The words of a text in lines of at most `width` characters; a longer word has a line of its own.
  ///
  /// Every line is indented, and all but the first by `hanging` more.
  package static func lines(
    _ text: String, width: Int = 100, indentation: Int = 0, hanging: Int = 0
  )
    -> [String]
  {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        let margin = indentation + (lines.isEmpty ? 0 : hanging)
        lines.append(String(repeating: " ", count: margin) + word)
      }
    }
    return lines
  }
}
