package import LinearAlgebra

/// What a model is run on: tables whose rows have been matched by name, and the values of its options.
package struct ContagionProblem: Sendable {
  package var ids: [String]
  /// Row = creditor; all zero where the model reads no exposures.
  package var claims: ClaimsTable
  /// The claims by layer, first paid first, for a model that ranks them; else empty.
  package var layers: [ClaimsLayer] = []
  /// The columns of the table of nodes that are there, by name.
  package var columns: [String: [Double]]
  package var assets: [String]
  package var assetColumns: [String: [Double]]
  /// Row = institution, column = asset.
  package var holdings: Matrix
  /// Row = holder, column = issuer; nil where there is no such table.
  package var crossHoldings: Matrix?
  /// The options that are given, and the defaults of the others.
  package var values: [String: ModelOption.Value]
  /// How many threads a model that solves many shocks together may use; no result depends on it.
  package var threads = 1

  package init(
    ids: [String], claims: ClaimsTable? = nil, columns: [String: [Double]] = [:],
    assets: [String] = [], assetColumns: [String: [Double]] = [:], holdings: Matrix? = nil,
    crossHoldings: Matrix? = nil, values: [String: ModelOption.Value] = [:]
  ) {
    self.ids = ids
    self.claims = claims ?? .sparse(SparseMatrix(rows: ids.count, columns: ids.count, entries: []))
    self.columns = columns
    self.assets = assets
    self.assetColumns = assetColumns
    self.holdings = holdings ?? Matrix(rows: ids.count, columns: assets.count)
    self.crossHoldings = crossHoldings
    self.values = values
  }

  /// The same with the claims as a square table.
  package init(
    ids: [String], exposures: Matrix, columns: [String: [Double]] = [:], assets: [String] = [],
    assetColumns: [String: [Double]] = [:], holdings: Matrix? = nil, crossHoldings: Matrix? = nil,
    values: [String: ModelOption.Value] = [:]
  ) {
    self.init(
      ids: ids, claims: .dense(exposures), columns: columns, assets: assets,
      assetColumns: assetColumns, holdings: holdings, crossHoldings: crossHoldings, values: values)
  }

  package var count: Int { ids.count }

  /// The claims as a square table.
  package var exposures: Matrix {
    switch claims {
    case .dense(let claims): claims
    case .sparse(let claims): claims.dense
    }
  }
}

/// Claims of one kind.
package struct ClaimsLayer: Sendable {
  package let name: String
  package let claims: Matrix

  package init(name: String, claims: Matrix) {
    self.name = name
    self.claims = claims
  }
}

extension ContagionProblem {
  /// A column of the table of nodes; nil where there is none.
  func column(_ column: InputColumn) -> [Double]? { columns[column.name] }

  /// A column of the table of assets; nil where there is none.
  func assetColumn(_ column: InputColumn) -> [Double]? { assetColumns[column.name] }

  /// The value of an option that is a number.
  func number(_ name: String) -> Double {
    switch values[name] {
    case .number(let number)?: return number
    case .whole(let number)?: return Double(number)
    default: preconditionFailure("no number for --\(name)")
    }
  }

  /// The value of an option that is a number and may be left out.
  func optionalNumber(_ name: String) -> Double? { values[name] == nil ? nil : number(name) }

  /// The value of an option that is a whole number.
  func whole(_ name: String) -> Int {
    guard case .whole(let number)? = values[name] else {
      preconditionFailure("no whole number for --\(name)")
    }
    return number
  }

  /// The value of an option that is a word.
  func word(_ name: String) -> String {
    guard case .word(let word)? = values[name] else {
      preconditionFailure("no word for --\(name)")
    }
    return word
  }

  /// The options of a search for a fixed point, as far as the model has them.
  var contagionOptions: ContagionOptions {
    var options = ContagionOptions()
    if values["default-test"] != nil {
      options.defaultTest = word("default-test") == "weak" ? .weak : .strict
    }
    if values["fixed-point"] != nil {
      options.fixedPoint = word("fixed-point") == "least" ? .least : .greatest
    }
    if values["external-liabilities"] != nil {
      options.externalLiabilities =
        word("external-liabilities") == "pari-passu" ? .pariPassu : .senior
    }
    if values["tolerance"] != nil { options.tolerance = number("tolerance") }
    if values["max-iterations"] != nil { options.maximumIterations = whole("max-iterations") }
    return options
  }
}
