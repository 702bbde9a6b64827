/// The funding rate that longs of a perpetual pay to shorts in an interval: `P + clamp(I − P, −c, c)`.
///
/// The formula of the large venues (BitMEX, Binance): within the clamp the rate is the interest `I`,
/// beyond it the premium `P` less or plus the clamp.
///
/// - Parameters:
///   - premium: `P`, the mean premium of the contract over its index, as a share.
///   - interest: `I` per interval: 0.01 % per eight hours unless given.
///   - clamp: `c`, not negative: 0.05 % unless given.
///   - limit: the largest rate in either direction, none unless given.
public func fundingRate(
  premium: Double, interest: Double = 0.0001, clamp: Double = 0.0005, limit: Double = .infinity
) -> Double {
  precondition(clamp >= 0 && limit >= 0, "clamp \(clamp), limit \(limit)")
  let rate = premium + min(clamp, max(-clamp, interest - premium))
  return min(limit, max(-limit, rate))
}
