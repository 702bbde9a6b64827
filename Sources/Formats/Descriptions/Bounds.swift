/// The range of a number.
package struct Bounds: Hashable, Sendable {
  package var minimum: Double?
  package var maximum: Double?
  package var excludesMinimum: Bool
  package var excludesMaximum: Bool
  /// What the number is called, such as a probability.
  var noun: String?

  package init(
    minimum: Double? = nil, maximum: Double? = nil, excludesMinimum: Bool = false,
    excludesMaximum: Bool = false, noun: String? = nil
  ) {
    self.minimum = minimum
    self.maximum = maximum
    self.excludesMinimum = excludesMinimum
    self.excludesMaximum = excludesMaximum
    self.noun = noun
  }

  /// No input is greater, whatever its bounds.
  static let greatestMagnitude = 1e30

  package static let any = Bounds()
  package static let positive = Bounds.above(0)
  package static let nonNegative = Bounds.atLeast(0)
  package static let probability = Bounds(minimum: 0, maximum: 1, noun: "probability")
  package static let fraction = Bounds(minimum: 0, maximum: 1, noun: "fraction")
  /// A share that cannot be zero.
  package static let share = Bounds(minimum: 0, maximum: 1, excludesMinimum: true)

  package static func atLeast(_ minimum: Double) -> Bounds { Bounds(minimum: minimum) }

  package static func above(_ minimum: Double) -> Bounds {
    Bounds(minimum: minimum, excludesMinimum: true)
  }

  /// A number in a closed interval.
  package static func between(_ minimum: Double, _ maximum: Double) -> Bounds {
    Bounds(minimum: minimum, maximum: maximum)
  }

  /// A number in an open interval.
  package static func strictlyBetween(_ minimum: Double, _ maximum: Double) -> Bounds {
    Bounds(minimum: minimum, maximum: maximum, excludesMinimum: true, excludesMaximum: true)
  }

  /// A number from zero, included, to a bound that is not.
  package static func fromZero(below maximum: Double) -> Bounds {
    Bounds(minimum: 0, maximum: maximum, excludesMaximum: true)
  }

  package func contains(_ number: Double) -> Bool {
    if let minimum, excludesMinimum ? number <= minimum : number < minimum { return false }
    if let maximum, excludesMaximum ? number >= maximum : number > maximum { return false }
    return number.isFinite
  }

  /// The words of a message, such as "a number of at least 0 (USD)".
  package func phrase(_ noun: String, unit: String?) -> String {
    let article = "aeiou".contains(noun.prefix(1)) ? "an" : "a"
    let unit = unit.map { " (\($0))" } ?? ""
    return "\(article) \(noun)\(rangeWords)\(unit)"
  }

  private var rangeWords: String {
    let low = minimum.map(JSONText.number)
    let high = maximum.map(JSONText.number)
    switch (low, high) {
    case (nil, nil): return ""
    case (let low?, nil): return excludesMinimum ? " greater than \(low)" : " of at least \(low)"
    case (nil, let high?): return excludesMaximum ? " less than \(high)" : " of at most \(high)"
    case (let low?, let high?) where !excludesMinimum && !excludesMaximum:
      return " between \(low) and \(high)"
    case (let low?, let high?):
      let first = excludesMinimum ? "greater than \(low)" : "of at least \(low)"
      return " \(first) and \(excludesMaximum ? "less than" : "at most") \(high)"
    }
  }

  /// The words of a table of keys, such as "number ≥ 0, USD".
  func tableText(_ noun: String, unit: String?) -> String {
    let unit = unit.map { ", \($0)" } ?? ""
    let low = minimum.map { " \(excludesMinimum ? ">" : "≥") \(JSONText.number($0))" } ?? ""
    let high = maximum.map { " \(excludesMaximum ? "<" : "≤") \(JSONText.number($0))" } ?? ""
    return noun + low + (low.isEmpty || high.isEmpty ? "" : " and") + high + unit
  }

  func schema(type: String, unit: String?) -> JSONValue {
    var schema: JSONValue = ["type": .string(type)]
    if let minimum {
      schema.append(excludesMinimum ? "exclusiveMinimum" : "minimum", .number(minimum))
    }
    if let maximum {
      schema.append(excludesMaximum ? "exclusiveMaximum" : "maximum", .number(maximum))
    }
    if let unit { schema.append("x-unit", .string(unit)) }
    return schema
  }
}
