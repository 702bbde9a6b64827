/// A pool of two assets of about the same value: between a constant sum and a constant product.
///
/// Egorov (2019, StableSwap): reserves keep the invariant `D` of
///
///     4·A·(x + y) + D = 4·A·D + D³/(4·x·y)
///
/// which is the amount of each asset times two when the pool is balanced. The amplification `A` is that of the paper (an
/// on-chain `A` counts twice of it for two assets). The fee is taken from what the pool pays and stays in it. Reserves are
/// in units of equal value. Prices are from the exact derivative, not from a difference.
public struct StableSwapPool: SwapPool, Equatable {
  /// `x`: the reserve of the asset that is sold to the pool, positive.
  public let reserveIn: Double
  /// `y`: the reserve of the asset that the pool pays with, positive.
  public let reserveOut: Double
  /// `A`, positive: the greater, the flatter the curve near balance; towards zero a constant product.
  public let amplification: Double
  /// The share of what the pool pays that it keeps, in [0, 1).
  public let fee: Double
  /// `D` at these reserves.
  public let invariant: Double

  /// A pool.
  public init(reserveIn: Double, reserveOut: Double, amplification: Double, fee: Double = 0) {
    precondition(
      reserveIn > 0 && reserveOut > 0 && (reserveIn + reserveOut).isFinite,
      "reserves \(reserveIn), \(reserveOut)")
    precondition(amplification > 0 && amplification.isFinite, "amplification \(amplification)")
    precondition(fee >= 0 && fee < 1, "fee \(fee) outside [0, 1)")
    self.reserveIn = reserveIn
    self.reserveOut = reserveOut
    self.amplification = amplification
    self.fee = fee
    invariant = Self.invariant(reserveIn, reserveOut, amplification)
  }

  /// Newton's method from `x + y`, above the root, on a function that is increasing and convex: it
  /// descends, and stops where it no longer does.
  ///
  /// With `D = s·(x + y)` and `q = (x + y)²/(4·x·y) ≥ 1`, the equation is `q·s³ + (4A − 1)·s − 4A = 0` for `s` in (0, 1].
  private static func invariant(_ x: Double, _ y: Double, _ amplification: Double) -> Double {
    let sum = x + y
    let imbalance = sum / x * (sum / y) / 4
    let flatness = 4 * amplification
    var share = 1.0
    for _ in 0..<256 {
      let value = (imbalance * share * share + flatness - 1) * share - flatness
      let slope = 3 * imbalance * share * share + flatness - 1
      let next = share - value / slope
      guard next < share else { break }
      share = next
    }
    return share * sum
  }

  /// The reserve of the one asset that keeps the invariant at a reserve of the other.
  ///
  /// The positive root of `y² + b·y = c` with `b = x + D/(4A) − D` and `c = D³/(16·A·x)`, without cancellation.
  private func counterpart(of reserve: Double) -> Double {
    let linear = reserve - invariant + invariant / (4 * amplification)
    let constant = invariant / reserve * invariant * (invariant / (16 * amplification))
    let root = (linear * linear + 4 * constant).squareRoot()
    return linear > 0 ? 2 * constant / (linear + root) : (root - linear) / 2
  }

  /// `(4A + D³/(4x²y))/(4A + D³/(4xy²))` at a point of the curve.
  private func slope(_ x: Double, _ y: Double) -> Double {
    let product = invariant / x * (invariant / y) * (invariant / 4)
    return (4 * amplification + product / x) / (4 * amplification + product / y)
  }

  /// The spot price `(4A + D³/(4x²y))/(4A + D³/(4xy²))`: one in balance.
  public var spotPrice: Double { slope(reserveIn, reserveOut) }

  /// What the pool pays for `amount`: `(1 − fee)·(y − y(x + amount))`.
  ///
  /// - Parameter amount: not negative.
  public func received(for amount: Double) -> Double {
    precondition(amount >= 0, "an amount of \(amount)")
    guard amount.isFinite else { return (1 - fee) * reserveOut }
    return amount > 0 ? max(0, (1 - fee) * (reserveOut - counterpart(of: reserveIn + amount))) : 0
  }

  /// What must be sold to receive an amount: `x(y − amountOut/(1 − fee)) − x`.
  ///
  /// - Parameter amountOut: not negative.
  /// - Returns: infinite from the reserve less its fee on.
  public func cost(of amountOut: Double) -> Double {
    precondition(amountOut >= 0, "an amount of \(amountOut)")
    let left = reserveOut - amountOut / (1 - fee)
    guard left > 0 else { return .infinity }
    return amountOut > 0 ? max(0, counterpart(of: left) - reserveIn) : 0
  }

  /// What the last unit of a sale brings.
  ///
  /// - Parameter amount: not negative.
  public func marginalPrice(selling amount: Double) -> Double {
    precondition(amount >= 0, "an amount of \(amount)")
    let reserve = reserveIn + amount
    return (1 - fee) * slope(reserve, amount > 0 ? counterpart(of: reserve) : reserveOut)
  }

  /// The sale whose last unit brings a price, by halving an interval to the last bit; at least zero.
  ///
  /// - Parameter price: positive.
  public func amount(forMarginalPrice price: Double) -> Double {
    precondition(price > 0, "a price of \(price)")
    guard marginalPrice(selling: 0) > price else { return 0 }
    var high = reserveIn
    while marginalPrice(selling: high) > price {
      guard high < 1e12 * (reserveIn + reserveOut) else { return high }
      high *= 2
    }
    var low = 0.0
    while true {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { return middle }
      if marginalPrice(selling: middle) > price { low = middle } else { high = middle }
    }
  }

  /// The pool after `amount` was sold to it; its invariant does not fall.
  public func after(selling amount: Double) -> StableSwapPool {
    StableSwapPool(
      reserveIn: reserveIn + amount, reserveOut: reserveOut - received(for: amount),
      amplification: amplification, fee: fee)
  }
}
