/// A pool of two assets whose reserves keep their product: `x·y = k`.
///
/// Uniswap v2; Angeris and Chitra (2020, doi:10.1145/3419614.3423251). Asset X is sold to the pool for asset Y;
/// the spot price is `y/x`. The fee stays in the pool.
public struct ConstantProductPool: Sendable, Equatable {
  /// `x`: the reserve of the asset that is sold to the pool, positive.
  public let reserveIn: Double
  /// `y`: the reserve of the asset that the pool pays with, positive.
  public let reserveOut: Double
  /// The share of what is sold that is kept as fee, in [0, 1).
  public let fee: Double

  /// A pool.
  public init(reserveIn: Double, reserveOut: Double, fee: Double = 0) {
    precondition(
      reserveIn > 0 && reserveOut > 0 && (reserveIn + reserveOut).isFinite,
      "reserves \(reserveIn), \(reserveOut)")
    precondition(fee >= 0 && fee < 1, "fee \(fee) outside [0, 1)")
    self.reserveIn = reserveIn
    self.reserveOut = reserveOut
    self.fee = fee
  }

  /// `y/x`: units of Y for an infinitely small unit of X, before the fee.
  public var spotPrice: Double { reserveOut / reserveIn }

  /// What the pool pays for `amount` of X: `y·γ·Δ/(x + γ·Δ)` with `γ = 1 − fee`.
  ///
  /// - Parameter amount: not negative.
  public func received(for amount: Double) -> Double {
    precondition(amount >= 0, "an amount of \(amount)")
    let net = (1 - fee) * amount
    return net.isFinite ? reserveOut * (net / (reserveIn + net)) : reserveOut
  }

  /// The pool after `amount` of X was sold to it.
  public func after(selling amount: Double) -> ConstantProductPool {
    precondition(amount.isFinite, "an amount of \(amount)")
    let paid = received(for: amount)
    return ConstantProductPool(
      reserveIn: reserveIn + amount,
      // (1 − γΔ/(x + γΔ))·y, which is never zero.
      reserveOut: paid < reserveOut / 2
        ? reserveOut - paid : reserveOut * (reserveIn / (reserveIn + (1 - fee) * amount)),
      fee: fee)
  }

  /// By how much the mean price of a sale is below the spot price before it, as a share; zero for no sale
  /// but the fee.
  public func slippage(selling amount: Double) -> Double {
    // 1 − γ·x/(x + γ·Δ), without cancellation.
    (fee * reserveIn + (1 - fee) * amount) / (reserveIn + (1 - fee) * amount)
  }

  /// By how much a sale lowers the spot price, as a share: `1 − (x/(x + Δ))²` without a fee.
  public func priceDrop(selling amount: Double) -> Double {
    precondition(amount >= 0, "an amount of \(amount)")
    let first = reserveIn / (reserveIn + (1 - fee) * amount)
    let second = reserveIn / (reserveIn + amount)
    return 1 - first * second
  }

  /// The sale that lowers the spot price by a share `δ`: `x·(1/√(1 − δ) − 1)` without a fee.
  ///
  /// With one, the positive root of `γ·Δ² + (1 + γ)·x·Δ = x²·δ/(1 − δ)`.
  ///
  /// - Parameter drop: `δ` in [0, 1).
  public func amount(forPriceDrop drop: Double) -> Double {
    precondition(drop >= 0 && drop < 1, "a price drop of \(drop) outside [0, 1)")
    let (kept, gain) = (1 - fee, drop / (1 - drop))
    return reserveIn * 2 * gain
      / ((1 + kept) + ((1 + kept) * (1 + kept) + 4 * kept * gain).squareRoot())
  }

  /// One of `count` equal pools among which the reserves are split: fragmented liquidity.
  public func split(into count: Int) -> ConstantProductPool {
    precondition(count > 0, "\(count) pools")
    return ConstantProductPool(
      reserveIn: reserveIn / Double(count), reserveOut: reserveOut / Double(count), fee: fee)
  }
}
