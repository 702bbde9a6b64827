import ArgumentParser
import Formats
import LinearAlgebra
import Networks

struct NetworkDescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract:
      "Print what a network looks like: degrees, density, reciprocity, assortativity, components.",
    discussion: """
      Links run from the creditor to the debtor: out is a node's number of debtors, in its number of creditors. \
      Reciprocity is the share of links (of amounts) that are returned; assortativity the correlation over \
      links of a degree of the creditor with one of the debtor; clustering that of Fagiolo (2007). The \
      spectral radius is that of the matrix of amounts and, where the table of nodes has a column equity \
      that is positive everywhere, of claims over the creditor's equity: above one, linear distress grows \
      without bound. What is not defined is left out.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
  }

  @OptionGroup var input: NetworkInputOptions

  @Option(help: "text, json (with every node), or csv (one row a node).")
  var format: Format = .text

  func run() throws {
    try reportingComplaints {
      let report = NetworkReport(try input.read())
      switch format {
      case .text: Console.print(report.text)
      case .json: Console.print(JSONText.pretty(report.json))
      case .csv: Console.print(report.csv)
      }
    }
  }
}

/// The description of a network as text, JSON and CSV.
private struct NetworkReport {
  /// The largest network whose spectral radius is computed, on a dense matrix.
  private static let largestSpectrum = 2000

  private let ids: [String]
  private let layers: [String]
  private let description: NetworkDescription
  private let radius: Double?
  private let leverageRadius: Double?

  init(_ network: NetworkFiles) {
    ids = network.exposures.ids
    layers = network.exposures.layers.compactMap(\.name)
    let claims = network.exposures.claims
    description = NetworkDescription(claims)
    guard claims.rows <= Self.largestSpectrum else {
      (radius, leverageRadius) = (nil, nil)
      return
    }
    let dense = claims.dense
    radius = spectralRadius(dense).value
    let equity = network.nodes.hasColumn("equity") ? try? network.nodes.numbers("equity") : nil
    leverageRadius = equity.flatMap { equity in
      guard equity.allSatisfy({ $0 > 0 }) else { return nil }
      var leverage = dense
      for i in 0..<dense.rows {
        for k in 0..<dense.columns { leverage[i, k] /= equity[i] }
      }
      return spectralRadius(leverage).value
    }
  }

  /// Names and values of what is known of the whole, nil where it is not defined.
  private var measures: [(name: String, value: JSONValue?)] {
    func number(_ value: Double?) -> JSONValue? { value.map { .number($0) } }
    let nodes = description.nodes
    let assortativity = description.assortativity
    return [
      ("nodes", .integer(nodes.count)), ("links", .integer(description.links)),
      ("amount", .number(description.amount)), ("density", number(description.density)),
      ("largest_out_degree", nodes.map(\.debtors).max().map { .integer($0) }),
      ("largest_in_degree", nodes.map(\.creditors).max().map { .integer($0) }),
      ("largest_assets", number(nodes.map(\.assets).max())),
      ("largest_liabilities", number(nodes.map(\.liabilities).max())),
      (
        "nodes_without_claims_or_debts",
        .integer(nodes.filter { $0.debtors + $0.creditors == 0 }.count)
      ),
      ("reciprocity", number(description.reciprocity)),
      ("weighted_reciprocity", number(description.weightedReciprocity)),
      ("assortativity_out_in", number(assortativity.outIn)),
      ("assortativity_out_out", number(assortativity.outOut)),
      ("assortativity_in_in", number(assortativity.inIn)),
      ("assortativity_in_out", number(assortativity.inOut)),
      ("mean_clustering", number(description.meanClustering)),
      ("strong_components", .integer(description.strongComponents.count)),
      ("largest_strong_component", description.strongComponents.first.map { .integer($0) }),
      ("weak_components", .integer(description.weakComponents.count)),
      ("largest_weak_component", description.weakComponents.first.map { .integer($0) }),
      ("spectral_radius", number(radius)), ("leverage_spectral_radius", number(leverageRadius)),
    ]
  }

  var text: String {
    let shown = measures.filter { $0.value != nil }
    let width = (shown.map(\.name.count).max() ?? 0) + 2
    var lines = shown.map { measure in
      let value: String =
        switch measure.value {
        case .integer(let count): String(count)
        case .number(let number): JSONText.number(number)
        default: ""
        }
      return measure.name + String(repeating: " ", count: width - measure.name.count) + value
    }
    if !layers.isEmpty { lines.append("layers: " + layers.joined(separator: ", ")) }
    if radius == nil {
      lines.append("the spectral radius is not computed above \(Self.largestSpectrum) nodes")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  var json: JSONValue {
    let whole = measures.map { JSONMember($0.name, $0.value ?? .null) }
    let nodes = zip(ids, description.nodes).map { id, node in
      JSONValue.object([
        JSONMember("id", .string(id)), JSONMember("out_degree", .integer(node.debtors)),
        JSONMember("in_degree", .integer(node.creditors)),
        JSONMember("assets", .number(node.assets)),
        JSONMember("liabilities", .number(node.liabilities)),
        JSONMember("strong_component_size", .integer(node.componentSize)),
        JSONMember("clustering", node.clustering.map { .number($0) } ?? .null),
      ])
    }
    let names = JSONMember("layers", .array(layers.map { .string($0) }))
    return .object(whole + [names, JSONMember("each", .array(nodes))])
  }

  var csv: String {
    var writer = CSVWriter(columns: [
      "id", "out_degree", "in_degree", "assets", "liabilities", "strong_component_size",
      "clustering",
    ])
    for (id, node) in zip(ids, description.nodes) {
      writer.row([
        .string(id), .int(node.debtors), .int(node.creditors), .double(node.assets),
        .double(node.liabilities), .int(node.componentSize),
        node.clustering.map { .double($0) } ?? .missing,
      ])
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
