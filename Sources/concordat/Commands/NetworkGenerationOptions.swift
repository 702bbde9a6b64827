import ArgumentParser
import Networks

enum GeneratedTopology: String, ExpressibleByArgument, CaseIterable {
  case erdosRenyi = "erdos-renyi"
  case ring, chain, star, complete
  case corePeriphery = "core-periphery"
  case blocks
  case scaleFree = "scale-free"
  case fitness, configuration

  /// The options of its own.
  fileprivate var options: [String] {
    switch self {
    case .erdosRenyi: ["probability"]
    case .ring, .chain, .complete, .configuration: []
    case .star: ["hub"]
    case .corePeriphery:
      ["core", "core-probability", "cross-probability", "periphery-probability"]
    case .blocks: ["within", "between", "group-column", "groups"]
    case .scaleFree: ["links", "exponent"]
    case .fitness: ["links"]
    }
  }
}

/// The parameters of topologies; each belongs to some, and is refused with others.
struct TopologyOptions: ParsableArguments {
  enum Hub: String, ExpressibleByArgument, CaseIterable {
    case owns, owes, both
  }

  @Option(help: "erdos-renyi: the probability of every link.")
  var probability: Double?
  @Option(help: "star: whether the hub owns claims on all others, owes to them, or both (default).")
  var hub: Hub?
  @Option(help: "core-periphery: how many of the first nodes are the core.")
  var core: Int?
  @Option(help: "core-periphery: the probability of a link inside the core.")
  var coreProbability: Double?
  @Option(help: "core-periphery: the probability between core and periphery, either way.")
  var crossProbability: Double?
  @Option(help: "core-periphery: the probability inside the periphery.")
  var peripheryProbability: Double?
  @Option(help: "blocks: the probability of a link inside a group.")
  var within: Double?
  @Option(help: "blocks: the probability of a link between two groups.")
  var between: Double?
  @Option(help: "blocks: the column of --nodes that names the group (default jurisdiction).")
  var groupColumn: String?
  @Option(help: "blocks: the sizes of the groups, such as 10,20,5, instead of --nodes.")
  var groups: String?
  @Option(help: "scale-free and fitness: the expected number of links.")
  var links: Double?
  @Option(help: "scale-free: the exponent of the tail of degrees, above 2 (default 2.5).")
  var exponent: Double?

  private var given: [String] {
    let all: [(name: String, isGiven: Bool)] = [
      ("probability", probability != nil), ("hub", hub != nil), ("core", core != nil),
      ("core-probability", coreProbability != nil), ("cross-probability", crossProbability != nil),
      ("periphery-probability", peripheryProbability != nil), ("within", within != nil),
      ("between", between != nil), ("group-column", groupColumn != nil), ("groups", groups != nil),
      ("links", links != nil), ("exponent", exponent != nil),
    ]
    return all.filter(\.isGiven).map(\.name)
  }

  var groupSizes: [Int]? {
    groups.map { $0.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? -1 } }
  }

  func refuseForeign(to topology: GeneratedTopology) throws {
    if let option = given.first(where: { !topology.options.contains($0) }) {
      throw ValidationError("--\(option) is not an option of \(topology.rawValue).")
    }
    let probabilities = [
      probability, coreProbability, crossProbability, peripheryProbability, within, between,
    ]
    if let wrong = probabilities.compactMap({ $0 }).first(where: { !($0 >= 0 && $0 <= 1) }) {
      throw ValidationError("\(wrong) is not a probability.")
    }
    if let exponent, !(exponent > 2 && exponent.isFinite) {
      throw ValidationError("--exponent is above 2, not \(exponent).")
    }
    if let links, !(links >= 0 && links.isFinite) {
      throw ValidationError("--links is a finite number, not negative; not \(links).")
    }
    if let groupSizes, !groupSizes.allSatisfy({ (1...10_000).contains($0) }) {
      throw ValidationError("--groups is a list of sizes such as 10,20,5, not \(groups ?? "").")
    }
    if let sum = groupSizes?.reduce(0, +), sum > 10_000 {
      throw ValidationError("--groups sums to \(sum), more than the 10000 nodes that are drawn.")
    }
    let optional = ["hub", "group-column", "groups", "exponent"]
    for option in topology.options where !optional.contains(option) && !given.contains(option) {
      throw ValidationError("\(topology.rawValue) needs --\(option).")
    }
    if groups != nil, groupColumn != nil {
      throw ValidationError("--groups and --group-column both say what the groups are.")
    }
  }

  /// The rule of a topology other than configuration, its options checked before.
  func rule(_ topology: GeneratedTopology, _ table: NodeTable) throws -> NetworkTopology {
    switch topology {
    case .erdosRenyi: return .erdosRenyi(probability: probability ?? 0)
    case .ring: return .ring
    case .chain: return .chain
    case .star:
      let hub = hub ?? .both
      return .star(hubOwns: hub != .owes, hubOwes: hub != .owns)
    case .complete, .configuration: return .complete
    case .corePeriphery:
      let core = core ?? 0
      guard core >= 0, core <= table.count else {
        throw Complaint.commandLine("--core \(core) is not of 0 to \(table.count) nodes")
      }
      return .corePeriphery(
        core: core, coreProbability: coreProbability ?? 0, cross: crossProbability ?? 0,
        periphery: peripheryProbability ?? 0)
    case .blocks:
      return .blocks(groups: try groupNumbers(table), within: within ?? 0, between: between ?? 0)
    case .scaleFree: return .scaleFree(links: links ?? 0, exponent: exponent ?? 2.5)
    case .fitness:
      do {
        return .fitness(
          try FitnessEnsemble(
            assets: try table.numbers("interbank_assets"),
            liabilities: try table.numbers("interbank_liabilities"), expectedLinks: links ?? 0))
      } catch let error as ReconstructionError {
        throw Complaint(error, ids: table.ids)
      }
    }
  }

  /// The group of each node: by the sizes given, or by the names in a column.
  private func groupNumbers(_ table: NodeTable) throws -> [Int] {
    if let groupSizes {
      return groupSizes.enumerated().flatMap { Array(repeating: $0, count: $1) }
    }
    let column = groupColumn ?? "jurisdiction"
    guard table.hasColumn(column) else {
      throw Complaint.commandLine(
        "the table of nodes has no column \(column) to tell groups by; give --group-column or --groups"
      )
    }
    var numbers: [String: Int] = [:]
    return try table.texts(column).map { name in
      let next = numbers.count
      return numbers[name]
        ?? {
          numbers[name] = next; return next
        }()
    }
  }
}

/// How large claims are.
struct AmountOptions: ParsableArguments {
  enum Rule: String, ExpressibleByArgument, CaseIterable {
    case constant, lognormal, pareto
    case equalAssets = "equal-assets"
    case equalLiabilities = "equal-liabilities"

    fileprivate var options: [String] {
      switch self {
      case .constant: ["amount"]
      case .lognormal: ["mu", "sigma"]
      case .pareto: ["minimum", "shape"]
      case .equalAssets, .equalLiabilities: ["total"]
      }
    }
  }

  @Option(help: "The rule of the amounts.")
  var amounts: Rule = .constant
  @Option(help: "constant: the amount of every claim (default 1).")
  var amount: Double?
  @Option(help: "lognormal: the mean of the logarithm (default 0).")
  var mu: Double?
  @Option(help: "lognormal: the standard deviation of the logarithm (default 1).")
  var sigma: Double?
  @Option(help: "pareto: the smallest amount (default 1).")
  var minimum: Double?
  @Option(help: "pareto: the exponent of the tail (default 2).")
  var shape: Double?
  @Option(help: "equal-assets and equal-liabilities: each node's sum (default 1).")
  var total: Double?

  func refuseForeign() throws {
    let given: [(name: String, value: Double?)] = [
      ("amount", amount), ("mu", mu), ("sigma", sigma), ("minimum", minimum), ("shape", shape),
      ("total", total),
    ]
    for (name, value) in given {
      guard let value else { continue }
      guard amounts.options.contains(name) else {
        throw ValidationError("--\(name) is not an option of --amounts \(amounts.rawValue).")
      }
      let isRight = value.isFinite && (name == "mu" || value > 0 || name == "sigma" && value == 0)
      guard isRight else { throw ValidationError("--\(name) cannot be \(value).") }
    }
  }

  var rule: LinkAmounts {
    switch amounts {
    case .constant: .constant(amount ?? 1)
    case .lognormal: .lognormal(mu: mu ?? 0, sigma: sigma ?? 1)
    case .pareto: .pareto(minimum: minimum ?? 1, shape: shape ?? 2)
    case .equalAssets: .equalAssets(total: total ?? 1)
    case .equalLiabilities: .equalLiabilities(total: total ?? 1)
    }
  }
}
