internal import Formats
internal import Simulation

/// An institution, or a population of them that differ only in what is drawn.
struct InstitutionEntry: DescribedObject, Equatable {
  var id = ""
  var count: Int?
  var kind = InstitutionKind.lender
  var home = HomeEntry.one("")
  var operatesIn: [String] = []
  var externalAssets = Distribution.constant(0)
  var externalLiabilities = Distribution.constant(0)
  var cash = KeyedValues<Distribution>()
  var tokens = KeyedValues<KeyedValues<Distribution>>()
  var custody: [CustodyEntry] = []
  var rehypothecation: [RehypothecationEntry] = []
  var pledges: [PledgeEntry] = []
  var prefunding: [PrefundingEntry] = []
  var behaviour = BehaviourEntry()
  var venue: VenueSpecification?

  static let object = ObjectDescription(
    "Institution",
    """
    A balance sheet that can default. With `count`, a population of institutions `id-1`, `id-2`, …, \
    each with its own draws.
    """, initial: InstitutionEntry()
  ) {
    Field("id", \.id, .identifier(.holder), "The name by which everything refers to it.")
    Field(
      optional: "count", \.count, .orNull(.integer(.between(1, 10_000))),
      "How many there are; null is one institution that carries the id itself.")
    Field("kind", \.kind, .choice, "What it is.")
    Field("home", \.home, HomeEntry.codec, "Home jurisdiction.")
    Field(
      optional: "operates_in", \.operatesIn, .array(of: .reference(.jurisdiction)),
      "Jurisdictions it operates in beside its home.")
    Field(
      optional: "external_assets", \.externalAssets, .amount(), "Assets outside the model.")
    Field(
      optional: "external_liabilities", \.externalLiabilities, .amount(),
      "Debt to outside the model, senior to every claim inside.")
    Field(
      optional: "cash", \.cash, .placed(unit: "money"),
      "Free cash by jurisdiction; a number alone, and the key `home`, mean the home.")
    Field(
      optional: "tokens", \.tokens, .map(from: .reference(.asset), to: .placed(unit: "units")),
      "Units of each token by jurisdiction; a number alone, and the key `home`, mean the home.")
    Field(optional: "custody", \.custody, .array(of: .object), "Tokens kept at custodians.")
    Field(
      optional: "rehypothecation", \.rehypothecation, .array(of: .object),
      "To whom it lends what others keep with it.")
    Field(optional: "pledges", \.pledges, .array(of: .object), "What secures its loans.")
    Field(
      optional: "prefunding", \.prefunding, .array(of: .object),
      "What is posted at clearers at the start, in place of what margin rules would ask for.")
    Field(optional: "behaviour", \.behaviour, .object, "What it does on its own account.")
    Field(
      optional: "venue", \.venue, .orNull(.object),
      """
      How others trade, borrow or clear at it; exchanges, clearing houses and lending protocols \
      have the defaults.
      """)
  }
  .checking { entry in
    let isOther = entry.custody.allSatisfy { $0.custodian != entry.id }
    return isOther
      ? [] : [.init("custody", found: "custody at itself", expected: "another custodian")]
  }

  /// The ids of the institutions that this entry stands for.
  var members: [String] { count.map { (1...$0).map { "\(id)-\($0)" } } ?? [id] }

  /// Whether others trade, borrow or clear at it.
  var isVenue: Bool {
    switch kind {
    case .exchange, .clearingHouse, .lendingProtocol: true
    default: venue != nil
    }
  }
}

/// One home for all, or shares of homes among the members of a population.
enum HomeEntry: Equatable {
  case one(String)
  case shares(KeyedValues<Double>)

  private struct Shares: DescribedObject {
    var shares = KeyedValues<Double>()

    static let object = ObjectDescription(
      "HomeShares", "Each member's home is drawn.", initial: Shares()
    ) {
      Field(
        "shares", \.shares, .map(from: .reference(.jurisdiction), to: .number(.nonNegative)),
        "Relative frequency of each jurisdiction.")
    }
    .checking { home in
      home.shares.entries.contains { $0.value > 0 }
        ? [] : [.init("shares", found: "no positive share", expected: "at least one")]
    }
  }

  static let codec = Codec<HomeEntry>.homes

  fileprivate static let drawn = Shares.object.codec.converted(expected: "shares") {
    HomeEntry.shares($0.shares)
  } write: {
    if case .shares(let shares) = $0 { Shares(shares: shares) } else { Shares() }
  }
}

extension Codec where Value == HomeEntry {
  fileprivate static let homes = HomeEntry.drawn.orShorthand(.reference(.jurisdiction)) {
    .one($0)
  } unwrap: {
    if case .one(let home) = $0 { home } else { nil }
  }
}

extension Codec where Value == KeyedValues<Distribution> {
  /// Amounts by jurisdiction; a number or distribution alone is the home's.
  static func placed(unit: String) -> Codec {
    let amount = Codec<Distribution>.amount(unit: unit)
    let map = Codec.map(from: .place, to: amount)
    return Codec(
      type: "\(amount.type), or object from jurisdiction to it",
      schema: { format in ["anyOf": [amount.schema(&format), map.schema(&format)]] },
      encode: map.encode
    ) { node, decoding in
      if case .object = node.value, node.member("distribution") == nil {
        return map.decode(node, &decoding)
      }
      return amount.decode(node, &decoding).map { [homeKey: $0] }
    }
  }
}

/// The key that stands for an institution's own home where a jurisdiction is asked for.
let homeKey = "home"

extension Codec where Value == String {
  /// A jurisdiction, or the home.
  fileprivate static let place: Codec = {
    let jurisdiction = Codec.reference(.jurisdiction)
    return Codec(type: "jurisdiction", schema: jurisdiction.schema, encode: jurisdiction.encode) {
      node, decoding in
      if case .string(homeKey) = node.value { return homeKey }
      return jurisdiction.decode(node, &decoding)
    }
  }()
}

struct CustodyEntry: DescribedObject, Equatable {
  var custodian = ""
  var asset = ""
  var units = Distribution.constant(0)

  static let object = ObjectDescription(
    "Custody", "Tokens that it keeps at a custodian.", initial: CustodyEntry()
  ) {
    Field("custodian", \.custodian, .reference(.institution), "Who keeps them.")
    Field("asset", \.asset, .reference(.asset), "Which token.")
    Field("units", \.units, .amount(unit: "units"), "How many.")
  }
}

struct PrefundingEntry: DescribedObject, Equatable {
  var clearer = ""
  var margin = 0.0
  var defaultFund = 0.0

  static let object = ObjectDescription(
    "Prefunding", "What is posted at a clearer at the start.", initial: PrefundingEntry()
  ) {
    Field("clearer", \.clearer, .reference(.venue), "Where it is posted.")
    Field(optional: "margin", \.margin, .money(), "Cash posted as initial margin.")
    Field(optional: "default_fund", \.defaultFund, .money(), "Cash paid into the default fund.")
  }
}
