package import Formats
internal import Regimes
internal import Simulation

/// A scenario as written: every described object, ids not yet resolved.
package struct ScenarioDocument: DescribedObject {
  var format = 1
  /// Read before everything else, and nil in what is read.
  var extends: String?
  package var name = ""
  package var description = ""
  package var unitOfAccount = "money"
  package var seed = 1
  package var replicates = 1
  var clock = ClockEntry()
  var switches = Switches()
  var rulebook = RulebookEntry(Rulebook(), assets: [])
  var jurisdictions: [JurisdictionEntry] = []
  var assets: [AssetEntry] = []
  var correlation = CorrelationEntry()
  var institutions: [InstitutionEntry] = []
  var institutionFiles: [String] = []
  var positions: [PositionEntry] = []
  var positionFiles: [String] = []
  var contracts: [ContractEntry] = []
  var bilateralPositions: [BilateralPositionEntry] = []
  var bilateralNetworks: [BilateralNetworkEntry] = []
  var claims: [ClaimEntry] = []
  var claimFiles: [String] = []
  var claimNetworks: [ClaimNetworkEntry] = []
  var creditLines: [CreditLineEntry] = []
  var accounts: [AccountGroupEntry] = []
  var crossAccounts: [CrossAccountGroupEntry] = []
  var accountMultiple = 1
  var accountFiles: [String] = []
  var loans: [LoanGroupEntry] = []
  var chainThroughputPerHour = KeyedValues<Double>()
  var pools: [PoolEntry] = []
  var oracles: [OracleEntry] = []
  var oracleHazard: OracleHazard?
  var events: [EventEntry] = []
  var hazards: [HazardEntry] = []
  var margin = MarginEntry()
  var contagion = ContagionSettings()
  var supervision = SupervisionSettings()
  var regimes: KeyedValues<RegimeEntry> = ["default": RegimeEntry()]
  package var comparison = ComparisonEntry()
  package var record = RecordEntry()
  package var published: [PublishedEntry] = []
  package var provenance = KeyedValues<ProvenanceEntry>()

  package static let object = ObjectDescription(
    "Scenario", "A world, what happens in it, and the regimes under which it is run.",
    initial: ScenarioDocument()
  ) {
    Field("format", \.format, .integer(.between(1, 1)), "Version of this format.")
    Field(
      optional: "extends", \.extends, .orNull(.string),
      """
      A scenario file beside this one from which everything is taken that this one does not say: \
      objects merge key by key, everything else is replaced.
      """)
    Field("name", \.name, .scenarioName, "Name of the scenario and of its run directory.")
    Field(optional: "description", \.description, .string, "What it is about.")
    Field(
      optional: "unit_of_account", \.unitOfAccount, .string,
      "What one unit of money is, for people.")
    Field(
      optional: "seed", \.seed, .integer(.between(0, 0x1p53)), "Key of everything that is drawn.")
    Field(
      optional: "replicates", \.replicates, .integer(.between(1, 1_000_000)),
      "How often it is run with fresh draws.")
    Field(optional: "clock", \.clock, .object, "Physical time.")
    Field(optional: "switches", \.switches, .object, "Mechanisms that can be switched off.")
    Field(optional: "rulebook", \.rulebook, .object, "The market's own rules.")
    Field(
      "jurisdictions", \.jurisdictions, .array(of: .object, count: 1...Int.max),
      "The jurisdictions.")
    Field("assets", \.assets, .array(of: .object, count: 1...Int.max), "The assets; cash first.")
    Field(optional: "correlation", \.correlation, .object, "Correlations of returns.")
    Field(
      optional: "institutions", \.institutions, .array(of: .object),
      "The institutions and populations.")
    Field(
      optional: "institution_files", \.institutionFiles, .array(of: .string),
      "CSV files with an institution a row; columns are the keys of an institution.")
    Field(optional: "positions", \.positions, .array(of: .object), "The positions.")
    Field(
      optional: "position_files", \.positionFiles, .array(of: .string),
      "CSV files with a position a row.")
    Field(
      optional: "contracts", \.contracts, .array(of: .object),
      "Terms of perpetuals and dated futures.")
    Field(
      optional: "bilateral_positions", \.bilateralPositions, .array(of: .object),
      "The contracts agreed off venues.")
    Field(
      optional: "bilateral_networks", \.bilateralNetworks, .array(of: .object),
      "Contracts off venues that are drawn for each replicate.")
    Field(optional: "claims", \.claims, .array(of: .object), "The claims.")
    Field(
      optional: "claim_files", \.claimFiles, .array(of: .string),
      "CSV files with a claim a row: an edge list.")
    Field(
      optional: "claim_networks", \.claimNetworks, .array(of: .object),
      "Networks of claims that are generated or reconstructed.")
    Field(
      optional: "credit_lines", \.creditLines, .array(of: .object),
      "Commitments to lend on demand.")
    Field(optional: "accounts", \.accounts, .array(of: .object), "Groups of margin accounts.")
    Field(
      optional: "cross_accounts", \.crossAccounts, .array(of: .object),
      "Groups of margin accounts whose positions share their margin.")
    Field(
      optional: "account_multiple", \.accountMultiple, .integer(.between(1, 1_000_000)),
      """
      Every group of margin accounts has so many times as many members, at the same notional: \
      accounts of their true size in place of few that stand for many.
      """)
    Field(
      optional: "account_files", \.accountFiles, .array(of: .string),
      "CSV files with a margin account a row; columns are the keys of an Account.")
    Field(optional: "loans", \.loans, .array(of: .object), "Groups of secured loans.")
    Field(
      optional: "chain_throughput_per_hour", \.chainThroughputPerHour,
      .map(from: .reference(.jurisdiction), to: .money()),
      """
      Debt that keepers can repay at all lending protocols of a jurisdiction together, which share its \
      chain; the rest waits. Without an entry there is no limit.
      """)
    Field(optional: "pools", \.pools, .array(of: .object), "Liquidity pools.")
    Field(
      optional: "oracles", \.oracles, .array(of: .object),
      "Oracles that venues may share; a venue without one reads prices by itself.")
    Field(
      optional: "oracle_hazard", \.oracleHazard, .orNull(.object),
      "Random failures of oracles; null is none.")
    Field(optional: "events", \.events, .array(of: .object), "What happens at stated times.")
    Field(optional: "hazards", \.hazards, .array(of: .object), "What may happen at random.")
    Field(optional: "margin", \.margin, .object, "The market's margin model.")
    Field(optional: "contagion", \.contagion, .object, "Claims on institutions in distress.")
    Field(optional: "supervision", \.supervision, .object, "What authorities can do.")
    Field(
      optional: "regimes", \.regimes, .map(from: .identifier(.regime), to: .object),
      "The regimes by name.")
    Field(optional: "comparison", \.comparison, .object, "What is compared.")
    Field(optional: "record", \.record, .object, "What is written.")
    Field(
      optional: "published", \.published, .array(of: .object),
      "Published values that results are printed beside.")
    Field(
      optional: "provenance", \.provenance, .map(to: .object),
      "From JSON pointers (elements of arrays by index or id) to where the numbers come from.")
  }
}

extension Codec where Value == String {
  /// A name that can be part of a path.
  fileprivate static let scenarioName: Codec = {
    let identifier = Codec.identifier(EntityKind("scenario"))
    return Codec(type: "name", schema: identifier.schema, encode: identifier.encode) {
      identifier.decode($0, &$1)
    }
  }()
}
