import LinearAlgebra
import Networks

/// Nodes whose equity absorbs losses, before a shock and after one; nothing else of them matters.
///
/// The equity before a shock is that of `external_assets` and `external_liabilities` with all claims at
/// face or, where these are not given, the column `equity`. The reference equity is the column `equity` or,
/// without one, the equity before the shock.
struct Buffers {
  /// The claims, with balance sheets that give the equity before a shock.
  let network: ExposureNetwork
  /// `E0`: what losses of equity are fractions of.
  let reference: [Double]
  /// The equity before the shock.
  let equity: [Double]

  init(_ problem: ContagionProblem) throws(ModelRefusal) {
    let given = problem.column(.equity)
    do {
      if let assets = problem.column(.externalAssets) {
        network = try ExposureNetwork(
          claims: problem.exposures, externalAssets: assets,
          externalLiabilities: problem.column(.externalLiabilities))
        equity = network.bookEquity
      } else if let given {
        let claims = try ExposureNetwork(
          claims: problem.exposures, externalAssets: given.map { _ in 0 })
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
    for node in after.indices where failed[node] { after[node] = min(0, after[node]) }
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
    let lent = network.claims.rowSums
    let findings = equity.indices.filter { i in
      let gross = network.externalAssets[i] + lent[i]
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

extension ExposureNetwork {
  /// The same claims with balance sheets of the given equities.
  func with(equity: [Double]) -> ExposureNetwork {
    let lent = claims.rowSums
    let net = equity.indices.map { equity[$0] - lent[$0] + totalLiabilities[$0] }
    do {
      return try with(
        externalAssets: net.map { max(0, $0) }, externalLiabilities: net.map { max(0, -$0) })
    } catch {
      preconditionFailure("equities whose sums are not finite: \(error.problems)")
    }
  }
}
