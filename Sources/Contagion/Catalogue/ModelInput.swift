package import Formats

/// Whether a model reads an input.
package enum Presence: Sendable, Equatable {
  case unused, optional, required
}

/// A column of numbers in a table of nodes or assets.
package struct InputColumn: Sendable, Equatable {
  package let name: String
  package let meaning: String
  package let bounds: Bounds

  package init(_ name: String, _ meaning: String, _ bounds: Bounds = .any) {
    self.name = name
    self.meaning = meaning
    self.bounds = bounds
  }

  /// The model cannot do without.
  package var required: ColumnNeed { ColumnNeed(column: self, absence: nil) }

  /// The model can do without; what it takes instead.
  package func optional(_ absence: String) -> ColumnNeed {
    ColumnNeed(column: self, absence: absence)
  }
}

/// A column that a model reads.
package struct ColumnNeed: Sendable, Equatable {
  package let column: InputColumn
  /// What stands in where there is no such column; nil where it must be there.
  package let absence: String?

  package var name: String { column.name }
}

extension InputColumn {
  package static let externalAssets = InputColumn(
    "external_assets", "value of the node's assets outside the tables", .nonNegative)
  package static let externalLiabilities = InputColumn(
    "external_liabilities", "what the node owes outside the tables", .nonNegative)
  package static let equity = InputColumn(
    "equity", "equity before the shock: the buffer that losses are measured against")
  package static let weight = InputColumn(
    "weight", "economic weight of the node in averages; any scale", .nonNegative)
  package static let threshold = InputColumn("threshold", "what makes the node fail")
  package static let shock = InputColumn(
    "shock", "fraction of the equity that is lost at the start", .fraction)
  package static let price = InputColumn("price", "price of a unit before the shock", .nonNegative)
  package static let depth = InputColumn(
    "depth", "money whose sale moves the price by 100 % (linear) or by a factor e (exponential)",
    .positive)
}

/// The tables that a model reads and the columns in them.
package struct ModelInputs: Sendable {
  package var exposures: Presence
  package var nodeColumns: [ColumnNeed]
  /// Groups of node columns of which at least one must be there.
  package var oneOf: [[InputColumn]]
  package var holdings: Presence
  package var assetColumns: [ColumnNeed]
  package var crossHoldings: Presence
  /// Whether the layers of exposures are told apart; other models add them up.
  package var ranksLayers = false

  package init(
    exposures: Presence = .required, nodeColumns: [ColumnNeed], oneOf: [[InputColumn]] = [],
    holdings: Presence = .unused, assetColumns: [ColumnNeed] = [],
    crossHoldings: Presence = .unused
  ) {
    self.exposures = exposures
    self.nodeColumns = nodeColumns
    self.oneOf = oneOf
    self.holdings = holdings
    self.assetColumns = assetColumns
    self.crossHoldings = crossHoldings
  }

  /// A table of assets is read where a model reads columns of it.
  package var assets: Presence {
    if assetColumns.isEmpty { return .unused }
    return assetColumns.contains { $0.absence == nil } ? .required : .optional
  }

  package func presence(of table: InputTable) -> Presence {
    switch table {
    case .exposures: exposures
    case .nodes: .required
    case .holdings: holdings
    case .assets: assets
    case .crossHoldings: crossHoldings
    }
  }
}
