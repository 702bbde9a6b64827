internal import Formats
internal import Regimes

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
