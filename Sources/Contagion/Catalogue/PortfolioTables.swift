import LinearAlgebra

extension ContagionProblem {
  /// The portfolios of the tables, with the claims that institutions have on each other besides.
  ///
  /// Liabilities are the column `external_liabilities` or, without one, assets less equity; where both are there
  /// they must agree.
  func portfolios(besides claims: Matrix? = nil) throws(ModelRefusal) -> OverlappingPortfolios {
    let none = [Double](repeating: 0, count: count)
    let other = column(.externalAssets) ?? none
    let cash = columns["cash"] ?? none
    let prices = assetColumn(.price) ?? Array(repeating: 1, count: assets.count)
    let held = holdings.times(prices)
    let net = claims.map { zip($0.rowSums, $0.columnSums).map { $0 - $1 } } ?? none
    let total = (0..<count).map { other[$0] + cash[$0] + held[$0] + net[$0] }
    let liabilities = try liabilities(total)
    let repayable = columns["repayable_liabilities"]
    for i in 0..<count {
      guard let repayable, repayable[i] > liabilities[i] else { continue }
      throw ModelRefusal(
        .node(i, column: "repayable_liabilities"), found: "\(repayable[i])",
        expected: "at most the liabilities, \(liabilities[i])")
    }
    let hasDrop = values["price-drop"] != nil || values["share-sold"] != nil
    do {
      let portfolios = try OverlappingPortfolios(
        holdings: holdings, prices: prices, depths: assetColumn(.depth), otherAssets: other,
        cash: cash, liabilities: liabilities, repayableLiabilities: repayable)
      if assetColumn(.depth) != nil, !hasDrop { return portfolios }
      guard let drop = optionalNumber("price-drop"), let share = optionalNumber("share-sold"),
        assetColumn(.depth) == nil
      else {
        throw ModelRefusal(
          .table(.assets), found: "column depth, --price-drop and --share-sold not as one way",
          expected: "either column depth, or both --price-drop and --share-sold")
      }
      return try portfolios.withDepths(priceDrop: drop, shareSold: share)
    } catch let refusal as ModelRefusal {
      throw refusal
    } catch {
      throw ModelRefusal(.table(.holdings), found: "\(error)", expected: "portfolios")
    }
  }

  private func liabilities(_ total: [Double]) throws(ModelRefusal) -> [Double] {
    let given = column(.externalLiabilities)
    let equity = column(.equity)
    guard let equity else { return given ?? total }
    var findings: [ModelRefusal.Finding] = []
    for i in 0..<count {
      if let given {
        guard abs(total[i] - given[i] - equity[i]) > Self.agreement * (total[i] + given[i]) else {
          continue
        }
        findings.append(
          .init(
            place: .node(i, column: "equity"), found: "\(equity[i])",
            expected: "assets less liabilities, \(total[i] - given[i]), or one of the columns"))
      } else if equity[i] > total[i] {
        findings.append(
          .init(
            place: .node(i, column: "equity"), found: "\(equity[i])",
            expected: "at most the assets, \(total[i])"))
      }
    }
    guard findings.isEmpty else { throw ModelRefusal(findings) }
    return given ?? zip(total, equity).map { $0 - $1 }
  }

  /// Columns rounded in a file agree within so much of a balance sheet.
  private static var agreement: Double { 1e-6 }

  /// What a shock does to prices and to assets that cannot be sold.
  func portfolioShock(_ shock: Shock) -> PortfolioShock {
    var drops = [Double](repeating: 0, count: assets.count)
    var losses = [Double](repeating: 0, count: count)
    let other = column(.externalAssets) ?? losses
    for change in shock.changes {
      switch change.kind {
      case .assetPriceFraction: drops[change.target] = change.value
      case .externalAssetsFraction: losses[change.target] += change.value * other[change.target]
      case .externalAssetsAmount: losses[change.target] += change.value
      case .failure: break
      case .equityFraction, .equityAmount: preconditionFailure("\(change.kind) strikes no asset")
      }
    }
    return PortfolioShock(priceDrops: drops, otherLosses: losses)
  }

  /// How sales move the price of each asset.
  var impacts: [PriceImpact] {
    let floors = assetColumns["floor"] ?? Array(repeating: number("floor"), count: assets.count)
    return floors.map { floor in
      switch word("price-impact") {
      case "linear": .linear(floor: floor)
      case "proportional": .proportional(floor: floor)
      case "level-dependent": .levelDependent(floor: floor)
      default: .exponential(floor: floor)
      }
    }
  }
}
