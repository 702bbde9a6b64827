import Glibc
import LinearAlgebra
public import Randomness

/// Random portfolios over common assets: the ensemble on which overlapping portfolios are stable or not.
///
/// Caccioli, Shrestha, Moore and Farmer (2014, doi:10.1016/j.jbankfin.2014.05.021): every bank has assets of one, of which it invests a share,
/// spread evenly over the assets that it holds, and keeps the rest in cash; its equity is `1/λ`. Bank and asset are linked
/// independently of others with equal probability, so that both degrees are Poisson in a large system, or every bank holds
/// one number of assets. A price falls by `1 − exp(−α·x)` when the share `x` of what banks hold of the asset is sold.
public struct PortfolioEnsemble: Sendable, Equatable {
  /// How many assets a bank holds.
  public enum Diversification: Sendable, Equatable {
    /// A Poisson number of the given mean: each link with probability `mean/assets`.
    case poisson(mean: Double)
    /// The same number for all.
    case fixed(Int)

    /// `μ`: the mean number of assets in a portfolio.
    public var mean: Double {
      switch self {
      case .poisson(let mean): mean
      case .fixed(let count): Double(count)
      }
    }
  }
  /// The number of banks.
  public let banks: Int
  /// The number of assets.
  public let assets: Int
  /// How many assets a bank holds.
  public let diversification: Diversification
  /// `λ`: total assets over equity, more than one.
  public let leverage: Double
  /// `w`: the share of a bank's assets that is invested.
  public let investedShare: Double
  /// `α`: see ``impactRate(priceDrop:shareSold:)``; 1.0536 where a tenth sold lowers the price by a tenth.
  public let impactRate: Double

  /// `ν`: the mean number of banks that hold an asset.
  public var meanHolders: Double { diversification.mean * Double(banks) / Double(assets) }

  /// An ensemble; counts positive, the mean number of assets in `(0, assets]`.
  public init(
    banks: Int, assets: Int, diversification: Diversification, leverage: Double,
    investedShare: Double, impactRate: Double
  ) {
    precondition(banks > 0 && assets > 0, "\(banks) banks, \(assets) assets")
    precondition(
      diversification.mean > 0 && diversification.mean <= Double(assets),
      "\(diversification) of \(assets) assets")
    precondition(leverage > 1 && leverage.isFinite, "leverage \(leverage)")
    precondition(investedShare > 0 && investedShare <= 1, "invested share \(investedShare)")
    precondition(impactRate > 0 && impactRate.isFinite, "impact rate \(impactRate)")
    self.banks = banks
    self.assets = assets
    self.diversification = diversification
    self.leverage = leverage
    self.investedShare = investedShare
    self.impactRate = impactRate
  }

  /// One draw from the ensemble; a bank without investments keeps all in cash.
  public func portfolios(stream: inout Stream) -> OverlappingPortfolios {
    var holdings = Matrix(rows: banks, columns: assets)
    var cash = [Double](repeating: 1, count: banks)
    for bank in 0..<banks {
      let held = draw(&stream)
      guard !held.isEmpty else { continue }
      cash[bank] = 1 - investedShare
      for asset in held { holdings[bank, asset] = investedShare / Double(held.count) }
    }
    let depths = holdings.columnSums.map { $0 > 0 ? $0 / impactRate : .infinity }
    do {
      return try OverlappingPortfolios(
        holdings: holdings, depths: depths, cash: cash,
        liabilities: Array(repeating: 1 - 1 / leverage, count: banks))
    } catch {
      preconditionFailure("balance sheets of the ensemble: \(error)")
    }
  }

  /// The assets of one bank, in ascending order.
  private func draw(_ stream: inout Stream) -> [Int] {
    switch diversification {
    case .poisson(let mean):
      let probability = mean / Double(assets)
      return (0..<assets).filter { _ in stream.uniform() < probability }
    case .fixed(let count):
      return stream.permutation(of: assets).prefix(count).sorted()
    }
  }

  /// How often the default of one bank brings down a share of all, and how many then.
  public struct Frequency: Sendable, Equatable {
    /// The share of draws in which more than the given share of banks was liquidated.
    public let frequency: Double
    /// The mean share that was liquidated in those draws; nil where there was none.
    public let extent: Double?
  }

  /// Simulates cascades (``portfolioCascade(_:shock:alreadyDefaulted:thresholds:impacts:defaultTest:)``) from the
  /// liquidation of one random bank, each on a network of its own.
  ///
  /// - Parameters:
  ///   - draws: how many.
  ///   - seed: of the draws; draw `r` is replicate `r`.
  ///   - share: of the banks that makes a cascade, 0.05 in the paper.
  public func cascades(draws: Int, seed: UInt64, share: Double = 0.05) -> Frequency {
    precondition(draws > 0, "\(draws) draws")
    var sizes: [Double] = []
    for draw in 0..<draws {
      var stream = Stream(
        seed: seed, replicate: UInt32(truncatingIfNeeded: draw), purpose: 0, tick: 0, entity: 0)
      let portfolios = portfolios(stream: &stream)
      var failed = [Bool](repeating: false, count: banks)
      failed[stream.integer(below: banks)] = true
      let found = portfolioCascade(portfolios, alreadyDefaulted: failed)
      let size = Double(found.defaulted.count { $0 }) / Double(banks)
      if size > share { sizes.append(size) }
    }
    return Frequency(
      frequency: Double(sizes.count) / Double(draws),
      extent: sizes.isEmpty ? nil : sizes.reduce(0, +) / Double(sizes.count))
  }
}
