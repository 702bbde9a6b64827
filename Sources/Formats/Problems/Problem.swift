/// One mistake in an input: where it is, what was found and what would have been right.
package struct Problem: Hashable, Sendable, CustomStringConvertible {
  /// Where inside its file a problem is.
  package enum Place: Hashable, Sendable {
    /// The file as a whole.
    case file
    /// A spot of a text that is no well-formed document.
    case text(TextPosition)
    /// A value of a JSON document; the position is missing when the value is not in the text.
    case json(JSONPointer, TextPosition?)
    /// A cell or, without a column, a line of a CSV file.
    case csv(line: Int, column: String?)
  }

  package var file: String
  package var place: Place
  package var found: String
  package var expected: String
  package var hint: String?

  package init(
    file: String, place: Place = .file, found: String, expected: String, hint: String? = nil
  ) {
    self.file = file
    self.place = place
    self.found = found
    self.expected = expected
    self.hint = hint
  }

  package var description: String {
    let hint = self.hint.map { "; \($0)" } ?? ""
    return "\(location): found \(found), expected \(expected)\(hint)"
  }

  private var location: String {
    switch place {
    case .file: file
    case .text(let position): "\(file):\(position)"
    case .json(let pointer, let position?): "\(file):\(position) at \(pointer.readable)"
    case .json(let pointer, nil): "\(file) at \(pointer.readable)"
    case .csv(let line, let column?): "\(file):\(line) column \(column)"
    case .csv(let line, nil): "\(file):\(line)"
    }
  }
}

/// All problems of the input together; never empty when thrown.
package struct InputProblems: Error, Hashable, Sendable, CustomStringConvertible {
  package var problems: [Problem]

  package init(_ problems: [Problem]) { self.problems = problems }

  /// One problem a line.
  package var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}

extension InputProblems {
  /// The problems file by file, in the order in which the files first appear, and by line and column.
  package var sorted: InputProblems {
    var fileOrder: [String: Int] = [:]
    for problem in problems where fileOrder[problem.file] == nil {
      fileOrder[problem.file] = fileOrder.count
    }
    let keyed = problems.enumerated().map { index, problem in
      let position = problem.place.position
      return (
        key: [fileOrder[problem.file] ?? 0, position.line, position.column, index],
        problem: problem
      )
    }
    return InputProblems(
      keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.problem))
  }
}

extension Problem.Place {
  /// The spot in the text; what is not in the text comes last.
  fileprivate var position: TextPosition {
    switch self {
    case .file: TextPosition(line: 0, column: 0)
    case .text(let position), .json(_, let position?): position
    case .json(_, nil): TextPosition(line: .max, column: 0)
    case .csv(let line, _): TextPosition(line: line, column: 0)
    }
  }
}
