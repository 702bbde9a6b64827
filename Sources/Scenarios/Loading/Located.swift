internal import Formats

/// A decoded value together with the place that it was read from.
struct Located<Value: Sendable>: Sendable {
  let value: Value
  let file: String
  let place: Problem.Place

  /// A problem at a key of the value, or at the value itself.
  func problem(_ key: String?, found: String, expected: String) -> Problem {
    Problem(file: file, place: place(of: key), found: found, expected: expected)
  }

  private func place(of key: String?) -> Problem.Place {
    guard let key else { return place }
    switch place {
    case .json(let pointer, let position): return .json(pointer.appending(key), position)
    case .csv(let line, _): return .csv(line: line, column: key)
    default: return place
    }
  }
}
