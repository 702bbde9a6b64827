import ArgumentParser
import LinearAlgebra
import Networks
import Randomness

struct NetworkGenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Draw a network of claims.",
    discussion: """
      Topologies and what they need:

        erdos-renyi     --probability P
        ring, chain     node i has a claim on node i − 1 (a chain without the last link)
        star            --hub owns|owes|both; the hub is the first node
        complete
        core-periphery  --core N --core-probability P --cross-probability P --periphery-probability P
        blocks          --within P --between P, and --group-column NAME of --nodes or --groups 10,20
        scale-free      --links EXPECTED --exponent GAMMA; the static model of Goh, Kahng and Kim (2001)
        fitness         --links EXPECTED, and --nodes with interbank_assets and interbank_liabilities
        configuration   --nodes with out_degree and in_degree; uniform among all such networks

      Amounts: constant (--amount), lognormal (--mu --sigma), pareto (--minimum --shape), equal-assets or \
      equal-liabilities (--total, a node's sum split equally). Every ordered pair has draws of its own, so \
      that one more node at the end changes nobody else's links, except under ring, scale-free, fitness \
      and configuration.

        concordat network generate erdos-renyi --count 100 --probability 0.05 --amounts lognormal \\
          --mu 2 --sigma 1 --seed 7 --out edges.csv --nodes-out nodes.csv
      """)

  @Argument(help: "Who has claims on whom.")
  var topology: GeneratedTopology

  @Option(help: "The number of nodes, called n1, n2, ….")
  var count: Int?

  @Option(
    help: ArgumentHelp("A table of nodes instead, with the column id.", valueName: "file"))
  var nodes: String?

  @OptionGroup var shape: TopologyOptions
  @OptionGroup var amounts: AmountOptions
  @OptionGroup var seed: SeedOption
  @OptionGroup var output: NetworkOutputOptions

  func validate() throws {
    try shape.refuseForeign(to: topology)
    try amounts.refuseForeign()
    let sources = [count != nil, nodes != nil, shape.groups != nil].filter { $0 }.count
    guard sources == 1 else {
      throw ValidationError("Give one of --count, --nodes and, for blocks, --groups.")
    }
    if let count, count < 1 || count > 10_000 {
      throw ValidationError("--count is of 1 to 10000: links are drawn on a square matrix.")
    }
    if [.fitness, .configuration].contains(topology), nodes == nil {
      throw ValidationError(
        "\(topology.rawValue) needs --nodes with the columns that it draws from.")
    }
  }

  func run() throws {
    try reportingComplaints {
      try output.check(inputs: nodes.map { [$0] } ?? [])
      let table = try nodes.map { try NodeTable(path: $0) } ?? NodeTable(ids: names)
      let links = try links(table)
      let claims = amounts.rule.claims(on: links, seed: seed.seed)
      guard claims.elements.reduce(0, +).isFinite else {
        throw Complaint.commandLine("the amounts sum to more than the range of numbers holds")
      }
      let exposures = LabelledExposures(ids: table.ids, claims: claims)
      try output.write(NetworkFiles(nodes: table, exposures: exposures))
    }
  }

  private var names: [String] {
    let count = count ?? shape.groupSizes?.reduce(0, +) ?? 0
    return (0..<count).map { "n\($0 + 1)" }
  }

  private func links(_ table: NodeTable) throws -> Matrix {
    guard topology != .configuration else {
      let (debtors, creditors) = (try degrees("out_degree", table), try degrees("in_degree", table))
      var stream = Stream(seed: seed.seed, replicate: 0, purpose: 0, tick: 0, entity: 0)
      do {
        return try configurationLinks(debtors: debtors, creditors: creditors, stream: &stream)
      } catch {
        throw Complaint(degrees: error, table.ids)
      }
    }
    let rule = try shape.rule(topology, table)
    return rule.links(count: table.count, seed: seed.seed)
  }

  private func degrees(_ name: String, _ table: NodeTable) throws -> [Int] {
    try table.numbers(name).enumerated().map { row, value in
      guard let degree = Int(exactly: value) else {
        throw Complaint(
          text: "\(name) of \(table.ids[row]) is \(value), not a whole number", status: .badInput)
      }
      return degree
    }
  }
}

extension Complaint {
  fileprivate init(degrees error: DegreeError, _ ids: [String]) {
    let text =
      switch error {
      case .wrongCount(let debtors, let creditors):
        "\(debtors) numbers of debtors and \(creditors) of creditors"
      case .inadmissible(let node, let degree):
        "the degree \(degree) of \(ids[node]) is not of 0 to \(ids.count - 1)"
      case .unbalanced(let debtors, let creditors):
        "out_degree sums to \(debtors) and in_degree to \(creditors)"
      case .notGraphic: "no network without double links has these degrees"
      }
    self.init(text: text, status: .badInput)
  }
}
