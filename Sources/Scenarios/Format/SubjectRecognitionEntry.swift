internal import Formats
internal import Regimes

/// Recognition of all subjects alike, or of each by itself.
enum SubjectRecognitionEntry: Equatable {
  case all(RecognitionEntry)
  case bySubject(Subjects)

  struct Subjects: DescribedObject, Equatable {
    var licences = RecognitionEntry.none
    var collateral = RecognitionEntry.none
    var reports = RecognitionEntry.none

    static let object = ObjectDescription(
      "RecognitionBySubject",
      "Recognition of licences, collateral and reports, each by itself. What is not said is as in the regime that "
        + "is extended.", initial: Subjects()
    ) {
      Field(
        optional: "licences", \.licences, RecognitionEntry.codec,
        "Decides zones, transfers, arbitrage, redemption and what licences cost; full recognition must be "
          + "transitive.")
      Field(
        optional: "collateral", \.collateral, RecognitionEntry.codec,
        "Decides how far margin is offset across jurisdictions that one clearing house serves.")
      Field(
        optional: "reports", \.reports, RecognitionEntry.codec,
        "Decides whose reports complete the perimeter of an authority; in full, authorities act as one."
      )
    }

    /// Each with the key that it has.
    var entries: [(RecognitionSubject, RecognitionEntry)] {
      [(.licences, licences), (.collateral, collateral), (.reports, reports)]
    }
  }

  /// The keys that make an object one by subject.
  static let keys = RecognitionSubject.allCases.map(\.rawValue)

  static let codec: Codec<SubjectRecognitionEntry> = {
    let alike = RecognitionEntry.codec
    let apart = Subjects.object.codec
    return Codec(
      type: "\(alike.type), or \(apart.type)",
      schema: { format in ["anyOf": [alike.schema(&format), apart.schema(&format)]] },
      encode: { value in
        switch value {
        case .all(let entry): alike.encode(entry)
        case .bySubject(let subjects): apart.encode(subjects)
        }
      },
      decode: { node, decoding in
        if node.hasMember(among: keys) {
          return apart.decode(node, &decoding).map { .bySubject($0) }
        }
        return alike.decode(node, &decoding).map { .all($0) }
      })
  }()

  func fill(_ regime: inout Regime, jurisdictions: [String]) {
    switch self {
    case .all(let entry): regime.recognition = entry.recognition(jurisdictions: jurisdictions)
    case .bySubject(let subjects):
      for (subject, entry) in subjects.entries {
        regime.recognitionBySubject[subject] = entry.recognition(jurisdictions: jurisdictions)
      }
    }
  }
}

extension JSONNode {
  /// Whether it is an object with at least one of some keys.
  func hasMember(among keys: [String]) -> Bool {
    guard case .object(let members) = value else { return false }
    return members.contains { keys.contains($0.key) }
  }
}
