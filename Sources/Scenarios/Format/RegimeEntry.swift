internal import Formats
internal import LinearAlgebra
internal import Regimes

/// A regime as written, after what it extends has been merged in.
struct RegimeEntry: DescribedObject, Equatable {
  var isAbstract = false
  var extends: String?
  var path = PathEntry()
  var recognition = SubjectRecognitionEntry.all(.none)
  var blocs: [BlocEntry] = []
  var topology = ClearingTopology.perVenue
  var globalClearer: String?
  var positionData = PositionData.own
  var coordination = Coordination.alone
  var settlementDelayHours = 0.0
  var interoperability = Interoperability()
  var commonality = 0.0
  var transitionCostPerRule = 0.0
  var between: BetweenEntry?
  var transition: TransitionEntry?

  static let object = ObjectDescription(
    "Regime", "What is done to the jurisdictions' own rulebooks, and the rules of the world.",
    initial: RegimeEntry()
  ) {
    Field(
      optional: "abstract", \.isAbstract, .boolean, "Only a base that others extend; never run.")
    Field(
      optional: "extends", \.extends, .orNull(.reference(.regime)),
      "The regime from which everything is taken that is not said here.")
    Field(optional: "path", \.path, .object, "Where the rules stand between apart and together.")
    Field(
      optional: "recognition", \.recognition, SubjectRecognitionEntry.codec,
      "How far licences, collateral and reports count elsewhere.")
    Field(
      optional: "blocs", \.blocs, .array(of: .object),
      "Jurisdictions that harmonise among themselves.")
    Field(optional: "topology", \.topology, .choice, "How trades are cleared across venues.")
    Field(
      optional: "global_clearer", \.globalClearer, .orNull(.reference(.institution)),
      "The clearing house of the world, where the topology is global; null: the first of the file.")
    Field(
      optional: "position_data", \.positionData, .choice,
      "Which positions of a member a clearer charges for concentration.")
    Field(
      optional: "coordination", \.coordination, .described(Coordination.object),
      "How authorities act on what they find.")
    Field(
      optional: "settlement_delay_hours", \.settlementDelayHours, .hours(),
      "Time of a transfer between zones without recognition.")
    Field(
      optional: "interoperability", \.interoperability, .object,
      "Finality and failing messages of transfers between zones.")
    Field(
      optional: "commonality", \.commonality, .fraction,
      "Share of a hazard that is one common draw for all adopters of a standard.")
    Field(
      optional: "transition_cost_per_rule", \.transitionCostPerRule, .money(),
      "One-off cost for every rule that changes for a firm.")
    Field(
      optional: "between", \.between, .orNull(.object),
      "The regime lies between two others, and says nothing else itself; null: it is what it says.")
    Field(
      optional: "transition", \.transition, .orNull(.object),
      "The regime comes into force in the course of the run; null: it is in force from the start.")
  }
}

/// Dispersion and strictness of the rules.
struct PathEntry: DescribedObject, Equatable {
  var dispersion = 1.0
  var levers = KeyedValues<Double>()
  var strictness = 0.0
  var categoricalSwitchPoint = 0.5

  static let object = described("Path", initial: PathEntry())
  /// The path of a bloc, whose members are together unless it says otherwise.
  static let bloc = described("BlocPath", initial: PathEntry(dispersion: 0))

  private static func described(
    _ name: String, initial: PathEntry
  ) -> ObjectDescription<PathEntry> {
    ObjectDescription(
      name, "rulebook = centre(strictness) + dispersion × deviation.", initial: initial
    ) {
      Field(
        optional: "dispersion", \.dispersion, .fraction,
        "1 keeps the jurisdictions' differences, 0 removes them.")
      Field(
        optional: "levers", \.levers, .map(from: .lever, to: .fraction),
        "Dispersion of single levers, where it differs.")
      Field(
        optional: "strictness", \.strictness, .strictness,
        "The centre: −1 the laxest rule, 0 the activity-weighted mean, 1 the strictest.")
      Field(
        optional: "categorical_switch_point", \.categoricalSwitchPoint, .fraction,
        "Rules that are no numbers take their mode where dispersion is below this.")
    }
  }

  var path: HarmonisationPath {
    var path = HarmonisationPath()
    path.dispersion = dispersion
    path.strictness = strictness
    path.categoricalSwitchPoint = categoricalSwitchPoint
    for entry in levers.entries {
      if let lever = Lever(rawValue: entry.key) { path.leverDispersion[lever] = entry.value }
    }
    return path
  }
}

extension Codec where Value == String {
  /// The name of a lever, as a key.
  static let lever = Codec<Lever>.choice.converted(expected: "a lever") {
    $0.rawValue
  } write: {
    Lever(rawValue: $0) ?? .margin
  }
}

extension Codec where Value == Double {
  /// A number in [−1, 1], or a word for its ends and its middle.
  fileprivate static let strictness: Codec = {
    let number = Codec.number(.between(-1, 1))
    let words: [(String, Double)] = [("laxest", -1), ("mean", 0), ("strictest", 1)]
    let names = words.map(\.0)
    return Codec(
      type: "\(number.type), or `laxest` (−1), `mean` (0), `strictest` (1)",
      schema: { format in
        ["anyOf": [number.schema(&format), ["enum": .array(names.map { .string($0) })]]]
      }, encode: number.encode
    ) { node, decoding in
      guard case .string(let text) = node.value else { return number.decode(node, &decoding) }
      guard let word = words.first(where: { $0.0 == text }) else {
        decoding.mismatch(
          node, expected: "a number between -1 and 1, or one of \(names.joined(separator: ", "))",
          hint: Spelling.hint(for: text, among: names))
        return nil
      }
      return word.1
    }
  }()
}

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

extension Coordination {
  private struct College: Equatable {
    var delayHours = 24.0
    var quorum = 0.5

    static let object = ObjectDescription(
      "College", "One decision, with one common error, after a delay.", initial: College()
    ) {
      Field("delay_hours", \.delayHours, .hours(), "From quorum to decision.")
      Field("quorum", \.quorum, .fraction, "Share of authorities that must see the breach.")
    }
  }

  static let object = ObjectDescription(
    "Coordination", "How authorities act together.", initial: Coordination.alone
  ) {
    Variants("form", \.self, "The form.") {
      Variant("alone", "Each at once, on its own sight.", Coordination.alone)
      Variant("memorandum", "Reports are shared, decisions are not.", Coordination.memorandum)
      Variant("college", College.object) {
        .college(delayHours: $0.delayHours, quorum: $0.quorum)
      } unwrap: {
        if case .college(let delay, let quorum) = $0 {
          College(delayHours: delay, quorum: quorum)
        } else {
          nil
        }
      }
    }
  }
}
