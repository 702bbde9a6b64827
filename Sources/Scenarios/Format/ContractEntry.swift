internal import Formats
package import Simulation

extension ContractIndex: Choice {
  package var meaning: String {
    switch self {
    case .fundamental: "the value of the asset apart from flow"
    case .allZones: "the price of all zones, weighted by depth"
    }
  }
}

/// The terms of what is traded in one asset at one venue.
struct ContractEntry: DescribedObject, Equatable {
  var venue = ""
  var asset = ""
  var index = ContractIndex.fundamental
  var kind = ContractKind.perpetual(PerpetualTerms())

  static let object = ObjectDescription(
    "Contract",
    """
    Terms of what is traded in one asset at one venue. Without them positions there only pay \
    variation margin.
    """, initial: ContractEntry()
  ) {
    Field("venue", \.venue, .reference(.venue), "Where it is traded.")
    Field("asset", \.asset, .reference(.asset), "In which asset.")
    Field(
      optional: "index", \.index, .choice,
      "What premiums are measured against and futures settle at.")
    Variants("kind", \.kind, "What it is.") {
      Variant("perpetual", PerpetualTerms.object) {
        .perpetual($0)
      } unwrap: {
        if case .perpetual(let terms) = $0 { terms } else { nil }
      }
      Variant("future", FutureTerms.object) {
        .future($0)
      } unwrap: {
        if case .future(let terms) = $0 { terms } else { nil }
      }
    }
  }
}

extension PerpetualTerms {
  fileprivate static let object = ObjectDescription(
    "Perpetual",
    """
    Longs pay shorts premium + clamp(interest − premium, ±clamp) of their notional in every \
    interval.
    """, initial: PerpetualTerms()
  ) {
    Field(
      optional: "interval_hours", \.intervalHours, .hours(.positive),
      "Time between two funding payments.")
    Field(
      optional: "interest", \.interest, .number(.between(-1, 1), unit: "per interval"),
      "Rate at which nobody's premium is paid for.")
    Field(
      optional: "clamp", \.clamp, .number(.fraction, unit: "per interval"),
      "Greatest distance of interest and premium that the rate makes up for.")
    Field(
      optional: "limit", \.limit, .orInfinite(.nonNegative, unit: "per interval"),
      "Greatest rate in either direction; null is none.")
  }
}

extension FutureTerms {
  fileprivate static let object = ObjectDescription(
    "Future",
    """
    Marked at the price of its zone times exp(carry_rate · time to expiry); settles at the index \
    at expiry, and its positions end.
    """, initial: FutureTerms(expiryHours: 0, carryRate: 0)
  ) {
    Field("expiry_hours", \.expiryHours, .hours(.positive), "Time of expiry since the start.")
    Field(
      optional: "carry_rate", \.carryRate, .number(.between(-10, 10), unit: "per year"),
      "Cost of carry, compounded continuously.")
  }
}

extension ScenarioChecks {
  /// A contract stands where positions can, and there is one for each venue and asset.
  mutating func checkContracts() {
    var seen: [[String]] = []
    for (index, contract) in indexed(source.document.contracts) {
      if let problem = mismatch(contract.venue, [.exchange, .clearingHouse]) {
        note(["contracts", index, "venue"], found: problem.found, expected: problem.expected)
      }
      if contract.asset == source.document.assets.first?.id {
        note(["contracts", index, "asset"], found: "a contract in cash", expected: "a token")
      }
      if seen.contains([contract.venue, contract.asset]) {
        note(
          ["contracts", index, "asset"],
          found: "a second contract in \(contract.asset) at \(contract.venue)",
          expected: "one for each venue and asset")
      }
      seen.append([contract.venue, contract.asset])
    }
  }
}
