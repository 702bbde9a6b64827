import Formats

/// A small format that uses every kind of description, for the tests of descriptions.
struct Fleet: DescribedObject, Equatable {
  var name = ""
  var limit = 0.5
  var crew = 1
  var isActive = true
  var flag: String?
  var ships: [Ship] = []
  var stores = KeyedValues<Double>()
  var tide = Tide()

  static let object = ObjectDescription("Fleet", "A fleet of ships.", initial: Fleet()) {
    Field("name", \.name, .string, "What the fleet is called.")
    Field(optional: "limit", \.limit, .probability, "Probability of a storm.")
    Field(optional: "crew", \.crew, .integer(.atLeast(1)), "Sailors on each ship.")
    Field(optional: "active", \.isActive, .boolean, "Whether it sails.")
    Field(optional: "flag", \.flag, .orNull(.string), "Its flag, if it shows one.")
    Field("ships", \.ships, .array(of: .object, count: 1...3), "Its ships.")
    Field(
      optional: "stores", \.stores,
      .map(from: .reference(.ship), to: .number(.nonNegative, unit: "t")),
      "Stores on each ship.")
    Field(optional: "tide", \.tide, .object, "The tide.")
  }
  .checking { fleet in
    fleet.crew > 1 || fleet.isActive
      ? [] : [.init("crew", found: "1 sailor", expected: "2 or more in a fleet at rest")]
  }
}

extension EntityKind {
  static let ship = EntityKind("ship")
}

enum Rig: String, Choice {
  case sloop
  case schooner

  var meaning: String {
    switch self {
    case .sloop: "one mast"
    case .schooner: "two masts"
    }
  }
}

struct Ship: DescribedObject, Equatable {
  var id = ""
  var rig = Rig.sloop
  var length = Length.fixed(10)
  var escort: String?

  static let object = ObjectDescription("Ship", "One ship.", initial: Ship()) {
    Field("id", \.id, .identifier(.ship), "Name by which others refer to it.")
    Field(optional: "rig", \.rig, .choice, "Its rig.")
    Field(optional: "length", \.length, Length.codec, "Its length.")
    Field(optional: "escort", \.escort, .orNull(.reference(.ship)), "The ship that escorts it.")
  }
}

struct Uniform: Equatable {
  var low = 0.0
  var high = 1.0

  static let object = ObjectDescription("Uniform", "Any number as likely.", initial: Uniform()) {
    Field("low", \.low, .number(), "Least value.")
    Field(optional: "high", \.high, .number(.above(0), unit: "m"), "Greatest value.")
  }
}

enum Length: Equatable {
  case fixed(Double)
  case uniform(Uniform)
  case unknown

  static let object = ObjectDescription("Length", "A length.", initial: Length.unknown) {
    Variants("distribution", \.self, "How it is drawn.") {
      Variant("uniform", Uniform.object) {
        .uniform($0)
      } unwrap: {
        if case .uniform(let uniform) = $0 { uniform } else { nil }
      }
      Variant("unknown", "Nobody knows.", Length.unknown)
    }
  }

  static let codec = object.codec.orShorthand(.number(.positive, unit: "m")) {
    .fixed($0)
  } unwrap: {
    if case .fixed(let value) = $0 { value } else { nil }
  }
}

/// Common keys beside those of a case.
struct Tide: DescribedObject, Equatable {
  var hour = 0.0
  var kind = Kind.ebb

  enum Kind: Equatable {
    case ebb
    case flood(Flood)
  }

  struct Flood: Equatable {
    var metres = 1.0

    static let object = ObjectDescription("Flood", "Water rises.", initial: Flood()) {
      Field("metres", \.metres, .number(.strictlyBetween(0, 20), unit: "m"), "How far.")
    }
  }

  static let object = ObjectDescription("Tide", "What the water does.", initial: Tide()) {
    Field(optional: "hour", \.hour, .number(.fromZero(below: 24), unit: "h"), "When.")
    Variants("kind", \.kind, "Which way it goes.") {
      Variant("ebb", "Water falls.", Tide.Kind.ebb)
      Variant("flood", Flood.object) {
        .flood($0)
      } unwrap: {
        if case .flood(let flood) = $0 { flood } else { nil }
      }
    }
  }
}

extension Fleet {
  static func decode(_ text: String, overrides: [String] = []) throws(InputProblems) -> Fleet {
    var parsed: [Override] = []
    for override in overrides { parsed.append(try Override(parsing: override)) }
    let node = try Override.apply(parsed, to: JSONReader.read(text, file: "fleet.json"))
    var decoding = Decoding(file: "fleet.json")
    let fleet = object.decode(node, &decoding)
    try decoding.finish()
    return fleet ?? Fleet()
  }
}

/// What a failing call reports; "no problem" when it does not fail.
func report(_ body: () throws(InputProblems) -> Void) -> String {
  do throws(InputProblems) {
    try body()
    return "no problem"
  } catch {
    return error.description
  }
}
