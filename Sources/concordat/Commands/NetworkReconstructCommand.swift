import ArgumentParser
import LinearAlgebra
import Networks
import Randomness

struct NetworkReconstructCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconstruct",
    abstract: "Rebuild claims from what each node owns and owes in all.",
    discussion: """
      The table of nodes holds the totals: interbank_assets, what a node owns in claims, and \
      interbank_liabilities, what it owes (other names by --assets-column and --liabilities-column). Methods:

        maximum-entropy  as evenly as the totals allow (RAS; Upper and Worms 2004); with --prior, nearest to it
        minimum-density  as few links as can be found (Anand, Craig and von Peter 2015)
        fitness          a draw of the ensemble of Cimini et al. (2015) with --links or --density; totals \
      are met in expectation only
        gibbs            a draw given all totals from a prior of links with --probability and exponential \
      amounts of --mean-amount (Gandy and Veraart 2017)
        feasible         any network with the totals, by maximum flow

      --prior names a network: pairs without a claim in it are forbidden, and for maximum-entropy its amounts \
      are relative weights. Totals that no network has are refused with the nodes that own more than all \
      their possible debtors owe. A result that does not meet the totals within the tolerance is written all \
      the same, and the exit code is 2.
      """)

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case maximumEntropy = "maximum-entropy"
    case minimumDensity = "minimum-density"
    case fitness, gibbs, feasible

    fileprivate var options: [String] {
      switch self {
      case .maximumEntropy: ["prior", "tolerance", "iterations"]
      case .minimumDensity: ["restarts"]
      case .fitness: ["links", "density"]
      case .gibbs: ["prior", "probability", "mean-amount", "steps"]
      case .feasible: ["prior"]
      }
    }
  }

  @Argument(help: "How claims are rebuilt.")
  var method: Method

  @Option(help: ArgumentHelp("The table of nodes with the totals.", valueName: "file"))
  var nodes: String

  @Option(help: "The column of what nodes own in claims.")
  var assetsColumn = "interbank_assets"

  @Option(help: "The column of what nodes owe.")
  var liabilitiesColumn = "interbank_liabilities"

  @Option(
    help: ArgumentHelp(
      "A network whose pairs alone may have claims (an edge list, GraphML or Matrix Market).",
      valueName: "file"))
  var prior: String?

  @Option(help: "maximum-entropy: the gap to the totals, relative to the sum (default 1e-12).")
  var tolerance: Double?

  @Option(help: "maximum-entropy: the bound on sweeps (default 100000).")
  var iterations: Int?

  @Option(help: "minimum-density: how many networks are drawn (default 20).")
  var restarts: Int?

  @Option(help: "fitness: the expected number of links.")
  var links: Double?

  @Option(help: "fitness: the expected share of ordered pairs with a link.")
  var density: Double?

  @Option(help: "gibbs: the prior probability of a link (default 0.5).")
  var probability: Double?

  @Option(help: "gibbs: the prior mean of an amount; by default what makes prior and totals agree.")
  var meanAmount: Double?

  @Option(help: "gibbs: steps before the network is taken (default 20 n² and at least 10000).")
  var steps: Int?

  @OptionGroup var seed: SeedOption
  @OptionGroup var output: NetworkOutputOptions

  func validate() throws {
    let given: [(name: String, isGiven: Bool)] = [
      ("prior", prior != nil), ("tolerance", tolerance != nil), ("iterations", iterations != nil),
      ("restarts", restarts != nil), ("links", links != nil), ("density", density != nil),
      ("probability", probability != nil), ("mean-amount", meanAmount != nil),
      ("steps", steps != nil),
    ]
    for (name, _) in given.filter(\.isGiven) where !method.options.contains(name) {
      throw ValidationError("--\(name) is not an option of \(method.rawValue).")
    }
    guard method != .fitness || (links == nil) != (density == nil) else {
      throw ValidationError("fitness needs --links or --density.")
    }
    for (name, value) in [("iterations", iterations), ("restarts", restarts), ("steps", steps)] {
      if let value, value < 1 { throw ValidationError("--\(name) is at least 1, not \(value).") }
    }
    if let tolerance, !(tolerance > 0 && tolerance < 1) {
      throw ValidationError("--tolerance is between 0 and 1, not \(tolerance).")
    }
    if let probability, !(probability > 0 && probability <= 1) {
      throw ValidationError("--probability is above 0 and at most 1, not \(probability).")
    }
    if let meanAmount, !(meanAmount >= 1e-300 && meanAmount.isFinite) {
      throw ValidationError("--mean-amount is above 0, not \(meanAmount).")
    }
  }

  func run() throws {
    try reportingComplaints {
      try output.check(inputs: [nodes] + (prior.map { [$0] } ?? []))
      let table = try NodeTable(path: nodes)
      let totals = Totals(
        assets: try table.numbers(assetsColumn), liabilities: try table.numbers(liabilitiesColumn),
        prior: try priorMatrix(table.ids))
      let rebuilt: (claims: Matrix, shortfall: String?)
      do {
        rebuilt = try rebuild(totals, table.ids)
      } catch let error as ReconstructionError {
        throw Complaint(error, ids: table.ids)
      }
      let exposures = LabelledExposures(ids: table.ids, claims: rebuilt.claims)
      try output.write(NetworkFiles(nodes: table, exposures: exposures))
      if let shortfall = rebuilt.shortfall {
        Console.complain("concordat: \(shortfall)")
        throw CommandStatus.unitsFailed.code
      }
    }
  }

  private struct Totals {
    var assets: [Double]
    var liabilities: [Double]
    var prior: Matrix?
    var count: Int { assets.count }
  }

  private func priorMatrix(_ ids: [String]) throws -> Matrix? {
    guard let prior else { return nil }
    guard let format = NetworkFormat(path: prior) else {
      throw Complaint.commandLine("the name of \(prior) does not say how the network stands in it")
    }
    return try LabelledExposures(path: prior, format: format, ids: ids).claims.dense
  }

  private var stream: Stream {
    Stream(seed: seed.seed, replicate: 0, purpose: 0, tick: 0, entity: 0)
  }

  private func rebuild(
    _ totals: Totals, _ ids: [String]
  ) throws -> (claims: Matrix, shortfall: String?) {
    let (rows, columns) = (totals.assets, totals.liabilities)
    switch method {
    case .maximumEntropy: return try maximumEntropy(totals)
    case .minimumDensity:
      var stream = stream
      let claims = try minimumDensityClaims(
        rowTotals: rows, columnTotals: columns, restarts: restarts ?? 20, stream: &stream)
      return (claims, nil)
    case .fitness:
      let pairs = Double(totals.count) * Double(totals.count - 1)
      let ensemble = try FitnessEnsemble(
        assets: rows, liabilities: columns, expectedLinks: links ?? (density ?? 0) * pairs)
      return (ensemble.claims(seed: seed.seed), nil)
    case .gibbs: return (try gibbs(totals), nil)
    case .feasible:
      switch try feasibleClaims(rowTotals: rows, columnTotals: columns, allowed: totals.prior) {
      case .feasible(let claims): return (claims, nil)
      case .infeasible(let cut): throw ReconstructionError(problems: [.infeasible(cut)])
      }
    }
  }

  private func maximumEntropy(_ totals: Totals) throws -> (claims: Matrix, shortfall: String?) {
    let (rows, columns) = (totals.assets, totals.liabilities)
    let found = try maximumEntropyClaims(
      rowTotals: rows, columnTotals: columns, prior: totals.prior, tolerance: tolerance ?? 1e-12,
      maximumIterations: iterations ?? 100_000)
    guard found.status != .converged else { return (found.claims, nil) }
    // Totals that no network has are a mistake of the input, and can be named.
    let feasibility = try feasibleClaims(
      rowTotals: rows, columnTotals: columns, allowed: totals.prior)
    if case .infeasible(let cut) = feasibility {
      throw ReconstructionError(problems: [.infeasible(cut)])
    }
    return (
      found.claims,
      "the totals are not met after \(found.iterations) sweeps; the largest gap is "
        + "\(found.residual) of the sum"
    )
  }

  private func gibbs(_ totals: Totals) throws -> Matrix {
    let count = totals.count
    let p = probability ?? 0.5
    var probabilities = Matrix(rows: count, columns: count, repeating: p)
    if let prior = totals.prior {
      for i in 0..<count {
        for k in 0..<count where prior[i, k] == 0 { probabilities[i, k] = 0 }
      }
    }
    let owners = totals.assets.filter { $0 > 0 }.count
    let debtors = totals.liabilities.filter { $0 > 0 }.count
    let sum = totals.assets.reduce(0, +)
    // The mean amount of a link when every pair of an owner and a debtor has one with the prior probability.
    let implied = sum > 0 ? sum / (p * Double(max(1, owners * debtors))) : 1
    var sampler = try ClaimsSampler(
      rowTotals: totals.assets, columnTotals: totals.liabilities, linkProbability: probabilities,
      rate: Matrix(
        rows: count, columns: count, repeating: 1 / (meanAmount ?? max(implied, 1e-300))),
      stream: stream)
    return sampler.claims(after: steps ?? max(10_000, 20 * count * count))
  }
}

extension Complaint {
  /// What is wrong with totals, in the names of the nodes.
  init(_ error: ReconstructionError, ids: [String]) {
    let lines = error.problems.map { Self.text($0, ids) }
    self.init(text: lines.joined(separator: "\n"), status: .badInput)
  }

  private static func text(_ problem: ReconstructionError.Problem, _ ids: [String]) -> String {
    switch problem {
    case .wrongCount(let rows, let columns): "\(rows) totals of assets and \(columns) of debts"
    case .inadmissibleTotal(let isRow, let node, let value):
      "the total \(isRow ? "owned" : "owed") by \(ids[node]) is \(value), "
        + "not a finite number that is not negative"
    case .unbalanced(let rowSum, let columnSum):
      "claims of \(rowSum) in all are owned, but \(columnSum) are owed"
    case .inadmissiblePrior: "the prior is not a matrix of the nodes"
    case .inadmissibleLinks(let asked, let possible):
      "\(asked) links are expected, but the totals leave room for more than 0 and less than \(possible)"
    case .infeasible(let cut):
      "no network has these totals: \(names(cut.creditors, ids)) own \(cut.owned) in claims, but all "
        + "on whom they may have them (\(names(cut.debtors, ids))) owe \(cut.owed)"
    }
  }

  private static func names(_ nodes: [Int], _ ids: [String]) -> String {
    if nodes.isEmpty { return "nobody" }
    let shown = nodes.prefix(10).map { ids[$0] }.joined(separator: ", ")
    return nodes.count > 10 ? "\(shown) and \(nodes.count - 10) more" : shown
  }
}
