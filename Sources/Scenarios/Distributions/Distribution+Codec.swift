package import Formats

extension Distribution {
  package static let object = ObjectDescription(
    "Distribution", "A law by which a number is drawn, once for each member and replicate.",
    initial: Distribution.constant(0)
  ) {
    Variants("distribution", \.self, "The law.") {
      Variant("uniform", Uniform.object) {
        .uniform($0)
      } unwrap: {
        if case .uniform(let law) = $0 { law } else { nil }
      }
      Variant("normal", Normal.object) {
        .normal($0)
      } unwrap: {
        if case .normal(let law) = $0 { law } else { nil }
      }
      Variant("lognormal", Lognormal.object) {
        .lognormal($0)
      } unwrap: {
        if case .lognormal(let law) = $0 { law } else { nil }
      }
      Variant("exponential", Exponential.object) {
        .exponential($0)
      } unwrap: {
        if case .exponential(let law) = $0 { law } else { nil }
      }
      Variant("pareto", Pareto.object) {
        .pareto($0)
      } unwrap: {
        if case .pareto(let law) = $0 { law } else { nil }
      }
    }
  }
  .checking { law in
    let support = law.support
    guard case .constant = law else {
      let isOrdered = law.bounds.minimum.map { low in law.bounds.maximum.map { low < $0 } ?? true }
      return isOrdered ?? true
        ? []
        : [
          .init(
            "maximum", found: JSONText.number(law.bounds.maximum ?? support.upperBound),
            expected: "more than the minimum")
        ]
    }
    return []
  }

  /// The truncation as written.
  private var bounds: (minimum: Double?, maximum: Double?) {
    switch self {
    case .constant: (nil, nil)
    case .uniform(let law): (law.minimum, law.maximum)
    case .normal(let law): (law.minimum, law.maximum)
    case .lognormal(let law): (law.minimum, law.maximum)
    case .exponential(let law): (nil, law.maximum)
    case .pareto(let law): (law.minimum, law.maximum)
    }
  }
}

extension Codec where Value == Distribution {
  /// A number, or a distribution all of whose values are within the bounds.
  static func amount(_ bounds: Bounds = .nonNegative, unit: String = "money") -> Codec {
    let number = Codec<Double>.number(bounds, unit: unit)
    let law = Distribution.object.codec
    let checked = Codec(type: law.type, schema: law.schema, encode: law.encode) { node, decoding in
      guard let value = law.decode(node, &decoding) else { return nil }
      if let found = bounds.violation(by: value.support) {
        decoding.note(
          at: node.position, found: "a distribution that can give \(found)",
          expected: bounds.phrase("number", unit: unit))
      }
      return value
    }
    return checked.orShorthand(number) {
      .constant($0)
    } unwrap: {
      if case .constant(let value) = $0 { value } else { nil }
    }
  }
}

extension Bounds {
  /// Beyond this the draws of a lognormal law have no size that means anything.
  fileprivate static let spread = Bounds(minimum: 0, maximum: 10, excludesMinimum: true)

  /// What of a range of values is outside, in words.
  fileprivate func violation(by support: ClosedRange<Double>) -> String? {
    if let minimum, support.lowerBound < minimum {
      return "\(JSONText.number(support.lowerBound.isFinite ? support.lowerBound : minimum - 1))"
    }
    if let maximum, support.upperBound > maximum {
      return "more than \(JSONText.number(maximum))"
    }
    return nil
  }
}

extension Distribution.Uniform: DescribedObject {
  package static let object = ObjectDescription(
    "Uniform", "Every number between two bounds is as likely.", initial: Self()
  ) {
    Field("minimum", \.minimum, .number(), "The lower bound.")
    Field("maximum", \.maximum, .number(), "The upper bound.")
  }
}

extension Distribution.Normal: DescribedObject {
  package static let object = ObjectDescription(
    "Normal", "The normal law, truncated where bounds are given.", initial: Self()
  ) {
    Field("mean", \.mean, .number(), "Mean before truncation.")
    Field(
      "standard_deviation", \.standardDeviation, .number(.positive),
      "Standard deviation before truncation.")
    Field(optional: "minimum", \.minimum, .orNull(.number()), "No smaller number is drawn.")
    Field(optional: "maximum", \.maximum, .orNull(.number()), "No greater number is drawn.")
  }
}

extension Distribution.Lognormal: DescribedObject {
  package static let object = ObjectDescription(
    "Lognormal", "The logarithm is normal; truncated where bounds are given.", initial: Self()
  ) {
    Field("median", \.median, .number(.positive), "Median before truncation.")
    Field("sigma", \.sigma, .number(.spread), "Standard deviation of the logarithm.")
    Field(
      optional: "minimum", \.minimum, .orNull(.number(.positive)), "No smaller number is drawn.")
    Field(
      optional: "maximum", \.maximum, .orNull(.number(.positive)), "No greater number is drawn.")
  }
}

extension Distribution.Exponential: DescribedObject {
  package static let object = ObjectDescription(
    "Exponential", "Waiting times without memory; truncated where a bound is given.",
    initial: Self()
  ) {
    Field("mean", \.mean, .number(.positive), "Mean before truncation.")
    Field(
      optional: "maximum", \.maximum, .orNull(.number(.positive)), "No greater number is drawn.")
  }
}

extension Distribution.Pareto: DescribedObject {
  package static let object = ObjectDescription(
    "Pareto", "The share of numbers above x falls as (minimum/x)^shape.", initial: Self()
  ) {
    Field("shape", \.shape, .number(.atLeast(0.1)), "The exponent of the tail.")
    Field(optional: "minimum", \.minimum, .number(.positive), "The least number.")
    Field(
      optional: "maximum", \.maximum, .orNull(.number(.positive)), "No greater number is drawn.")
  }
}
