public import LinearAlgebra
import Networks

/// What leverage targeting does to a system of banks, in the measures of Greenwood, Landier and Thesmar.
///
/// Losses are positive numbers, in money or as shares of equity.
public struct VulnerableBanks: Sendable, Equatable {
  /// `AV`: what the sales cost all banks, over the equity of all; nil where that is not positive.
  public let aggregateVulnerability: Double?
  /// `S(i)`: the aggregate vulnerability if bank `i` alone sells.
  ///
  /// With one round of sales their sum is the aggregate vulnerability. Nil where the equity of all is not positive.
  public let systemicness: [Double]?
  /// `IV(i)`: what the sales of all cost bank `i`, over its equity; nil where that is not positive.
  public let indirectVulnerability: [Double?]
  /// `DV(i)`: what the shock costs bank `i`, over its equity; nil where that is not positive.
  public let directVulnerability: [Double?]
  /// The money of each asset sold in each round, row = round; negative for purchases.
  public let sales: Matrix
  /// The returns of the assets: row 0 is the shock, row `t` the effect of the sales of round `t`.
  public let assetReturns: Matrix
  /// `E`: signed equity at the end.
  public let equity: [Double]
  /// `h = clip(1 − E/E0, 0, 1)`; where `E0 ≤ 0`, 1 if in default, else 0.
  public let distress: [Double]
  /// Who is in default.
  public let defaulted: [Bool]
  /// The round of each default: 0 by the shock alone; nil for none.
  public let defaultRound: [Int?]
  /// `Σ_i (E0_i − E_i)`: what all lost, in money.
  public let systemLoss: Double
  /// The part of ``systemLoss`` that the sales caused.
  public let fireSaleLoss: Double
  /// Rounds; and with more than one round the spectral radius of `M·L·Mᵀ·B·A`, by which losses
  /// grow from round to round.
  public let report: SolutionReport
}

/// Whether banks can sell more than they own, as the linear formulas have it.
public enum SalesLimit: String, Sendable, CaseIterable {
  /// The formulas as they are.
  case none
  /// No bank sells more in all than its assets after the shock.
  case assets
}

/// Banks that sell, and so hit each other, to keep their leverage: the linear model of vulnerable banks.
///
/// Greenwood, Landier and Thesmar (2015, doi:10.1016/j.jfineco.2014.11.006). With total assets `A`, portfolio
/// weights `M` (row = bank; cash and other assets have weight and no impact), debt over equity `B`
/// and `1/depth` on the diagonal of `L`:
///
///     R_1 = M·F_1     φ_t = Mᵀ·A·B·R_t     F_{t+1} = L·φ_t     R_{t+1} = M·F_{t+1}
///     AV = −1ᵀ·A·(R_2 + R_3 + …)/ΣE
///
/// `F_1` is the shock, and losses on other assets enter `R_1`. A bank without equity before the shock has no
/// leverage to keep: it sells everything in the first round. Where depth is infinite nothing happens. Cost
/// `O(rounds·n²·m)`, for the systemicness of each bank.
///
/// - Parameters:
///   - portfolios: balance sheets, prices and depths before the shock.
///   - shock: falls of prices and losses on other assets.
///   - debtToEquity: `B`, not negative; debt over book equity when left out.
///   - rounds: how often banks sell: once in the paper.
///   - limit: whether sales are bounded by what there is.
///   - defaultTest: strict or weak.
public func vulnerableBanks(
  _ portfolios: OverlappingPortfolios, shock: PortfolioShock, debtToEquity: [Double]? = nil,
  rounds: Int = 1, limit: SalesLimit = .none, defaultTest: DefaultTest = .strict
) -> VulnerableBanks {
  precondition(rounds >= 0, "\(rounds) rounds")
  let system = LeverageSystem(
    portfolios, shock: shock, debtToEquity: debtToEquity, limit: limit)
  let book = portfolios.bookEquity
  let total = book.reduce(0, +)
  let run = system.run(rounds: rounds, onlySeller: nil, defaultTest: defaultTest, equity: book)
  let fireSaleLoss = run.losses.reduce(0, +)
  let systemicness = (0..<system.count).map { seller in
    system.run(rounds: rounds, onlySeller: seller, defaultTest: defaultTest, equity: book)
      .losses.reduce(0, +) / total
  }
  let equity = (0..<system.count).map { book[$0] - system.directLoss[$0] - run.losses[$0] }
  return VulnerableBanks(
    aggregateVulnerability: total > 0 ? fireSaleLoss / total : nil,
    systemicness: total > 0 ? systemicness : nil,
    indirectVulnerability: book.indices.map {
      system.solvent[$0] ? run.losses[$0] / book[$0] : nil
    },
    directVulnerability: book.indices.map {
      system.solvent[$0] ? system.directLoss[$0] / book[$0] : nil
    },
    sales: run.sales, assetReturns: run.assetReturns, equity: equity,
    distress: book.indices.map { i in
      book[i] > 0
        ? min(1, max(0, 1 - equity[i] / book[i])) : (run.defaultRound[i] != nil ? 1 : 0)
    },
    defaulted: run.defaultRound.map { $0 != nil }, defaultRound: run.defaultRound,
    systemLoss: system.directLoss.reduce(0, +) + fireSaleLoss, fireSaleLoss: fireSaleLoss,
    report: SolutionReport(
      status: .exact, iterations: rounds,
      spectralRadius: rounds > 1 ? spectralRadius(system.roundOperator).value : nil))
}

/// The matrices of the linear model, and its rounds.
private struct LeverageSystem {
  let count: Int
  let assets: [Double]
  /// `M`: weights, row = bank.
  let weights: Matrix
  /// `B`, nil for a bank without equity.
  let leverage: [Double?]
  /// Whether there was equity before the shock, beyond rounding.
  let solvent: [Bool]
  let directLoss: [Double]
  /// `F_1`.
  let shock: [Double]
  /// The diagonal of `L`.
  let impact: [Double]
  let limit: SalesLimit

  init(
    _ portfolios: OverlappingPortfolios, shock: PortfolioShock, debtToEquity: [Double]?,
    limit: SalesLimit
  ) {
    let total = portfolios.totalAssets
    let equity = portfolios.bookEquity
    let state = PortfolioState(portfolios, shock: shock)
    let count = portfolios.count
    var weights = portfolios.holdings
    for i in 0..<count {
      for k in 0..<portfolios.assetCount {
        weights[i, k] = total[i] > 0 ? weights[i, k] * portfolios.prices[k] / total[i] : 0
      }
    }
    if let debtToEquity {
      precondition(
        debtToEquity.count == count && debtToEquity.allSatisfy { $0 >= 0 && $0.isFinite },
        "debt to equity \(debtToEquity)")
    }
    solvent = (0..<count).map {
      equity[$0] > DefaultTest.roundingShare * (total[$0] + portfolios.liabilities[$0])
    }
    leverage = (0..<count).map { [solvent] i in
      solvent[i] ? debtToEquity?[i] ?? portfolios.liabilities[i] / equity[i] : nil
    }
    self.count = count
    self.weights = weights
    self.limit = limit
    assets = total
    directLoss = (0..<count).map { equity[$0] - state.equity($0) }
    self.shock = portfolios.prices.indices.map { state.prices[$0] / portfolios.prices[$0] - 1 }
    impact = portfolios.depths.map { 1 / $0 }
  }

  /// `M·L·Mᵀ·B·A`, without banks that have no leverage.
  var roundOperator: Matrix {
    var selling = weights
    for i in 0..<count {
      for k in impact.indices { selling[i, k] *= (leverage[i] ?? 0) * assets[i] * impact[k] }
    }
    return weights.multiply(selling.transposed)
  }

  struct Run {
    /// What the sales cost each bank.
    var losses: [Double]
    var sales: Matrix
    var assetReturns: Matrix
    var defaultRound: [Int?]
  }

  /// The rounds of sales by all banks, or by one only.
  func run(rounds: Int, onlySeller: Int?, defaultTest: DefaultTest, equity: [Double]) -> Run {
    var run = Run(
      losses: Array(repeating: 0, count: count), sales: Matrix(rows: rounds, columns: impact.count),
      assetReturns: Matrix(rows: rounds + 1, columns: impact.count),
      defaultRound: Array(repeating: nil, count: count))
    // A·R of the round, and what each bank can still sell.
    var loss = directLoss
    var left = (0..<count).map { max(0, assets[$0] - directLoss[$0]) }
    for k in impact.indices { run.assetReturns[0, k] = shock[k] }
    noteDefaults(&run, round: 0, equity, defaultTest)
    for round in 0..<rounds {
      for i in 0..<count where onlySeller == nil || onlySeller == i {
        var amount = leverage[i].map { $0 * loss[i] } ?? left[i]
        if limit == .assets || leverage[i] == nil { amount = min(amount, left[i]) }
        left[i] -= amount
        for k in impact.indices { run.sales[round, k] += weights[i, k] * amount }
      }
      for k in impact.indices { run.assetReturns[round + 1, k] = -run.sales[round, k] * impact[k] }
      let returns = weights.times(run.assetReturns.row(round + 1))
      for i in 0..<count {
        loss[i] = -assets[i] * returns[i]
        run.losses[i] += loss[i]
      }
      noteDefaults(&run, round: round + 1, equity, defaultTest)
    }
    return run
  }

  private func noteDefaults(
    _ run: inout Run, round: Int, _ equity: [Double], _ defaultTest: DefaultTest
  ) {
    for i in 0..<count where run.defaultRound[i] == nil {
      let guardBand = DefaultTest.roundingShare * (2 * assets[i] + abs(equity[i]))
      if defaultTest.isDefault(
        equity[i] - directLoss[i] - run.losses[i], guardBand: guardBand)
      {
        run.defaultRound[i] = round
      }
    }
  }
}
