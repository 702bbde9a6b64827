package import Formats
package import Simulation

/// What stands behind a stablecoin.
enum BackingEntry: Equatable {
  case reserves
  case vaults(VaultTermsEntry)
  case shares(ShareMintingEntry)

  static let object = ObjectDescription(
    "Backing", "What stands behind a stablecoin.", initial: BackingEntry.reserves
  ) {
    Variants("kind", \.self, "The kind.") {
      Variant("reserves", "What its issuer has; redeemed in cash.", BackingEntry.reserves)
      Variant("vaults", VaultTermsEntry.object) {
        .vaults($0)
      } unwrap: {
        if case .vaults(let terms) = $0 { terms } else { nil }
      }
      Variant("shares", ShareMintingEntry.object) {
        .shares($0)
      } unwrap: {
        if case .shares(let minting) = $0 { minting } else { nil }
      }
    }
  }
}

struct VaultTermsEntry: DescribedObject, Equatable {
  struct Vault: DescribedObject, Equatable {
    var collateral = ""
    var units = 0.0
    var debt = 0.0

    static let object = ObjectDescription(
      "Vault", "Clients' collateral against debt in a stablecoin.", initial: Vault()
    ) {
      Field("collateral", \.collateral, .reference(.asset), "Which token is the collateral.")
      Field("units", \.units, .number(.positive, unit: "units"), "Units of collateral.")
      Field("debt", \.debt, .number(.positive, unit: "units"), "Units of the stablecoin owed.")
    }
  }

  var collateralFactor = 1.5
  var vaults: [Vault] = []

  static let object = ObjectDescription(
    "Vaults",
    """
    Vaults of clients owe the coin against token collateral; who falls short buys back by force \
    (Klages-Mundt and Minca 2021). Units that nobody in the system holds are outside.
    """, initial: VaultTermsEntry()
  ) {
    Field(
      optional: "collateral_factor", \.collateralFactor, .number(.atLeast(1), unit: "×"),
      "Collateral that debt at face must have behind it.")
    Field("vaults", \.vaults, .array(of: .object, count: 1...Int.max), "The vaults.")
  }
}

struct ShareMintingEntry: DescribedObject, Equatable {
  var share = ""
  var supply = 0.0
  var dilution = 1.0
  var haltShare = 1e-6

  static let object = ObjectDescription(
    "Shares",
    """
    Redeemed at face in newly minted units of a share token at its market price, which are sold \
    (Terra 2022; Liu, Makarov and Schoar 2023).
    """, initial: ShareMintingEntry()
  ) {
    Field("share", \.share, .reference(.asset), "The share token.")
    Field(
      "supply", \.supply, .number(.positive, unit: "units"),
      "Units of the share at the start, wherever they are.")
    Field(
      optional: "dilution", \.dilution, .fraction,
      "Elasticity of the share's value to its supply: 1 keeps its capitalisation, 0 its price.")
    Field(
      optional: "halt_share", \.haltShare, .number(.share),
      "Share of the share's price at the start at which minting stops for good.")
  }
}

/// Holders outside who leave a stablecoin.
struct CoinRunEntry: DescribedObject, Equatable {
  var share = 1.0
  var jurisdiction = ""
  var signal = CoinRun.Signal.price
  var lowestThreshold = 0.0
  var highestThreshold = 1.0
  var reactionHalfLifeHours = 0.0
  var informationLagHours = 0.0
  var exit = CoinRun.Exit.redeem

  static let object = ObjectDescription(
    "CoinRun",
    """
    Holders outside the system who leave a stablecoin as confidence falls; their thresholds are \
    spread evenly.
    """, initial: CoinRunEntry()
  ) {
    Field("share", \.share, .fraction, "Share of the units that outside holds at the start.")
    Field("jurisdiction", \.jurisdiction, .reference(.jurisdiction), "Where they are.")
    Field("signal", \.signal, .choice, "What they watch.")
    Field(
      "lowest_threshold", \.lowestThreshold, .number(.nonNegative),
      "Value of the signal below which all of them want to leave.")
    Field(
      "highest_threshold", \.highestThreshold, .number(.nonNegative),
      "Value of the signal from which none of them wants to.")
    Field(
      optional: "reaction_half_life_hours", \.reactionHalfLifeHours, .hours(),
      "Half-life of leaving once a threshold is passed; zero is at once.")
    Field(
      optional: "information_lag_hours", \.informationLagHours, .hours(),
      "Age of what they see; zero is public information.")
    Field("exit", \.exit, .choice, "How they leave.")
  }
  .checking { run in
    run.lowestThreshold < run.highestThreshold
      ? []
      : [
        .init(
          "lowest_threshold", found: JSONText.number(run.lowestThreshold),
          expected: "less than the highest (\(JSONText.number(run.highestThreshold)))")
      ]
  }
}

extension CoinRun.Signal: Choice {
  package var meaning: String {
    switch self {
    case .price: "price over face"
    case .coverage: "what stands behind the coin over the face of all units"
    }
  }
}

extension CoinRun.Exit: Choice {
  package var meaning: String {
    switch self {
    case .redeem: "waits for redemption at the issuer"
    case .sell: "sells in the market"
    }
  }
}

extension RedemptionQueue.Order: Choice {
  package var meaning: String {
    switch self {
    case .firstCome: "who asked first is paid first, arbitrageurs last"
    case .proRata: "everybody who asks gets the same share"
    }
  }
}

extension RedemptionQueue.Closure: DescribedObject {
  package static let object = ObjectDescription(
    "Closure", "A time in which an issuer does not redeem, such as a weekend.",
    initial: RedemptionQueue.Closure(fromHours: 0, toHours: 0)
  ) {
    Field("from_hours", \.fromHours, .hours(), "Its begin, since the start of the run.")
    Field("to_hours", \.toHours, .hours(), "Its end, since the start of the run.")
  }
  .checking { closure in
    closure.fromHours < closure.toHours
      ? []
      : [
        .init(
          "to_hours", found: JSONText.number(closure.toHours),
          expected: "more than from_hours (\(JSONText.number(closure.fromHours)))")
      ]
  }
}
