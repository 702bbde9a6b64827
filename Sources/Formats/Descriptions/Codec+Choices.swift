/// A closed set of words, each with its meaning: the cases of an enumeration with string raw values.
package protocol Choice: CaseIterable, RawRepresentable, Sendable, Hashable
where RawValue == String {
  /// What the word means, for the documentation of the format.
  var meaning: String { get }
}

extension Codec where Value: Choice {
  /// One of the words of an enumeration.
  package static var choice: Codec {
    let words = Value.allCases.map(\.rawValue)
    return Codec(
      type: Value.allCases.map { "`\($0.rawValue)` (\($0.meaning))" }.joined(separator: ", "),
      schema: { _ in
        [
          "oneOf": .array(
            Value.allCases.map {
              ["const": .string($0.rawValue), "description": .string($0.meaning)]
            })
        ]
      },
      encode: { .string($0.rawValue) },
      decode: { node, decoding in
        guard case .string(let word) = node.value else {
          decoding.mismatch(node, expected: expectedWord(words))
          return nil
        }
        guard let value = Value(rawValue: word) else {
          decoding.mismatch(
            node, expected: expectedWord(words), hint: Spelling.hint(for: word, among: words))
          return nil
        }
        return value
      })
  }
}

/// The words of a message about a word that is none of those allowed.
func expectedWord(_ words: [String]) -> String {
  words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
}
