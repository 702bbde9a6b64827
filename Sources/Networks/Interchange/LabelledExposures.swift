public import LinearAlgebra

/// A network of claims whose nodes have names: what stands in files.
///
/// Node `i` of every matrix is `ids[i]`. A claim of nothing is no claim: zero amounts are not stored.
public struct LabelledExposures: Sendable, Equatable {
  /// Claims of one kind: loans, derivatives, collateral.
  public struct Layer: Sendable, Equatable {
    /// What the claims are; nil for the single layer of a network that names none.
    public let name: String?
    /// Face values, row = creditor, column = debtor, each stored one positive.
    public let claims: SparseMatrix

    /// A layer of the given name and claims.
    public init(name: String?, claims: SparseMatrix) {
      self.name = name
      self.claims = claims
    }
  }
  /// The names of the nodes, each once, none empty or with control characters, which not all formats hold.
  public let ids: [String]
  /// The layers in the order in which their names first stand in the file; at least one.
  public let layers: [Layer]

  /// The number of nodes.
  public var count: Int { ids.count }

  /// A network of one unnamed layer.
  ///
  /// - Parameters:
  ///   - ids: the names of the nodes, distinct and not empty.
  ///   - claims: square, of as many rows as there are names, finite, not negative, zero on the diagonal.
  public init(ids: [String], claims: SparseMatrix) {
    self.init(ids: ids, layers: [Layer(name: nil, claims: claims)])
  }

  /// A network of one unnamed layer from dense claims.
  ///
  /// - Parameters:
  ///   - ids: the names of the nodes, distinct and not empty.
  ///   - claims: square, of as many rows as there are names, finite, not negative, zero on the diagonal.
  public init(ids: [String], claims: Matrix) {
    self.init(ids: ids, claims: SparseMatrix(claims))
  }

  /// A network of several layers.
  ///
  /// - Parameters:
  ///   - ids: the names of the nodes, distinct and not empty.
  ///   - layers: at least one; several all have names, which are distinct. The claims of each are square,
  ///     of as many rows as there are nodes, finite, positive where they are stored, off the diagonal.
  public init(ids: [String], layers: [Layer]) {
    precondition(IdentifierIndex(distinct: ids) != nil, "the names of nodes must be distinct")
    let names = layers.compactMap(\.name)
    precondition(
      IdentifierIndex(distinct: names) != nil && (layers.count == 1 || names.count == layers.count),
      "layers \(layers.map(\.name))")
    for var name in ids + names {
      let objection = name.withUTF8 { IdentifierIndex.objection(to: $0) }
      precondition(objection == nil, objection ?? "")
    }
    for layer in layers {
      let claims = layer.claims
      precondition(
        claims.rows == ids.count && claims.columns == ids.count,
        "claims of \(claims.rows) × \(claims.columns) for \(ids.count) names")
      for row in 0..<claims.rows {
        for place in claims.rowOffsets[row]..<claims.rowOffsets[row + 1] {
          let value = claims.values[place]
          precondition(
            value > 0 && value.isFinite && claims.columnIndices[place] != row,
            "a claim of \(value) of node \(row) on node \(claims.columnIndices[place])")
        }
      }
    }
    self.ids = ids
    self.layers = layers
  }

  /// The claims of all layers together, added in the order of the layers.
  ///
  /// `O(n + claims)`.
  public var claims: SparseMatrix {
    guard layers.count > 1 else { return layers[0].claims }
    var entries: [SparseMatrix.Entry] = []
    for row in 0..<count {
      let start = entries.count
      for layer in layers {
        for place in layer.claims.rowOffsets[row]..<layer.claims.rowOffsets[row + 1] {
          entries.append(
            SparseMatrix.Entry(
              row: row, column: Int(layer.claims.columnIndices[place]),
              value: layer.claims.values[place]))
        }
      }
      // Swift's sort is stable, so that the claims on one debtor stay in the order of the layers.
      entries[start...].sort { $0.column < $1.column }
    }
    return SparseMatrix(rows: count, columns: count, entries: entries)
  }
}

/// What to do with two edges of the same creditor, debtor and layer.
public enum DuplicateEdges: Sendable, Equatable {
  /// The second is a mistake.
  case refused
  /// Their amounts are added, in the order of the file.
  case summed
}
