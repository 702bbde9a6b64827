internal import Formats
internal import Simulation

/// Something that happens at a stated time, whatever the regime.
struct EventEntry: DescribedObject, Equatable {
  enum Kind: Equatable {
    case priceMove(PriceMove)
    case pricePath(PricePath)
    case dePeg(LostBacking)
    case bridgeHalt(HaltedBridge)
    case fraudRevealed(Fraud)
    case capitalInjection(Injection)
    case externalLoss(InstitutionLoss)
    case exploit(Theft)
    case run(CalledDebtor)
    case marketMakerExit(Leaver)
    case oracleFailure(SilentOracle)
    case oracleManipulation(FalsePrice)
    case poolManipulation(PoolAttackEntry)
    case enforcement(Measure)
  }

  var atHours = 0.0
  var kind = Kind.marketMakerExit(Leaver())

  static let object = ObjectDescription(
    "Event", "Something that happens at a stated time, whatever the regime.",
    initial: EventEntry()
  ) {
    Field("at_hours", \.atHours, .hours(), "Time since the start of the run.")
    Variants("kind", \.kind, "What happens.") {
      Variant("price_move", PriceMove.object) {
        .priceMove($0)
      } unwrap: {
        if case .priceMove(let event) = $0 { event } else { nil }
      }
      Variant("price_path", PricePath.object) {
        .pricePath($0)
      } unwrap: {
        if case .pricePath(let event) = $0 { event } else { nil }
      }
      Variant("de_peg", LostBacking.object) {
        .dePeg($0)
      } unwrap: {
        if case .dePeg(let event) = $0 { event } else { nil }
      }
      Variant("bridge_halt", HaltedBridge.object) {
        .bridgeHalt($0)
      } unwrap: {
        if case .bridgeHalt(let event) = $0 { event } else { nil }
      }
      Variant("fraud_revealed", Fraud.object) {
        .fraudRevealed($0)
      } unwrap: {
        if case .fraudRevealed(let event) = $0 { event } else { nil }
      }
      Variant("capital_injection", Injection.object) {
        .capitalInjection($0)
      } unwrap: {
        if case .capitalInjection(let event) = $0 { event } else { nil }
      }
      Variant("external_loss", InstitutionLoss.object) {
        .externalLoss($0)
      } unwrap: {
        if case .externalLoss(let event) = $0 { event } else { nil }
      }
      Variant("exploit", Theft.object) {
        .exploit($0)
      } unwrap: {
        if case .exploit(let event) = $0 { event } else { nil }
      }
      Variant("run", CalledDebtor.object) {
        .run($0)
      } unwrap: {
        if case .run(let event) = $0 { event } else { nil }
      }
      Variant("market_maker_exit", Leaver.object) {
        .marketMakerExit($0)
      } unwrap: {
        if case .marketMakerExit(let event) = $0 { event } else { nil }
      }
      Variant("oracle_failure", SilentOracle.object) {
        .oracleFailure($0)
      } unwrap: {
        if case .oracleFailure(let event) = $0 { event } else { nil }
      }
      Variant("oracle_manipulation", FalsePrice.object) {
        .oracleManipulation($0)
      } unwrap: {
        if case .oracleManipulation(let event) = $0 { event } else { nil }
      }
      Variant("pool_manipulation", PoolAttackEntry.object) {
        .poolManipulation($0)
      } unwrap: {
        if case .poolManipulation(let event) = $0 { event } else { nil }
      }
      Variant("enforcement", Measure.object) {
        .enforcement($0)
      } unwrap: {
        if case .enforcement(let event) = $0 { event } else { nil }
      }
    }
  }
  .checking(EventEntry.oracleChoice)
}

extension EventEntry {
  struct PriceMove: Equatable {
    var asset = ""
    var fraction = 0.0
    var durationHours = 0.0

    static let object = ObjectDescription(
      "PriceMove", "The fundamental value of an asset moves.", initial: PriceMove()
    ) {
      Field("asset", \.asset, .reference(.asset), "Which asset.")
      Field("fraction", \.fraction, .number(.above(-1)), "By how much: −0.1 is a fall by a tenth.")
      Field(
        optional: "duration_hours", \.durationHours, .hours(),
        "How long it takes, evenly in logarithms; zero is at once.")
    }
  }

  struct InstitutionLoss: Equatable {
    var institution = ""
    var amount = 0.0

    static let object = ObjectDescription(
      "ExternalLoss", "External assets are written off.", initial: InstitutionLoss()
    ) {
      Field("institution", \.institution, .reference(.institution), "Whose.")
      Field("amount", \.amount, .money(), "How much.")
    }
  }

  struct Theft: Equatable {
    var institution = ""
    var fraction = 0.0

    static let object = ObjectDescription(
      "Exploit", "A share of an institution's cash and tokens is stolen.", initial: Theft()
    ) {
      Field("institution", \.institution, .reference(.institution), "Whose.")
      Field("fraction", \.fraction, .fraction, "Which share.")
    }
  }

  struct CalledDebtor: Equatable {
    var debtor = ""
    var fraction = 1.0

    static let object = ObjectDescription(
      "RunOn", "Creditors call their deposits with a debtor.", initial: CalledDebtor()
    ) {
      Field("debtor", \.debtor, .reference(.institution), "Whose creditors.")
      Field("fraction", \.fraction, .fraction, "Share of each deposit that is called.")
    }
  }

  struct Leaver: Equatable {
    var institution = ""

    static let object = ObjectDescription(
      "MarketMakerExit", "A market maker stops quoting for good.", initial: Leaver()
    ) {
      Field("institution", \.institution, .reference(.institution), "Which one.")
    }
  }

  struct Measure: Equatable {
    var institution = ""
    var fine = 0.0
    var freezeHours = 0.0

    static let object = ObjectDescription(
      "EnforcementAction", "An authority fines and freezes.", initial: Measure()
    ) {
      Field("institution", \.institution, .reference(.institution), "Against whom.")
      Field(optional: "fine", \.fine, .money(), "The fine.")
      Field(optional: "freeze_hours", \.freezeHours, .hours(), "How long cash is frozen.")
    }
  }
}

/// A hazard that may strike institutions of some kinds.
struct HazardEntry: DescribedObject, Equatable {
  var id = ""
  var kinds: [InstitutionKind] = []
  var ratePerYear = 0.0
  var lossFraction = 0.0

  static let object = ObjectDescription(
    "Hazard", "A random theft of a share of cash and tokens.", initial: HazardEntry()
  ) {
    Field("id", \.id, .identifier(.hazard), "The name of the hazard; it keys its draws.")
    Field("kinds", \.kinds, .array(of: .choice, count: 1...Int.max), "Whom it may strike.")
    Field(
      "rate_per_year", \.ratePerYear, .number(.nonNegative, unit: "per year"),
      "Expected number for an institution with an audit scale of one.")
    Field("loss_fraction", \.lossFraction, .fraction, "Share that is lost.")
  }

  var hazard: Hazard {
    Hazard(id: id, kinds: kinds, ratePerYear: ratePerYear, lossFraction: lossFraction)
  }
}
