package import Contagion
package import Formats
import LinearAlgebra
import Networks
import Results

/// The tables of an order, read and checked.
package struct ContagionInputs: Sendable {
  package internal(set) var problem: ContagionProblem
  package let shocks: [Shock]
  /// Each file with its digest, by the option that named it.
  package let files: [InputFileRecord]
  /// Columns that the model does not use, in words.
  package let notes: [String]
  /// The tables in which findings of a model are placed.
  let nodes: NodeTable
  let assets: CSVTable?
  let paths: [InputTable: String]

  package struct InputFileRecord: Sendable, Equatable {
    package let option: String
    package let path: String
    package let sha256: String
  }

  /// Reads all files of an order; throws the problems of all of them together.
  package init(_ order: ContagionOrder) throws(InputProblems) {
    var reading = ContagionReading(order)
    guard let nodes = reading.readNodes(), let inputs = reading.readProblem(nodes) else {
      throw InputProblems(reading.problems)
    }
    let shocks = reading.readShocks(nodes, inputs)
    guard reading.problems.isEmpty else { throw InputProblems(reading.problems) }
    problem = inputs
    self.shocks = shocks
    files = reading.files
    notes = reading.notes
    self.nodes = nodes
    assets = reading.assets
    paths = order.files
  }

  /// What a model finds wrong with the tables, at the lines where it stands.
  package func problems(_ refusal: ModelRefusal) -> InputProblems {
    InputProblems(
      refusal.findings.map { finding in
        let (found, expected) = (finding.found, finding.expected)
        switch finding.place {
        case .node(let row, let column):
          return nodes.table.problem(row: row, column: column, found: found, expected: expected)
        case .asset(let row, let column):
          return assets?.problem(row: row, column: column, found: found, expected: expected)
            ?? Problem(file: paths[.assets] ?? "", found: found, expected: expected)
        case .exposure(let creditor, let debtor):
          let claim = "\(problem.ids[creditor]) on \(problem.ids[debtor])"
          return Problem(
            file: paths[.exposures] ?? "", found: "\(found) as the claim of \(claim)",
            expected: expected)
        case .table(let table):
          return Problem(file: paths[table] ?? "", found: found, expected: expected)
        case .option(let name): return Problem(file: "--\(name)", found: found, expected: expected)
        }
      })
  }
}

/// Reads the tables of an order one after another and keeps what is wrong with them.
struct ContagionReading {
  let order: ContagionOrder
  var problems: [Problem] = []
  var files: [ContagionInputs.InputFileRecord] = []
  var notes: [String] = []
  var assets: CSVTable?
  var layers: [ClaimsLayer] = []

  init(_ order: ContagionOrder) { self.order = order }

  var model: ContagionModel { order.model }

  /// Runs a step; nil where it throws, its problems kept.
  mutating func keeping<Value>(
    _ step: (inout ContagionReading) throws(InputProblems) -> Value
  ) -> Value? {
    do throws(InputProblems) { return try step(&self) } catch {
      problems += error.problems
      return nil
    }
  }

  /// The bytes of a file, its digest noted.
  mutating func bytes(_ path: String, option: String) throws(InputProblems) -> [UInt8] {
    let bytes = try InputFile.read(path)
    files.append(
      ContagionInputs.InputFileRecord(
        option: option, path: path, sha256: SHA256.hexadecimal(of: bytes)))
    return bytes
  }

  mutating func readNodes() -> NodeTable? {
    keeping { (reading) throws(InputProblems) in
      let path = reading.order.files[.nodes] ?? ""
      let bytes = try reading.bytes(path, option: InputTable.nodes.rawValue)
      do throws(InterchangeError) {
        return try NodeTable(csv: bytes, file: path)
      } catch {
        throw error.input
      }
    }
  }

  /// All tables as a problem; nil where one of them is wrong.
  mutating func readProblem(_ nodes: NodeTable) -> ContagionProblem? {
    let needs = model.inputs
    let columns = readColumns(
      nodes.table, needs.nodeColumns, oneOf: needs.oneOf, key: "id",
      known: ContagionCatalogue.nodeColumns)
    refuseTwoShocks(nodes)
    let fits = refuseSize(nodes)
    let claims = fits ? order.files[.exposures].flatMap { readExposures($0, nodes) } : nil
    let assetTable = order.files[.assets].flatMap { readAssets($0) }
    assets = assetTable?.table
    let holdings = order.files[.holdings].flatMap { readHoldings($0, nodes, assetTable?.ids) }
    let crossHoldings = order.files[.crossHoldings].flatMap { readCrossHoldings($0, nodes) }
    guard problems.isEmpty else { return nil }
    var problem = ContagionProblem(
      ids: nodes.ids, claims: claims, columns: columns,
      assets: assetTable?.ids ?? holdings?.assets ?? [], assetColumns: assetTable?.columns ?? [:],
      holdings: holdings?.amounts, crossHoldings: crossHoldings, values: order.values)
    problem.layers = layers
    return problem
  }

  /// A column of shocks and scenarios beside it would contradict each other.
  private mutating func refuseTwoShocks(_ nodes: NodeTable) {
    guard order.shocks != .given, nodes.hasColumn(InputColumn.shock.name) else { return }
    problems.append(
      Problem(
        file: nodes.table.file, place: .csv(line: 1, column: nil),
        found: "the column \"shock\" beside --shock or --shock-file",
        expected: "one of them to say what happens"))
  }
}
