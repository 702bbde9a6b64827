package import Formats

/// A number or a word that a model takes from the command line as `--<name>`.
package struct ModelOption: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// A number, with its default; nil where it must be given, unless the option can be left out.
    case number(Bounds, default: Double?)
    /// A whole number, with its default.
    case whole(ClosedRange<Int>, default: Int)
    /// One of several words, the first of them unless another is the default.
    case choice([String], default: String?)
    /// Names, each once, with commas between; must be given.
    case names
  }

  /// A value that fits the kind.
  package enum Value: Sendable, Equatable {
    case number(Double)
    case whole(Int)
    case word(String)
    case names([String])
  }

  package let name: String
  package let meaning: String
  package let kind: Kind
  /// Whether it says how something is understood and not how much there is of it.
  package let isConvention: Bool
  /// What the model does without an option that has no default; nil where it cannot do without.
  package let absence: String?

  package init(
    _ name: String, _ meaning: String, _ kind: Kind, isConvention: Bool = false,
    absence: String? = nil
  ) {
    self.name = name
    self.meaning = meaning
    self.kind = kind
    self.isConvention = isConvention
    self.absence = absence
  }

  /// Whether it must be given.
  package var isRequired: Bool { defaultValue == nil && absence == nil }

  /// The value of an option that is not given, where it has one.
  package var defaultValue: Value? {
    switch kind {
    case .number(_, let value): value.map { .number($0) }
    case .whole(_, let value): .whole(value)
    case .choice(_, let value): value.map { .word($0) }
    case .names: nil
    }
  }

  /// The value that a text stands for; nil where it is not admissible.
  package func value(of text: String) -> Value? {
    switch kind {
    case .number(let bounds, _):
      guard let number = CSVTable.number(text), bounds.contains(number) else { return nil }
      return .number(number)
    case .whole(let range, _):
      guard let number = Int(text), range.contains(number) else { return nil }
      return .whole(number)
    case .choice(let words, _):
      return words.contains(text) ? .word(text) : nil
    case .names:
      let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard Set(names).count == names.count, !names.contains("") else { return nil }
      return .names(names)
    }
  }

  /// What an admissible value is, in words.
  package var expectation: String {
    switch kind {
    case .number(let bounds, _): bounds.phrase("number", unit: nil)
    case .whole(let range, _): "a whole number between \(range.lowerBound) and \(range.upperBound)"
    case .choice(let words, _): words.joined(separator: " or ")
    case .names: "names with commas between them, each once"
    }
  }
}

/// The conventions that published models differ in.
extension ModelOption {
  package static func externalLiabilities(default word: String = "senior") -> ModelOption {
    ModelOption(
      "external-liabilities",
      "senior: outsiders are paid before the nodes; pari-passu: they share in proportion",
      .choice(["senior", "pari-passu"], default: word), isConvention: true)
  }

  package static let fixedPoint = ModelOption(
    "fixed-point", "which solution, where there are several: the largest payments or the smallest",
    .choice(["greatest", "least"], default: "greatest"), isConvention: true)

  package static func defaultTest(default word: String = "strict") -> ModelOption {
    ModelOption(
      "default-test", "strict: in default below zero equity; weak: at zero equity already",
      .choice(["strict", "weak"], default: word), isConvention: true)
  }

  package static func impact(default word: String) -> ModelOption {
    ModelOption(
      "impact", "capped: no exposure counts for more than the creditor's equity; uncapped: in full",
      .choice(["capped", "uncapped"], default: word), isConvention: true)
  }

  package static let recovery = ModelOption(
    "recovery", "share of the face that is recovered from a node in default",
    .number(.fraction, default: 0))
  package static let tolerance = ModelOption(
    "tolerance", "iteration ends when nothing moves by more than this",
    .number(Bounds.atLeast(0), default: 1e-13))
  package static let maximumIterations = ModelOption(
    "max-iterations", "bound on iterations, after which the status is iteration-limit",
    .whole(1...1_000_000_000, default: 100_000))

  /// How sales move prices, and the floor of that.
  package static func priceImpact(default word: String, floor: Double) -> [ModelOption] {
    [
      ModelOption(
        "price-impact",
        "linear: p + p_ref q/depth; exponential: p exp(q/depth); proportional: p (1 + q/depth); "
          + "level-dependent: towards the floor (q: net flow of money)",
        .choice(["linear", "exponential", "proportional", "level-dependent"], default: word)),
      ModelOption(
        "floor",
        "share of its price that an asset keeps whatever is sold, unless column floor says",
        .number(.fromZero(below: 1), default: floor)),
    ]
  }

  /// Depths from how much selling a share of all holdings lowers a price.
  package static let depthByDrop = [
    ModelOption(
      "price-drop",
      "in place of column depth: the share of its price that an asset loses when the "
        + "share --share-sold of all holdings is sold (exponential impact)",
      .number(.fromZero(below: 1), default: nil), absence: "column depth"),
    ModelOption(
      "share-sold", "see --price-drop", .number(.share, default: nil), absence: "column depth"),
  ]
}
