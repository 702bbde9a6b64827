/// Pieces of an HTML page.
enum HTMLText {
  /// A cell of a table; `value` is the number in full, for whoever reads the page by program.
  struct Cell {
    var text: String
    var value: String?

    init(_ text: String, value: String? = nil) {
      self.text = text
      self.value = value
    }
  }

  static func paragraph(_ text: String) -> String { "<p>\(MarkupText.escaped(text))</p>\n" }

  static func heading(_ level: Int, _ text: String) -> String {
    "<h\(level)>\(MarkupText.escaped(text))</h\(level)>\n"
  }

  /// A table whose first column heads its rows.
  static func table(caption: String, header: [String], rows: [[Cell]]) -> String {
    var text = "<table>\n<caption>\(MarkupText.escaped(caption))</caption>\n<thead><tr>"
    for name in header { text += "<th scope=\"col\">\(MarkupText.escaped(name))</th>" }
    text += "</tr></thead>\n<tbody>\n"
    for row in rows {
      text += "<tr>"
      for (place, cell) in row.enumerated() {
        let value = cell.value.map { " data-value=\"\(MarkupText.escaped($0))\"" } ?? ""
        text +=
          place == 0
          ? "<th scope=\"row\">\(MarkupText.escaped(cell.text))</th>"
          : "<td\(value)>\(MarkupText.escaped(cell.text))</td>"
      }
      text += "</tr>\n"
    }
    return text + "</tbody>\n</table>\n"
  }
}
