import Formats
import LinearAlgebra
import Regimes
import Results
import Simulation

/// One attribution from its order to its directory.
package struct AttributionExperiment: Sendable {
  package var order: AttributionOrder
  package var target: String?
  package var jobs: Int
  package var overwrites: Bool

  package init(
    _ order: AttributionOrder, target: String? = nil, jobs: Int, overwrites: Bool = false
  ) {
    self.order = order
    self.target = target
    self.jobs = jobs
    self.overwrites = overwrites
  }

  package static let format = "concordat-attribution"

  package enum Conclusion: Sendable {
    case wasFinished(directory: String)
    case published(directory: String, [LeverValue])
  }

  /// Runs what is not in the log yet, and writes the directory.
  package func perform(
    started: (_ target: String) -> Void = { _ in },
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) async throws -> Conclusion {
    let start = Moment.now()
    let program = try Program.current()
    let identity = order.identity(of: program)
    let target =
      target ?? "\(RunExperiment.resultsDirectory)/attribute-\(order.name)-\(identity.prefix(8))"
    // Rows of another arithmetic may differ in their last bits: they do not mix.
    let fingerprint = numericFingerprint()
    let request = Study.Request(
      target: target, format: Self.format, identity: identity, mark: fingerprint,
      pieces: order.design.pieces, overwrites: overwrites)
    guard case .open(let study) = try Study.open(request) else {
      return .wasFinished(directory: target)
    }
    started(target)
    try await work(study.log, progress)
    let lines = try publish(study)
    try study.commit(
      name: "attribute-\(order.name)", program: program, members: members(fingerprint),
      times: start.timesUntilNow)
    return .published(directory: target, lines)
  }

  private func work(_ log: WorkLog, _ progress: (Int, Int) -> Void) async throws {
    let tables = AttributionTables(order: order)
    let work: @Sendable (Int) -> FileFailure? = { piece in
      do throws(FileFailure) {
        try log.append(tables.rows(piece: piece), for: piece)
        return nil
      } catch {
        return error
      }
    }
    let total = order.design.pieces
    var done = log.count
    var refusal: FileFailure?
    progress(done, total)
    let pending = (0..<total).lazy.filter { !log.contains($0) }
    await workOff(pending, jobs: jobs, work: work) { _, failure in
      refusal = refusal ?? failure
      done += 1
      progress(done, total)
      return refusal == nil
    }
    if let refusal { throw refusal }
  }

  /// Writes the tables from the log; returns the lines of the attribution.
  private func publish(_ study: Study) throws -> [LeverValue] {
    let tables = AttributionTables(order: order)
    let measured = order.chosen + [order.cost].compactMap { $0 }
    // By metric, mode, replicate and coalition.
    var worths: [Int: [[[Double?]]]] = [:]
    let empty = order.design.coalitions.map { $0.map { _ in Double?.none } }
    for metric in measured { worths[metric] = order.modes.map { _ in empty } }
    let output = try study.begin(tables.rows)
    let header = tables.rows.writer(writesHeader: true).bytes
    var place = (replicate: 0, index: 0)
    for piece in 0..<order.design.pieces {
      guard let bytes = try study.log.read(piece) else {
        preconditionFailure("piece \(piece) is neither finished nor refused")
      }
      output.append(bytes)
      let table = try CSVTable.read(header + bytes, file: tables.rows.fileName)
      if place.index == order.design.coalitions[place.replicate].count {
        place = (place.replicate + 1, 0)
      }
      for metric in measured {
        let values = try table.optionalDoubles(order.metrics[metric].name)
        for (mode, value) in values.enumerated() {
          worths[metric]?[mode][place.replicate][place.index] = value
        }
      }
      place.index += 1
    }
    try study.end(tables.rows, output)
    var statistics = LeverStatistics(order)
    var lines: [LeverValue] = []
    for mode in order.modes.indices {
      for metric in order.chosen {
        lines += statistics.lines(
          metric: metric, mode: mode, worths: worths[metric]?[mode] ?? [],
          costs: order.cost.flatMap { worths[$0]?[mode] })
      }
    }
    try study.write(tables.attribution, lines.map(tables.cells))
    try study.write("scenario.json", Array(JSONText.pretty(order.scenario).utf8))
    return lines
  }

  /// What the manifest says beside versions, digests and times.
  private func members(_ fingerprint: String) -> [JSONMember] {
    let orders: Int? = if case .sampled(let orders) = order.design.method { orders } else { nil }
    return [
      JSONMember("status", "complete"), JSONMember("name", .string(order.name)),
      JSONMember("inputs", .array(order.inputs.map(\.json))),
      JSONMember("seed", .integer(Int(order.seed))), JSONMember("from", .string(order.from)),
      JSONMember("to", .string(order.to)),
      JSONMember("modes", .array(order.modes.map { .string($0.rawValue) })),
      JSONMember("replicates", .integer(order.replicates)),
      JSONMember("levers", .array(order.design.levers.map { .string($0.rawValue) })),
      JSONMember("orders", orders.map { .integer($0) } ?? "all"),
      JSONMember("numeric_fingerprint", .string(fingerprint)),
      JSONMember("counts", ["runs": .integer(order.runs)]),
    ]
  }
}
