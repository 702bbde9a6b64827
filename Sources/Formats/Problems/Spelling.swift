/// The distance between spellings, to name the key that was meant.
package enum Spelling {
  /// Damerau–Levenshtein distance in its optimal string alignment form: insertions, deletions,
  /// substitutions and swaps of neighbours, no substring edited twice.
  package static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first.unicodeScalars)
    let b = Array(second.unicodeScalars)
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    var current = last
    for i in a.indices {
      current[0] = i + 1
      for j in b.indices {
        let substitution = last[j] + (a[i] == b[j] ? 0 : 1)
        current[j + 1] = min(current[j] + 1, last[j + 1] + 1, substitution)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          current[j + 1] = min(current[j + 1], beforeLast[j - 1] + 1)
        }
      }
      (beforeLast, last, current) = (last, current, beforeLast)
    }
    return last[b.count]
  }

  /// The candidate nearest to a word, the first of equals; nil when none is near enough to be meant
  /// (more than a third of the longer spelling differs, but two edits are always near for six letters).
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    var best: (candidate: String, distance: Int)?
    let folded = word.lowercased()
    for candidate in candidates {
      let length = max(word.unicodeScalars.count, candidate.unicodeScalars.count)
      let distance = distance(folded, candidate.lowercased())
      guard distance * 3 <= length || (distance <= 2 && length >= 5) else { continue }
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
  }

  /// The hint "did you mean …?" or nil.
  package static func hint(for word: String, among candidates: [String]) -> String? {
    nearest(to: word, among: candidates).map { "did you mean \(JSONText.quoted($0))?" }
  }
}
