import Networks

/// Nodes that pay out of what they have, before a shock and after one.
///
/// The state is that of `external_assets` and `external_liabilities` with all claims at face. The reference
/// equity is the column `equity` or, without one, the equity of the state.
struct BalanceSheets {
  let network: CatalogueNetwork
  /// `E0`: what stress is measured against.
  let reference: [Double]

  init(_ problem: ContagionProblem) throws(ModelRefusal) {
    guard let assets = problem.column(.externalAssets) else {
      preconditionFailure("no external assets")
    }
    do {
      network = try CatalogueNetwork(
        problem.claims, externalAssets: assets,
        externalLiabilities: problem.column(.externalLiabilities))
    } catch {
      throw ModelRefusal(error)
    }
    reference = problem.column(.equity) ?? network.bookEquity
  }

  /// What each node owes on claims and on what ranks with them.
  func obligations(_ options: ContagionOptions) -> [Double] {
    switch options.externalLiabilities {
    case .senior: network.totalLiabilities
    case .pariPassu: zip(network.totalLiabilities, network.externalLiabilities).map { $0 + $1 }
    }
  }

  /// The network, and who is in default whatever happens, once a shock to external assets has struck.
  ///
  /// A default takes all of them.
  func shocked(by shock: Shock) -> (network: CatalogueNetwork, failed: [Bool]) {
    var assets = network.externalAssets
    var failed = [Bool](repeating: false, count: network.count)
    for change in shock.changes {
      let node = change.target
      var loss = 0.0
      switch change.kind {
      case .failure:
        failed[node] = true
        loss = assets[node]
      case .externalAssetsFraction: loss = change.value * network.externalAssets[node]
      case .externalAssetsAmount: loss = change.value
      case .equityFraction, .equityAmount, .assetPriceFraction:
        preconditionFailure("\(change.kind) strikes no external assets")
      }
      assets[node] = max(0, assets[node] - loss)
    }
    do {
      return (try network.with(externalAssets: assets), failed)
    } catch {
      preconditionFailure("\(shock) gives \(error.problems)")
    }
  }
}

extension ModelRefusal {
  /// The problems of a network at their places in the tables.
  init(_ error: NetworkError) {
    findings = error.problems.map { problem in
      switch problem {
      case .notSquare(let rows, let columns):
        Finding(
          place: .table(.exposures), found: "\(rows) rows and \(columns) columns",
          expected: "a square matrix")
      case .wrongCount(let field, let found, let expected):
        Finding(
          place: .table(.nodes), found: "\(found) amounts of \(field)", expected: "\(expected)")
      case .negative(.claims, let row, let column?, let value):
        Finding(
          place: .exposure(creditor: row, debtor: column), found: "\(value)",
          expected: "an amount of at least 0")
      case .notFinite(.claims, let row, let column?):
        Finding(
          place: .exposure(creditor: row, debtor: column), found: "no finite number",
          expected: "an amount of at least 0")
      case .negative(let field, let row, _, let value):
        Finding(
          place: .node(row, column: field.column), found: "\(value)",
          expected: "an amount of at least 0")
      case .notFinite(let field, let row, _):
        Finding(
          place: .node(row, column: field.column), found: "no finite number",
          expected: "an amount of at least 0")
      case .selfClaim(let node, let value):
        Finding(
          place: .exposure(creditor: node, debtor: node),
          found: "a claim of \(value) of a node on itself", expected: "claims on others")
      }
    }
  }
}

extension NetworkError.Field {
  fileprivate var column: String? {
    switch self {
    case .claims: nil
    case .externalAssets: InputColumn.externalAssets.name
    case .externalLiabilities: InputColumn.externalLiabilities.name
    }
  }
}
