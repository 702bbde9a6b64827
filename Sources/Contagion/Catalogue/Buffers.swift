import Networks

/// Nodes whose equity absorbs losses, before a shock and after one; nothing else of them matters.
///
/// The equity before a shock is that of `external_assets` and `external_liabilities` with all claims at
/// face or, where these are not given, the column `equity`. The reference equity is the column `equity` or,
/// without one, the equity before the shock.
struct Buffers {
  /// The claims, with balance sheets that give the equity before a shock.
  let network: CatalogueNetwork
  /// `E0`: what losses of equity are fractions of.
  let reference: [Double]
  /// The equity before the shock.
  let equity: [Double]

  init(_ problem: ContagionProblem) throws(ModelRefusal) {
    let given = problem.column(.equity)
    do {
      if let assets = problem.column(.externalAssets) {
        network = try CatalogueNetwork(
          problem.claims, externalAssets: assets,
          externalLiabilities: problem.column(.externalLiabilities))
        equity = Self.rounded(network, to: given)
      } else if let given {
        let claims = try CatalogueNetwork(problem.claims, externalAssets: given.map { _ in 0 })
        network = claims.with(equity: given)
        equity = given
      } else {
        preconditionFailure("neither external assets nor equity")
      }
    } catch {
      throw ModelRefusal(error)
    }
    reference = given ?? equity
  }

  /// The equities of balance sheets; one that misses nothing, or the given one, by rounding is that.
  ///
  /// Otherwise sums of amounts in decimals would leave equities of 1e-16 where there is none, and distress where
  /// nothing has happened.
  private static func rounded(_ network: CatalogueNetwork, to given: [Double]?) -> [Double] {
    let (assets, outside) = (network.externalAssets, network.externalLiabilities)
    let (lent, owed) = (network.totalClaims, network.totalLiabilities)
    var equity = network.bookEquity
    for i in equity.indices {
      let band = Rounding.equityShare * (assets[i] + outside[i] + lent[i] + owed[i])
      for whole in [given?[i], 0] {
        guard let whole, abs(equity[i] - whole) <= band else { continue }
        equity[i] = whole
        break
      }
    }
    return equity
  }

  /// The equity that a shock leaves, with all claims at face, and who is in default whatever happens.
  ///
  /// A default takes the whole equity; amounts may take more than there is.
  func shocked(by shock: Shock, assets: [Double]?) -> (equity: [Double], failed: [Bool]) {
    var after = equity
    var failed = [Bool](repeating: false, count: equity.count)
    for change in shock.changes {
      let node = change.target
      switch change.kind {
      case .failure: failed[node] = true
      case .equityFraction: after[node] -= change.value * max(0, reference[node])
      case .equityAmount, .externalAssetsAmount: after[node] -= change.value
      case .externalAssetsFraction: after[node] -= change.value * (assets?[node] ?? 0)
      case .assetPriceFraction: preconditionFailure("no asset has a price here")
      }
    }
    for node in after.indices {
      // Losses that add up to the whole equity leave nothing, whatever the rounding.
      if abs(after[node]) <= Rounding.equityShare * abs(equity[node]) { after[node] = 0 }
      if failed[node] { after[node] = min(0, after[node]) }
    }
    return (after, failed)
  }

  /// The capital after a shock to equity alone; a default leaves it as it is.
  func capital(after shock: Shock) -> (capital: [Double], failed: [Bool]) {
    var capital = equity
    var failed = [Bool](repeating: false, count: equity.count)
    for change in shock.changes {
      switch change.kind {
      case .failure: failed[change.target] = true
      case .equityFraction:
        capital[change.target] -= change.value * max(0, reference[change.target])
      case .equityAmount: capital[change.target] -= change.value
      default: preconditionFailure("\(change.kind) strikes no capital")
      }
    }
    return (capital, failed)
  }

  /// The fraction of the reference equity that is lost; where there is none, whether something is missing.
  func stress(_ equity: [Double]) -> [Double] {
    equity.indices.map { i in
      reference[i] > 0
        ? min(1, max(0, 1 - equity[i] / reference[i])) : (equity[i] < 0 ? 1 : 0)
    }
  }

  /// Refuses a reference equity below the equity of the tables: distress would begin below nothing.
  func requireReference() throws(ModelRefusal) {
    let (assets, lent) = (network.externalAssets, network.totalClaims)
    let findings = equity.indices.filter { i in
      let gross = assets[i] + lent[i]
      return equity[i] > reference[i] + Self.rounding * gross
    }.map { i in
      ModelRefusal.Finding(
        place: .node(i, column: InputColumn.equity.name), found: "\(reference[i])",
        expected:
          "at least the equity \(equity[i]) that external assets, liabilities and claims give")
    }
    guard findings.isEmpty else { throw ModelRefusal(findings) }
  }

  /// Amounts rounded in a file miss the equity by so much of a balance sheet at most.
  private static let rounding = 1e-3
}
