internal import Formats
internal import LinearAlgebra
internal import Regimes

/// Recognition among all, none, or by pair.
enum RecognitionEntry: Equatable {
  case none
  case full
  case pairs(Pairs)

  struct Pairs: DescribedObject, Equatable {
    var standard = 0.0
    var pairs: [Pair] = []

    static let object = ObjectDescription(
      "Recognition",
      "How far one jurisdiction's licences, collateral and reports count in another.",
      initial: Pairs()
    ) {
      Field(optional: "default", \.standard, .fraction, "Between any two jurisdictions.")
      Field(optional: "pairs", \.pairs, .array(of: .object), "Ordered pairs that differ from it.")
    }
  }

  struct Pair: DescribedObject, Equatable {
    var within = ""
    var of = ""
    var value = 0.0

    static let object = ObjectDescription(
      "RecognitionPair", "Recognition in one jurisdiction of what is licensed in another.",
      initial: Pair()
    ) {
      Field("in", \.within, .reference(.jurisdiction), "Where it counts.")
      Field("of", \.of, .reference(.jurisdiction), "Whose licences, collateral and reports.")
      Field("value", \.value, .fraction, "How far: 1 is in full.")
    }
    .checking { pair in
      pair.within == pair.of
        ? [.init("of", found: "a jurisdiction that recognises itself", expected: "another one")]
        : []
    }
  }

  enum Word: String, Choice {
    case none, full

    var meaning: String {
      switch self {
      case .none: "nobody recognises anybody"
      case .full: "everybody recognises everybody"
      }
    }
  }

  static let codec = Pairs.object.codec.converted(expected: "recognition") {
    RecognitionEntry.pairs($0)
  } write: {
    if case .pairs(let pairs) = $0 { pairs } else { Pairs() }
  }.orShorthand(Codec<Word>.choice) {
    $0 == .none ? .none : .full
  } unwrap: {
    switch $0 {
    case .none: Word.none
    case .full: .full
    case .pairs: nil
    }
  }

  func recognition(jurisdictions: [String]) -> Recognition {
    switch self {
    case .none: return .none
    case .full: return .full
    case .pairs(let entry):
      let count = jurisdictions.count
      var matrix = Matrix(rows: count, columns: count, repeating: entry.standard)
      for pair in entry.pairs {
        if let row = jurisdictions.firstIndex(of: pair.within),
          let column = jurisdictions.firstIndex(of: pair.of)
        {
          matrix[row, column] = pair.value
        }
      }
      for j in 0..<count { matrix[j, j] = 1 }
      return .matrix(matrix)
    }
  }
}
