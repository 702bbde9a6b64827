internal import Formats

extension ScenarioChecks {
  /// Every pointer of the provenance map must lead to a value of the scenario.
  mutating func checkProvenance() {
    for entry in source.document.provenance.entries {
      let place = ["provenance", entry.key]
      guard let pointer = JSONPointer(parsing: entry.key) else {
        note(
          place, found: JSONText.quoted(entry.key), expected: "a JSON pointer such as /assets/0")
        continue
      }
      guard let resolved = source.root.resolved(pointer) else {
        let (known, hint) = nearest(to: pointer)
        note(
          place, found: "a pointer that leads nowhere below \(known.readable)",
          expected: "a pointer to a value of this scenario", hint: hint)
        continue
      }
      let range = entry.value.range
      guard range.count == 2, case .number(let value, let literal) = source.root[resolved]?.value
      else { continue }
      if value < range[0] || value > range[1] {
        note(
          place + ["range"],
          found: "a range from \(JSONText.number(range[0])) to \(JSONText.number(range[1]))",
          expected: "one that holds the value assumed (\(literal))")
      }
    }
  }

  /// How far a pointer leads, and the token that was probably meant after that.
  private func nearest(to pointer: JSONPointer) -> (JSONPointer, String?) {
    var known = JSONPointer()
    var place = JSONPointer()
    for token in pointer.tokens {
      guard let next = source.root.resolved(place.appending(token)) else { break }
      known = known.appending(token)
      place = next
    }
    guard known.tokens.count < pointer.tokens.count else { return (known, nil) }
    let candidates = source.root[place]?.childNames ?? []
    return (known, Spelling.hint(for: pointer.tokens[known.tokens.count], among: candidates))
  }
}
