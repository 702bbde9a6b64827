internal import Formats

/// The kinds of things that have ids in a scenario.
extension EntityKind {
  static let jurisdiction = EntityKind("jurisdiction")
  static let asset = EntityKind("asset")
  /// An institution: one that stands for itself, or a member of a population.
  static let institution = EntityKind("institution")
  /// What owns positions: an institution, or a population as a whole.
  static let holder = EntityKind("institution or population")
  static let venue = EntityKind("venue")
  static let accountGroup = EntityKind("group of accounts")
  static let oracle = EntityKind("oracle")
  static let pool = EntityKind("pool")
  static let hazard = EntityKind("hazard")
  static let regime = EntityKind("regime")
}

extension Codec {
  /// A value of its own object description.
  static func described(_ object: ObjectDescription<Value>) -> Codec { object.codec }
}

extension Codec where Value == Double {
  /// A number, or null for infinity.
  static func orInfinite(_ bounds: Bounds, unit: String? = nil) -> Codec {
    let number = Codec.number(bounds, unit: unit)
    let optional = Codec<Double?>.orNull(number)
    return Codec(type: "\(number.type), or null for no limit", schema: optional.schema) {
      optional.encode($0.isFinite ? $0 : nil)
    } decode: { node, decoding in
      optional.decode(node, &decoding).map { $0 ?? .infinity }
    }
  }

  /// A time of at most some thousand years, so that ticks can be counted.
  static func hours(_ bounds: Bounds = .nonNegative) -> Codec {
    var bounds = bounds
    bounds.maximum = bounds.maximum ?? 1e7
    return number(bounds, unit: "h")
  }

  static func money(_ bounds: Bounds = .nonNegative) -> Codec { number(bounds, unit: "money") }
}
