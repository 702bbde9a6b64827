import Formats
import Regimes
import Results
import Scenarios
import Simulation

/// An experiment file while it is being checked; problems are collected and thrown together.
struct SweepReading {
  let path: String
  let document: ExperimentDocument
  private let root: JSONNode
  private var problems: [Problem] = []
  /// Files that the experiment names beside its scenario, with their bytes.
  private(set) var inputs: [(path: String, bytes: [UInt8])] = []

  init(_ path: String) throws(InputProblems) {
    self.path = path
    root = try JSONReader.read(try InputFile.read(path), file: path)
    let keys = root.childNames
    guard !keys.contains("jurisdictions") || keys.contains("design") else {
      throw InputProblems([
        Problem(
          file: path, found: "a scenario, with a world of its own", expected: "an experiment",
          hint: "concordat run runs scenarios; an experiment names one and what is varied in it")
      ])
    }
    var decoding = Decoding(file: path)
    let document = ExperimentDocument.object.decode(root, &decoding) ?? ExperimentDocument()
    try decoding.finish()
    self.document = document
  }

  var scenarioPath: String { sibling(document.scenario) }

  private func sibling(_ name: String) -> String {
    let parent = Files.parent(of: path)
    return name.hasPrefix("/") || parent == "." ? name : "\(parent)/\(name)"
  }

  mutating func note(
    _ tokens: [String], found: String, expected: String, hint: String? = nil
  ) {
    let pointer = JSONPointer(tokens)
    problems.append(
      Problem(
        file: path, place: .json(pointer, root[pointer]?.position), found: found,
        expected: expected, hint: hint))
  }

  func finish() throws(InputProblems) {
    guard problems.isEmpty else { throw InputProblems(problems).sorted }
  }

  mutating func regimes(of scenario: Scenario) -> [String] {
    let known = scenario.regimes.map(\.name)
    for (index, name) in document.regimes.enumerated() where !known.contains(name) {
      note(
        ["regimes", String(index)], found: JSONText.quoted(name),
        expected: "one of the scenario's regimes \(known.joined(separator: ", "))",
        hint: Spelling.hint(for: name, among: known))
    }
    return known.filter { document.regimes.isEmpty || document.regimes.contains($0) }
  }

  /// The places of the metrics to be analysed; the headlines where the experiment names none.
  mutating func chosen(_ metrics: [MetricDescription]) -> [Int] {
    let names = metrics.map(\.name)
    guard !document.metrics.isEmpty else {
      return metrics.indices.filter { metrics[$0].headlineQuestion != nil }
    }
    var chosen: [Int] = []
    for (index, name) in document.metrics.enumerated() {
      if let place = names.firstIndex(of: name) {
        if !chosen.contains(place) { chosen.append(place) }
      } else {
        note(
          ["metrics", String(index)], found: JSONText.quoted(name),
          expected: "a metric of the scenario, a column of its runs.csv",
          hint: Spelling.hint(for: name, among: names))
      }
    }
    return chosen
  }

  mutating func checkNames(against metrics: [MetricDescription]) {
    let taken = SweepTables.reserved + ["failed_replicates"] + metrics.map(\.name)
    for (index, factor) in document.factors.enumerated() where taken.contains(factor.name) {
      note(
        ["factors", String(index), "name"], found: JSONText.quoted(factor.name),
        expected: "a name that no other column of the results has")
    }
  }

  mutating func checkTwoWay() {
    guard let table = document.twoWay else { return }
    let known = document.factors.map(\.name) + ["regime"]
    for (key, name) in [("rows", table.rows), ("columns", table.columns)]
    where !known.contains(name) {
      note(
        ["two_way", key], found: JSONText.quoted(name),
        expected: "one of the factors \(known.joined(separator: ", "))",
        hint: Spelling.hint(for: name, among: known))
    }
    if document.design != .fullFactorial {
      note(
        ["two_way"], found: "a two-way table of the design \(document.design.name)",
        expected: "the design full_factorial, in which every combination is there")
    }
  }

  /// The numbers that factors scale or shift, by factor and path.
  mutating func standing(in scenario: Scenario) -> [[Double]] {
    let resolved = JSONNode(plain: scenario.resolved)
    var standing: [[Double]] = []
    for (index, factor) in document.factors.enumerated() {
      var numbers: [Double] = []
      for (place, path) in factor.paths.enumerated() where factor.operation != .set {
        let pointer = (try? Override(parsing: path + "=0"))?.pointer
        let node = pointer.flatMap { resolved.resolved($0) }.flatMap { resolved[$0] }
        if case .number(let number, _)? = node?.value {
          numbers.append(number)
        } else {
          note(
            ["factors", String(index), "paths", String(place)],
            found: node?.summary ?? "nothing in the scenario at \(path)",
            expected: "a number to \(factor.operation.rawValue)",
            hint: Self.near(path, pointer, in: resolved))
          numbers.append(0)
        }
      }
      standing.append(numbers)
    }
    return standing
  }

  /// The nearest name where a path leaves the document.
  private static func near(_ path: String, _ pointer: JSONPointer?, in root: JSONNode) -> String? {
    guard let tokens = pointer?.tokens else { return nil }
    for length in tokens.indices
    where root.resolved(JSONPointer(Array(tokens[...length]))) == nil {
      let parent = root.resolved(JSONPointer(Array(tokens[..<length]))).flatMap { root[$0] }
      return parent.flatMap { Spelling.hint(for: tokens[length], among: $0.childNames) }
    }
    return nil
  }

  /// The rows of a design that is a table; none for another design.
  mutating func designTable() -> [[FactorValue?]] {
    guard case .table(let entry) = document.design else { return [] }
    let path = sibling(entry.file)
    do throws(InputProblems) {
      let bytes = try InputFile.read(path)
      inputs.append((path, bytes))
      let table = try CSVTable.read(bytes, file: path)
      let names = document.factors.map(\.name)
      for name in table.header where !names.contains(name) {
        problems.append(
          Problem(
            file: path, place: .csv(line: 1, column: nil),
            found: "a column \(JSONText.quoted(name))",
            expected: "one of the factors \(names.joined(separator: ", "))",
            hint: Spelling.hint(for: name, among: names)))
      }
      var places: [Int] = []
      for name in names { places.append(try table.requiredColumn(name)) }
      return (0..<table.rowCount).map { row in
        places.map { column in
          let text = table.text(row: row, column: column)
          return text.isEmpty ? nil : FactorValue(cell: text)
        }
      }
    } catch {
      problems += error.problems
      return []
    }
  }

  /// How many cells the design has; 0 after a problem.
  mutating func count(tableRows: Int) -> Int {
    for (index, factor) in document.factors.enumerated() {
      switch document.design {
      case .table: continue
      case .fullFactorial, .oneAtATime:
        guard factor.levels == nil else { continue }
        note(
          ["factors", String(index)], found: "a factor without values to take one by one",
          expected: "values, or a range with levels, for the design \(document.design.name)")
      default:
        guard !factor.isContinuous else { continue }
        note(
          ["factors", String(index)], found: "a factor without values",
          expected: "values, a range or a distribution for the design \(document.design.name)")
      }
    }
    let dimensions = document.factors.count
    if case .sobolIndices = document.design, dimensions > SaltelliDesign.maximumFactors {
      note(
        ["factors"], found: "\(dimensions) factors",
        expected: "at most \(SaltelliDesign.maximumFactors) for the design sobol_indices")
    }
    if case .sobolSequence = document.design, dimensions > SobolSequence.maximumDimensions {
      note(
        ["factors"], found: "\(dimensions) factors",
        expected: "at most \(SobolSequence.maximumDimensions) for the design sobol_sequence")
    }
    let count = SweepDesign.count(document.design, document.factors, tableRows: tableRows)
    if count == 0, problems.isEmpty {
      note(["design"], found: "a design without cells", expected: "at least one cell")
    }
    return count ?? 0
  }

  func checkSize(cells: Int, perCell: Int, maximum: Int) throws(InputProblems) {
    let (runs, isTooLarge) = cells.multipliedReportingOverflow(by: perCell)
    guard !isTooLarge, runs <= maximum else {
      throw InputProblems([
        Problem(
          file: path,
          found: isTooLarge
            ? "more runs than can be counted"
            : "\(cells) cells of \(perCell) runs each, \(runs) runs in all",
          expected: "at most \(maximum) runs",
          hint: "make the design smaller, or allow more with --max-runs")
      ])
    }
  }
}
