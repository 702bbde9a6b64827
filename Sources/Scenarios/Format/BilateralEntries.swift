internal import Formats

/// A contract between two institutions, agreed off venues.
struct BilateralPositionEntry: DescribedObject, Equatable {
  var holder = ""
  var counterparty = ""
  var asset = ""
  var quantity: Double?
  var notional: Double?
  var venues: [String] = []

  static let object = ObjectDescription(
    "BilateralPosition", "A contract between two institutions, agreed off venues.",
    initial: BilateralPositionEntry()
  ) {
    Field("holder", \.holder, .reference(.institution), "Whose position it is.")
    Field(
      "counterparty", \.counterparty, .reference(.institution), "Who holds the opposite one.")
    Field("asset", \.asset, .reference(.asset), "In which asset.")
    Field(
      optional: "quantity", \.quantity, .orNull(.number(unit: "units")),
      "Units, negative where the holder is short; either this or `notional`.")
    Field(
      optional: "notional", \.notional, .orNull(.number(unit: "money")),
      "Money at the asset's price, negative where the holder is short.")
    Field(optional: "venues", \.venues, .clearingVenues, .clearingVenuesMeaning)
  }
  .checking { position in
    var complaints: [ObjectDescription<BilateralPositionEntry>.Complaint] = []
    if (position.quantity == nil) == (position.notional == nil) {
      let found = position.quantity == nil ? "neither quantity nor notional" : "both"
      complaints.append(
        .init("quantity", found: found, expected: "either quantity or notional"))
    }
    if position.holder == position.counterparty {
      complaints.append(
        .init(
          "counterparty", found: "a contract of \(position.holder) with itself",
          expected: "another institution"))
    }
    return complaints
  }
}

/// Contracts in classes between all pairs of members, or between two groups, that are drawn.
struct BilateralNetworkEntry: DescribedObject, Equatable {
  var id = ""
  var members: [String] = []
  var counterparties: [String] = []
  var classes: [ContractClassEntry] = []
  var correlation = 0.0

  static let object = ObjectDescription(
    "BilateralNetwork",
    """
    Contracts between all pairs, with values that are drawn for each replicate: normal with mean zero, \
    independent between pairs (Duffie and Zhu 2011), equally correlated between classes (Cont and \
    Kokholm 2014).
    """, initial: BilateralNetworkEntry()
  ) {
    Field("id", \.id, .identifier(.bilateralNetwork), "The name of the network; it keys its draws.")
    Field(
      "members", \.members, .array(of: .reference(.member), count: 1...Int.max),
      "Institutions, populations or kinds.")
    Field(
      optional: "counterparties", \.counterparties, .array(of: .reference(.member)),
      "The others, where members trade with them and not among themselves.")
    Field(
      "classes", \.classes, .array(of: .object, count: 1...Int.max), "The classes of contracts.")
    Field(
      optional: "correlation", \.correlation, .fraction,
      "Between the values of two classes of one pair.")
  }
}

/// A class of contracts of a drawn network.
struct ContractClassEntry: DescribedObject, Equatable {
  var asset = ""
  var standardDeviation = 0.0
  var venues: [String] = []

  static let object = ObjectDescription(
    "ContractClass", "A class of contracts.", initial: ContractClassEntry()
  ) {
    Field("asset", \.asset, .reference(.asset), "In which asset.")
    Field(
      "standard_deviation", \.standardDeviation, .money(),
      "Of the value of what one party holds against another.")
    Field(optional: "venues", \.venues, .clearingVenues, .clearingVenuesMeaning)
  }
}

extension Codec where Value == [String] {
  fileprivate static let clearingVenues = Codec.array(of: Codec<String>.reference(.venue))
}

extension String {
  fileprivate static let clearingVenuesMeaning = """
    The exchanges or clearing houses that take it where the regime has it cleared: none, it never \
    is; several, parties split it to the least margin.
    """
}

extension EntityKind {
  static let bilateralNetwork = EntityKind("network of contracts")
}
