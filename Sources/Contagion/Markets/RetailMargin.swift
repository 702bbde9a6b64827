/// Contracts for differences under the European rules for retail clients.
///
/// ESMA decision (EU) 2018/796, now national rules: initial margin on entry notional, close-out when the
/// equity of the account is at a share of it, and no loss beyond the deposit.
public struct RetailContractForDifference: Sendable, Equatable {
  /// The asset classes of the decision and the leverage that they allow.
  public enum Underlying: String, Sendable, CaseIterable {
    /// Major currency pairs: 30 to 1.
    case majorCurrencyPair
    /// Other currency pairs, gold and major indices: 20 to 1.
    case minorCurrencyPair
    /// Other commodities and minor indices: 10 to 1.
    case commodity
    /// Single shares: 5 to 1.
    case equity
    /// Crypto-assets: 2 to 1.
    case cryptoAsset

    /// The largest leverage.
    public var maximumLeverage: Double {
      switch self {
      case .majorCurrencyPair: 30
      case .minorCurrencyPair: 20
      case .commodity: 10
      case .equity: 5
      case .cryptoAsset: 2
      }
    }
  }
  /// The size of the position at entry, in money.
  public let notional: Double
  /// Notional over initial margin.
  public let leverage: Double
  /// The share of the initial margin at which the position is closed: one half in the rules.
  public let closeOutShare: Double

  /// A contract, of the largest leverage for crypto-assets unless another is given.
  public init(
    notional: Double, leverage: Double = Underlying.cryptoAsset.maximumLeverage,
    closeOutShare: Double = 0.5
  ) {
    precondition(notional >= 0 && leverage > 0, "notional \(notional), leverage \(leverage)")
    precondition(closeOutShare >= 0 && closeOutShare <= 1, "close-out at \(closeOutShare)")
    self.notional = notional
    self.leverage = leverage
    self.closeOutShare = closeOutShare
  }

  /// What the client deposits: notional over leverage.
  public var initialMargin: Double { notional / leverage }

  /// The equity at which the position is closed.
  public var closeOutEquity: Double { closeOutShare * initialMargin }

  /// The adverse move of the price, as a share, at which the position is closed: `(1 − c)/leverage`.
  public var adverseMoveToCloseOut: Double { (1 - closeOutShare) / leverage }

  /// What the client loses when the price moves against it by a share and it is closed there: at most the
  /// deposit.
  public func clientLoss(adverseMove: Double) -> Double {
    min(initialMargin, max(0, adverseMove) * notional)
  }

  /// What the provider loses beyond the deposit then: negative balance protection is its risk.
  public func providerLoss(adverseMove: Double) -> Double {
    max(0, max(0, adverseMove) * notional - initialMargin)
  }
}

/// The margin of a retail client for a crypto derivative under the proposal of Singapore's authority.
///
/// MAS consultation of 20 November 2019: the larger of 1.5 times the exchange's margin and half the notional.
///
/// - Parameters:
///   - notional: not negative.
///   - exchangeMarginRate: the exchange's margin as a share of notional.
public func singaporeRetailMargin(notional: Double, exchangeMarginRate: Double) -> Double {
  precondition(
    notional >= 0 && exchangeMarginRate >= 0, "notional \(notional), rate \(exchangeMarginRate)")
  return max(1.5 * exchangeMarginRate, 0.5) * notional
}
