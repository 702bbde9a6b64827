/// A table for a terminal: labels on the left, columns flush right, split into blocks where it is too wide.
package struct TextTable {
  package enum Row {
    case heading(String)
    case cells(label: String, [String])
  }

  /// Names of the columns; long ones are broken at spaces, hyphens and underscores.
  package var columns: [String]
  package var rows: [Row]
  package var width: Int

  package init(columns: [String], rows: [Row], width: Int = 100) {
    self.columns = columns
    self.rows = rows
    self.width = width
  }

  private static let gap = 2

  /// The lines, without spaces at their ends.
  package var lines: [String] {
    let labelWidth = rows.map(\.labelWidth).max() ?? 0
    let widths = columns.indices.map { column in
      let cells = rows.map { $0.cell(column).count }.max() ?? 0
      let words = Self.words(columns[column]).map(\.count).max() ?? 0
      return max(cells, words, 8) + Self.gap
    }
    var lines: [String] = []
    var next = 0
    while next < columns.count {
      var end = next
      var used = labelWidth
      while end < columns.count, end == next || used + widths[end] <= width {
        used += widths[end]
        end += 1
      }
      if next > 0 { lines.append("") }
      lines += block(next..<end, labelWidth, widths)
      next = end
    }
    return lines
  }

  private func block(_ columns: Range<Int>, _ labelWidth: Int, _ widths: [Int]) -> [String] {
    let headers = columns.map { Self.wrapped(self.columns[$0], width: widths[$0] - Self.gap) }
    let height = headers.map(\.count).max() ?? 0
    var lines: [String] = []
    for level in 0..<height {
      var line = Self.left("", labelWidth)
      for (header, column) in zip(headers, columns) {
        let index = level - (height - header.count)
        line += Self.right(index >= 0 ? header[index] : "", widths[column])
      }
      lines.append(line)
    }
    for row in rows {
      switch row {
      case .heading(let text): lines.append(text)
      case .cells(let label, _):
        lines.append(
          columns.reduce(Self.left(label, labelWidth)) { $0 + Self.right(row.cell($1), widths[$1]) }
        )
      }
    }
    return lines.map(Self.withoutTrailingSpaces)
  }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func withoutTrailingSpaces(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  /// A name cut after spaces, hyphens and underscores.
  private static func words(_ name: String) -> [String] {
    var words = [""]
    for character in name {
      words[words.count - 1].append(character)
      if " -_".contains(character) { words.append("") }
    }
    return words.filter { !$0.isEmpty }.map(withoutTrailingSpaces)
  }

  private static func wrapped(_ name: String, width: Int) -> [String] {
    guard name.count > width else { return [name] }
    var lines: [String] = []
    for word in words(name) {
      if let last = lines.last, last.count + word.count <= width {
        lines[lines.count - 1] = last + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }
}

extension TextTable.Row {
  fileprivate var labelWidth: Int {
    guard case .cells(let label, _) = self else { return 0 }
    return label.count
  }

  fileprivate func cell(_ column: Int) -> String {
    guard case .cells(_, let cells) = self else { return "" }
    return cells[column]
  }
}
