import LinearAlgebra
import Networks

/// Shocks to portfolios of the same assets.
enum FireSaleSolver {
  static let greenwoodLandierThesmar: ContagionModel.Solver = {
    (problem, shocks) throws(ModelRefusal) in
    let portfolios = try problem.portfolios()
    return shocks.map { shock in
      let result = vulnerableBanks(
        portfolios, shock: problem.portfolioShock(shock),
        debtToEquity: problem.columns["debt_to_equity"],
        rounds: problem.whole("rounds"),
        limit: problem.word("sales-limit") == "assets" ? .assets : .none,
        defaultTest: problem.contagionOptions.defaultTest)
      let none = [Double?](repeating: nil, count: problem.count)
      var price = portfolios.prices
      var saleReturn = price.map { _ in 0.0 }
      for row in 0..<result.assetReturns.rows {
        for k in price.indices {
          price[k] *= 1 + result.assetReturns[row, k]
          if row > 0 { saleReturn[k] += result.assetReturns[row, k] }
        }
      }
      return ContagionOutcome(
        equity: result.equity, stress: result.distress, defaulted: result.defaulted,
        defaultRound: result.defaultRound, systemLoss: result.systemLoss,
        rounds: result.report.iterations, report: result.report,
        measures: [result.fireSaleLoss, result.aggregateVulnerability],
        nodeMeasures: [
          result.systemicness ?? none, result.indirectVulnerability, result.directVulnerability,
        ], assetMeasures: [price, result.sales.columnSums, saleReturn])
    }
  }

  static let contSchaanning: ContagionModel.Solver = { (problem, shocks) throws(ModelRefusal) in
    let limit = problem.number("max-leverage")
    let target = problem.optionalNumber("target-leverage")
    if let target, target > limit {
      throw ModelRefusal(
        .option("target-leverage"), found: "\(target)", expected: "at most --max-leverage, \(limit)"
      )
    }
    let rule = ThresholdDeleveraging(
      maximumLeverage: limit, targetLeverage: target,
      implementationShortfall: problem.number("implementation-shortfall"),
      impacts: problem.impacts, insolventSell: problem.word("insolvent") == "sell",
      defaultTest: problem.contagionOptions.defaultTest, maximumRounds: problem.whole("max-rounds"),
      tolerance: problem.number("tolerance"))
    let portfolios = try problem.portfolios()
    return shocks.map {
      ContagionOutcome(
        thresholdDeleveraging(portfolios, shock: problem.portfolioShock($0), rule: rule))
    }
  }

  static let caccioli: ContagionModel.Solver = { (problem, shocks) throws(ModelRefusal) in
    let portfolios = try problem.portfolios()
    return shocks.map { shock in
      var failed = [Bool](repeating: false, count: problem.count)
      for change in shock.changes where change.kind == .failure { failed[change.target] = true }
      return ContagionOutcome(
        portfolioCascade(
          portfolios, shock: problem.portfolioShock(shock), alreadyDefaulted: failed,
          thresholds: problem.column(.threshold), impacts: problem.impacts,
          defaultTest: problem.contagionOptions.defaultTest))
    }
  }

  static let leverageTargeting: ContagionModel.Solver = { (problem, shocks) throws(ModelRefusal) in
    let ratios = ["min-ratio", "buffer-ratio", "target-ratio"].map(problem.number)
    guard ratios[0] <= ratios[1], ratios[1] <= ratios[2] else {
      throw ModelRefusal(
        .option("buffer-ratio"), found: "ratios \(ratios[0]), \(ratios[1]) and \(ratios[2])",
        expected: "--min-ratio up to --buffer-ratio up to --target-ratio")
    }
    let rule = LeverageTargeting(
      minimumRatio: ratios[0], bufferRatio: ratios[1], targetRatio: ratios[2],
      rounds: problem.whole("rounds"), impacts: problem.impacts)
    let portfolios = try problem.portfolios()
    return shocks.map {
      ContagionOutcome(
        Contagion.leverageTargeting(portfolios, shock: problem.portfolioShock($0), rule: rule))
    }
  }

  static let cifuentesFerrucciShin: ContagionModel.Solver = {
    (problem, shocks) throws(ModelRefusal) in
    let portfolios = try problem.portfolios(besides: problem.exposures)
    return try shocks.map { (shock) throws(ModelRefusal) in
      do throws(NetworkError) {
        let result = try fireSaleClearing(
          portfolios, claims: problem.exposures, shock: problem.portfolioShock(shock),
          minimumRatio: problem.number("min-ratio"), impacts: problem.impacts,
          options: problem.contagionOptions)
        return ContagionOutcome(
          payment: result.payments, equity: result.equity, stress: result.distress,
          defaulted: result.defaulted, defaultRound: result.defaultRound,
          systemLoss: result.systemLoss, rounds: ContagionOutcome.waves(result.defaultRound),
          report: result.report, nodeMeasures: [result.soldShares], assetMeasures: [result.prices])
      } catch {
        throw ModelRefusal(error)
      }
    }
  }
}

extension ContagionOutcome {
  /// The result of a fire sale in rounds.
  fileprivate init(_ result: FireSaleResult) {
    self.init(
      equity: result.equity, stress: result.distress, defaulted: result.defaulted,
      defaultRound: result.defaultRound, systemLoss: result.systemLoss,
      rounds: result.report.iterations, report: result.report, measures: [result.fireSaleLoss],
      nodeMeasures: [result.holdings.times(result.prices), result.cash],
      assetMeasures: [result.prices, result.soldShares])
  }
}
