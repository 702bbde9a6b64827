internal import Formats

/// Claims that are generated, or reconstructed from totals.
struct ClaimNetworkEntry: DescribedObject, Equatable {
  enum Method: Equatable {
    case ring(Generated)
    case complete(Generated)
    case erdosRenyi(RandomGraph)
    case corePeriphery(CorePeriphery)
    case blocks(Blocks)
    case maximumEntropy(Totals)
  }

  var id = ""
  var layer = StatedLayer.loans
  var method = Method.ring(Generated())

  static let object = ObjectDescription(
    "ClaimNetwork", "Claims that are generated, or reconstructed from totals.",
    initial: ClaimNetworkEntry()
  ) {
    Field("id", \.id, .identifier(.claimNetwork), "The name of the network; it keys its draws.")
    Field(optional: "layer", \.layer, .choice, "What kind of claims.")
    Variants("method", \.method, "How the claims come about.") {
      Variant("ring", Generated.called("RingNetwork", "Each member lends to one other, in a ring."))
      {
        .ring($0)
      } unwrap: {
        if case .ring(let network) = $0 { network } else { nil }
      }
      Variant(
        "complete", Generated.called("CompleteNetwork", "Each member lends to every other.")
      ) {
        .complete($0)
      } unwrap: {
        if case .complete(let network) = $0 { network } else { nil }
      }
      Variant("erdos_renyi", RandomGraph.object) {
        .erdosRenyi($0)
      } unwrap: {
        if case .erdosRenyi(let network) = $0 { network } else { nil }
      }
      Variant("core_periphery", CorePeriphery.object) {
        .corePeriphery($0)
      } unwrap: {
        if case .corePeriphery(let network) = $0 { network } else { nil }
      }
      Variant("blocks", Blocks.object) {
        .blocks($0)
      } unwrap: {
        if case .blocks(let network) = $0 { network } else { nil }
      }
      Variant("maximum_entropy", Totals.object) {
        .maximumEntropy($0)
      } unwrap: {
        if case .maximumEntropy(let network) = $0 { network } else { nil }
      }
    }
  }

  /// What generated networks have in common; nil for a reconstruction.
  var generated: Generated? {
    switch method {
    case .ring(let network), .complete(let network): network
    case .erdosRenyi(let network): network.common
    case .corePeriphery(let network): network.common
    case .blocks(let network): network.common
    case .maximumEntropy: nil
    }
  }
}

extension ClaimNetworkEntry {
  /// Among whom, and how much.
  struct Generated: Equatable {
    var members: [String] = []
    var total = 0.0
    var weight = Distribution.constant(1)

    static let object = called("GeneratedNetwork", "Common to generated networks.")

    static func called(_ name: String, _ summary: String) -> ObjectDescription<Generated> {
      ObjectDescription(name, summary, initial: Generated()) {
        Field(
          "members", \.members, .array(of: .reference(.member), count: 1...Int.max),
          "Institutions, populations or kinds; an id goes before the word of a kind.")
        Field("total", \.total, .money(.positive), "Face of all claims together.")
        Field(
          optional: "weight", \.weight, .amount(.positive, unit: "relative"),
          "Relative sizes of the claims, scaled to the total.")
      }
    }
  }

  struct RandomGraph: Equatable {
    var common = Generated()
    var meanDegree = 1.0

    static let object = ObjectDescription(
      "RandomNetwork",
      "Each ordered pair has a claim with equal probability (Erdős and Rényi 1959).",
      initial: RandomGraph()
    ) {
      Embedded(\.common, Generated.object)
      Field(
        "mean_degree", \.meanDegree, .number(.positive), "Mean number of debtors of a member.")
    }
  }

  struct CorePeriphery: Equatable {
    var core: [String] = []
    var common = Generated()
    var coreProbability = 1.0
    var crossProbability = 0.5
    var peripheryProbability = 0.0

    static let object = ObjectDescription(
      "CorePeripheryNetwork",
      "A dense core, and a periphery linked mostly to it (Craig and von Peter 2014).",
      initial: CorePeriphery()
    ) {
      Field(
        "core", \.core, .array(of: .reference(.member), count: 1...Int.max),
        "Institutions, populations or kinds of the core; they need not be among `members`.")
      Embedded(\.common, Generated.object)
      Field(
        optional: "core_probability", \.coreProbability, .probability,
        "Of a claim inside the core.")
      Field(
        optional: "cross_probability", \.crossProbability, .probability,
        "Of a claim between core and periphery, either way.")
      Field(
        optional: "periphery_probability", \.peripheryProbability, .probability,
        "Of a claim inside the periphery.")
    }
  }

  struct Blocks: Equatable {
    var common = Generated()
    var within = 0.5
    var between = 0.1

    static let object = ObjectDescription(
      "BlockNetwork", "Members with the same home are linked more often.", initial: Blocks()
    ) {
      Embedded(\.common, Generated.object)
      Field("within", \.within, .probability, "Probability of a claim inside a jurisdiction.")
      Field("between", \.between, .probability, "Probability of a claim across jurisdictions.")
    }
  }

  struct Totals: Equatable {
    var assets = KeyedValues<Double>()
    var liabilities = KeyedValues<Double>()

    static let object = ObjectDescription(
      "MaximumEntropyNetwork",
      """
      The claims with the given totals that are spread most evenly, none to oneself (Upper and \
      Worms 2004).
      """, initial: Totals()
    ) {
      Field(
        "assets", \.assets, .map(from: .reference(.institution), to: .money()),
        "What each institution is owed in all.")
      Field(
        "liabilities", \.liabilities, .map(from: .reference(.institution), to: .money()),
        "What each institution owes in all.")
    }
  }
}

extension EntityKind {
  static let claimNetwork = EntityKind("network of claims")
  /// What a network may be built among.
  static let member = EntityKind("institution, population or kind")
}
