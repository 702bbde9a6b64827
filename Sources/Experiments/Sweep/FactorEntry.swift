package import Formats
import Glibc
import Scenarios

/// Something that an experiment varies: a place of the scenario, and the values that it takes.
package struct FactorEntry: DescribedObject, Equatable {
  package var name = ""
  var paths: [String] = []
  var operation = FactorOperation.set
  var isWhole = false
  var values: [FactorValue]?
  var range: FactorRange?
  var distribution: Distribution?

  package static let object = ObjectDescription(
    "Factor",
    "Something that is varied. Its values are a list, a range or a distribution; only a design that is a "
      + "table brings its own.", initial: FactorEntry()
  ) {
    Field(
      "name", \.name, .identifier(.factor), "The name of its column in every table of the results.")
    Field(
      "paths", \.paths, .array(of: .string, count: 1...Int.max),
      "Where it acts: paths as `--set` takes them, all changed together.")
    Field(optional: "operation", \.operation, .choice, "What it does there.")
    Field(
      optional: "whole", \.isWhole, .boolean, "Whether values are rounded to whole numbers.")
    Field(
      optional: "values", \.values, .orNull(.array(of: .factorValue, count: 1...Int.max)),
      "The values that it takes, in this order.")
    Field(optional: "range", \.range, .orNull(.object), "The interval in which it lies.")
    Field(
      optional: "distribution", \.distribution, .orNull(Distribution.object.codec),
      "The law by which it is drawn.")
  }
  .checking { entry in
    var complaints: [ObjectDescription<FactorEntry>.Complaint] = []
    let given = [entry.values != nil, entry.range != nil, entry.distribution != nil]
    if given.count(where: { $0 }) > 1 {
      complaints.append(
        .init(
          "values", found: "several of values, range and distribution", expected: "one of them"))
    }
    if entry.operation != .set, let word = entry.values?.first(where: { $0.number == nil }) {
      complaints.append(
        .init(
          "values", found: word.words,
          expected: "numbers, since the operation is \(entry.operation.rawValue)"))
    }
    for path in entry.paths where (try? Override(parsing: path + "=0")) == nil {
      complaints.append(
        .init(
          "paths", found: JSONText.quoted(path),
          expected: "keys, ids or indices separated by dots, such as a.b[3].c"))
    }
    return complaints
  }
}

extension EntityKind {
  static let factor = EntityKind("factor")
}

/// What a factor does with the value that stands in the scenario.
enum FactorOperation: String, Choice {
  case set, scale, shift

  var meaning: String {
    switch self {
    case .set: "its value takes the place of the scenario's"
    case .scale: "the scenario's number is multiplied by it"
    case .shift: "it is added to the scenario's number"
    }
  }
}

/// An interval that a factor moves in.
struct FactorRange: DescribedObject, Equatable {
  enum Scale: String, Choice {
    case linear, logarithmic

    var meaning: String {
      switch self {
      case .linear: "equal differences"
      case .logarithmic: "equal ratios"
      }
    }
  }

  var minimum = 0.0
  var maximum = 1.0
  var levels: Int?
  var scale = Scale.linear

  static let object = ObjectDescription(
    "Range", "An interval, both ends included.", initial: FactorRange()
  ) {
    Field("minimum", \.minimum, .number(), "The lower end.")
    Field("maximum", \.maximum, .number(), "The upper end, greater than the lower.")
    Field(
      optional: "levels", \.levels, .orNull(.integer(.between(2, 10_000))),
      "How many values a full factorial or one-at-a-time design takes from it.")
    Field(optional: "scale", \.scale, .choice, "How values are spaced.")
  }
  .checking { range in
    var complaints: [ObjectDescription<FactorRange>.Complaint] = []
    if range.minimum >= range.maximum {
      complaints.append(
        .init(
          "maximum", found: "an empty range: \(JSONText.number(range.maximum))",
          expected: "more than the minimum, \(JSONText.number(range.minimum))"))
    }
    if range.scale == .logarithmic, range.minimum <= 0 {
      complaints.append(
        .init(
          "minimum", found: JSONText.number(range.minimum),
          expected: "more than 0, since the scale is logarithmic"))
    }
    return complaints
  }

  /// The value at a place of [0, 1].
  func value(at place: Double) -> Double {
    switch scale {
    case .linear: minimum + place * (maximum - minimum)
    case .logarithmic: minimum * exp(place * log(maximum / minimum))
    }
  }
}

extension FactorEntry {
  /// The values of a design that takes them one by one; nil where there is nothing to count.
  var levels: [FactorValue]? {
    if let values { return values.map(rounded) }
    guard let range, let count = range.levels else { return nil }
    return (0..<count).map { index in
      rounded(.number(range.value(at: Double(index) / Double(count - 1))))
    }
  }

  /// Whether a design of points in the unit cube can place it.
  var isContinuous: Bool { values != nil || range != nil || distribution != nil }

  /// The value at a place of [0, 1]; the same share of places for each value of a list.
  func value(at place: Double) -> FactorValue {
    if let values {
      return rounded(values[min(values.count - 1, Int(place * Double(values.count)))])
    }
    if let range { return rounded(.number(range.value(at: place))) }
    guard let distribution else { preconditionFailure("the factor \(name) has no values") }
    return rounded(.number(distribution.quantile(place)))
  }

  private func rounded(_ value: FactorValue) -> FactorValue {
    guard isWhole, let number = value.number else { return value }
    return .number(number.rounded())
  }
}
