/// A pool of two assets that trades along a curve: what is sold to it, and what it pays with.
///
/// Every trade is exact swap arithmetic; the fee stays in the pool, so that its invariant never falls.
public protocol SwapPool: Sendable {
  /// The reserve of the asset that is sold to the pool, positive.
  var reserveIn: Double { get }
  /// The reserve of the asset that the pool pays with, positive.
  var reserveOut: Double { get }
  /// The share of a trade that the pool keeps, in [0, 1).
  var fee: Double { get }
  /// What an infinitely small unit is worth in the other asset, before the fee.
  var spotPrice: Double { get }

  /// What the pool pays for an amount, not negative: increasing and concave, below ``reserveOut``.
  func received(for amount: Double) -> Double
  /// What must be sold to the pool to receive an amount: the inverse of ``received(for:)``.
  ///
  /// Infinite where the pool can never pay as much.
  func cost(of amountOut: Double) -> Double
  /// What the last unit of a sale brings: the derivative of ``received(for:)``, decreasing.
  func marginalPrice(selling amount: Double) -> Double
  /// The sale whose last unit brings a price, positive: the inverse of ``marginalPrice(selling:)``.
  ///
  /// Zero where even the first unit brings less.
  func amount(forMarginalPrice price: Double) -> Double
}

extension ConstantProductPool: SwapPool {
  /// What must be sold to receive `d`: `x·d/(γ·(y − d))` with `γ = 1 − fee`.
  ///
  /// - Parameter amountOut: not negative.
  /// - Returns: infinite from the whole reserve on.
  public func cost(of amountOut: Double) -> Double {
    precondition(amountOut >= 0, "an amount of \(amountOut)")
    guard amountOut < reserveOut else { return .infinity }
    return reserveIn * (amountOut / ((1 - fee) * (reserveOut - amountOut)))
  }

  /// What the last unit of a sale brings: `γ·x·y/(x + γ·Δ)²`; `γ` times the spot price for no sale.
  ///
  /// - Parameter amount: not negative.
  public func marginalPrice(selling amount: Double) -> Double {
    precondition(amount >= 0, "an amount of \(amount)")
    let share = reserveIn / (reserveIn + (1 - fee) * amount)
    return (1 - fee) * spotPrice * share * share
  }

  /// The sale whose last unit brings a price `p`: `(√(γ·x·y/p) − x)/γ`, at least zero.
  ///
  /// - Parameter price: positive.
  public func amount(forMarginalPrice price: Double) -> Double {
    precondition(price > 0, "a price of \(price)")
    let ratio = (1 - fee) * spotPrice / price
    // x·(√r − 1)/γ without cancellation.
    return ratio > 1 ? reserveIn * ((ratio - 1) / (ratio.squareRoot() + 1)) / (1 - fee) : 0
  }
}
