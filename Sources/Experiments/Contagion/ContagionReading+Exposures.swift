import Contagion
import Formats
import LinearAlgebra
import Networks

extension ContagionReading {
  /// A square table that is kept in memory has its limit, and so have the results; whether the nodes keep it.
  mutating func refuseSize(_ nodes: NodeTable) -> Bool {
    let limit = ContagionModel.Sizes.denseLimit
    if model.sizes == .dense, nodes.count > limit {
      let sparse = ContagionCatalogue.models.filter { $0.sizes != .dense }.map(\.title)
      problems.append(
        Problem(
          file: nodes.table.file, found: "\(nodes.count) nodes",
          expected: "at most \(limit), for \(model.title) keeps claims as a square table; "
            + "without a limit are \(sparse.joined(separator: ", "))"))
      return false
    }
    guard order.shocks == .eachNode, nodes.count > Self.mostResults / max(1, nodes.count) else {
      return true
    }
    problems.append(
      Problem(
        file: nodes.table.file, found: "\(nodes.count) nodes with as many shocks (--shock all)",
        expected: "at most \(Self.mostResults) results, nodes times shocks; "
          + "--shock-file takes the shocks in parts"))
    return false
  }

  /// Nodes times shocks whose results are kept in memory until they are written: about 8 GB.
  private static let mostResults = 200_000_000

  /// The claims, kept in the way that fits the model and their number.
  mutating func readExposures(_ path: String, _ nodes: NodeTable) -> ClaimsTable? {
    keeping { (reading) throws(InputProblems) in
      let bytes = try reading.bytes(path, option: InputTable.exposures.rawValue)
      let read: LabelledExposures
      do throws(InterchangeError) {
        read =
          reading.order.isDense
          ? try LabelledExposures(denseCSV: bytes, file: path, ids: nodes.ids)
          : try LabelledExposures(
            edgeListCSV: bytes, file: path, ids: nodes.ids,
            duplicates: reading.order.sumsDuplicates ? .summed : .refused)
      } catch {
        throw error.input
      }
      try refuseUncountable(read, path)
      if reading.model.inputs.ranksLayers {
        reading.layers = try reading.ranked(read, path)
      } else if read.layers.count > 1 {
        let names = read.layers.compactMap(\.name).joined(separator: ", ")
        reading.notes.append("\(path): \(reading.model.title) adds up the layers \(names)")
      }
      let claims = read.claims
      return reading.model.sizes.isSparse(nodes: nodes.count, claims: claims.entryCount)
        ? .sparse(claims) : .dense(claims.dense)
    }
  }
}

extension ContagionReading {
  /// The layers of the exposures in the order of `--seniority`, which must name each of them.
  fileprivate func ranked(
    _ read: LabelledExposures, _ path: String
  ) throws(InputProblems) -> [ClaimsLayer] {
    guard case .names(let order)? = self.order.values["seniority"] else {
      preconditionFailure("no --seniority for \(model.title)")
    }
    let names = read.layers.compactMap(\.name)
    if names.isEmpty {
      guard read.claims.entryCount == 0 else {
        throw InputProblems([
          Problem(
            file: path, place: .csv(line: 1, column: nil), found: "no column \"layer\"",
            expected: "a column with the layers that --seniority ranks")
        ])
      }
      return order.map { ClaimsLayer(name: $0, claims: read.claims.dense) }
    }
    let unranked = names.filter { !order.contains($0) }.map { name in
      Problem(
        file: path, place: .csv(line: 1, column: "layer"),
        found: "the layer \(JSONText.quoted(name))",
        expected: "one that --seniority ranks: \(order.joined(separator: ", "))",
        hint: Spelling.hint(for: name, among: order))
    }
    let unknown = order.filter { !names.contains($0) }.map { name in
      Problem(
        file: "--seniority", found: JSONText.quoted(name),
        expected: "layers of \(path): \(names.joined(separator: ", "))",
        hint: Spelling.hint(for: name, among: names))
    }
    guard unranked.isEmpty, unknown.isEmpty else { throw InputProblems(unranked + unknown) }
    return order.flatMap { name in
      read.layers.filter { $0.name == name }.map {
        ClaimsLayer(name: name, claims: $0.claims.dense)
      }
    }
  }
}

/// Refuses claims whose products and ratios leave the range of numbers.
private func refuseUncountable(
  _ exposures: LabelledExposures, _ path: String
) throws(InputProblems) {
  for layer in exposures.layers {
    let claims = layer.claims
    guard let place = claims.values.firstIndex(where: { !ContagionModel.canCount($0) }),
      let next = claims.rowOffsets.firstIndex(where: { $0 > place })
    else { continue }
    let creditor = exposures.ids[next - 1]
    let debtor = exposures.ids[Int(claims.columnIndices[place])]
    throw InputProblems([
      Problem(
        file: path,
        found: "a claim of \(JSONText.quoted(creditor)) on \(JSONText.quoted(debtor)) "
          + "of \(JSONText.number(claims.values[place]))",
        expected: ContagionModel.countable)
    ])
  }
}
