package import Formats

/// Why a file is no network or no table of nodes; all problems of it together.
///
/// At most ``limit`` problems of a file are kept, and the last then says how many there are besides.
public struct InterchangeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One mistake in a file.
  public struct Problem: Sendable, Equatable, CustomStringConvertible {
    /// The name of the file, as it was given.
    public let file: String
    /// The line, from 1; nil when the file as a whole is wrong.
    public let line: Int?
    /// What stands there.
    public let found: String
    /// What would have been right.
    public let expected: String
    /// The place, what was found and what was expected, in one line.
    public let description: String
  }
  /// The largest number of problems that are told one by one.
  public static let limit = 1000

  package let input: InputProblems

  package init(_ input: InputProblems) {
    let problems = input.problems
    guard problems.count > Self.limit, let file = problems.first?.file else {
      self.input = input
      return
    }
    let rest = Formats.Problem(
      file: file, found: "\(problems.count - Self.limit) problems more", expected: "none")
    self.input = InputProblems(problems.prefix(Self.limit) + [rest])
  }

  init(_ problems: [Formats.Problem]) { self.init(InputProblems(problems)) }

  /// What is wrong, in the order of the file.
  public var problems: [Problem] {
    input.problems.map {
      Problem(
        file: $0.file, line: $0.place.line, found: $0.found, expected: $0.expected,
        description: $0.description)
    }
  }

  /// One problem a line.
  public var description: String { input.description }
}

extension Formats.Problem.Place {
  fileprivate var line: Int? {
    switch self {
    case .file, .json(_, nil): nil
    case .text(let position), .json(_, let position?): position.line
    case .csv(let line, _): line
    }
  }
}
