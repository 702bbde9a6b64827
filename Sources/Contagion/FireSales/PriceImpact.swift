import Glibc

/// How a net flow of money moves a price.
///
/// `netFlow` is money, negative for sales; `depth` is the money that moves the price by about 100 % (linear,
/// proportional) or by a factor `e` (exponential). A flow never carries a price through the floor, a share of
/// the reference price; a price that is below it already is not lifted to it.
public enum PriceImpact: Sendable, Equatable {
  /// `p + p_ref·netFlow/depth` (Kyle 1985; Greenwood, Landier and Thesmar 2015, with `1/depth` on
  /// the diagonal of their `L`).
  case linear(floor: Double)
  /// `p·exp(netFlow/depth)` (Cifuentes, Ferrucci and Shin 2005). Flows compose: two flows at once
  /// and one after the other give the same price.
  case exponential(floor: Double)
  /// `p·(1 + netFlow/depth)`: a flow moves the present price by a share (the linear case of Cont and
  /// Schaanning 2017, `S·(1 − q/D)`).
  case proportional(floor: Double)
  /// `B + (p − B)·exp(netFlow/((1 − floor)·depth))` with `B = floor·p_ref` (Cont and Schaanning 2017:
  /// `Ψ = (1 − B/S)·(1 − exp(−q/δ))` with `δ = (1 − B/S_0)·D`).
  ///
  /// The nearer a price is to the floor, the less sales move it. Flows compose. At or below the floor sales move
  /// nothing and purchases lift the price as with ``exponential(floor:)``.
  case levelDependent(floor: Double)
  /// `p_ref/(√(p_ref/p) − netFlow/depth)²`: a pool of constant product (see ``ConstantProductPool``).
  ///
  /// The depth is the pool's reserve of the asset at the reference price, and a flow is units at the
  /// reference price. Flows compose. A purchase of the whole reserve has no price.
  case constantProduct(floor: Double)
  /// `p·(1 ± (|netFlow|/depth)^(1/b))`: an order walks through a book with the money `depth·d^b` within a
  /// relative distance `d` of the price (see ``OrderBookDepth``).
  ///
  /// With `b = 2` it is the square-root law (Almgren, Thum, Hauptmann and Li 2005; Tóth et al. 2011). Flows do not
  /// compose unless `b = 1`: each is taken as one order against a full book.
  case powerLaw(exponent: Double, floor: Double)

  /// The lowest price that a flow can reach, as a share of the reference price.
  public var floor: Double {
    switch self {
    case .linear(let floor), .exponential(let floor), .proportional(let floor),
      .levelDependent(let floor), .constantProduct(let floor), .powerLaw(_, let floor):
      floor
    }
  }

  /// The price after a net flow.
  ///
  /// - Parameters:
  ///   - price: before, positive.
  ///   - referencePrice: the price at which depth is quoted, positive.
  ///   - netFlow: money, negative for sales.
  ///   - depth: money, positive; infinite for no impact.
  public func priceAfter(
    price: Double, referencePrice: Double, netFlow: Double, depth: Double
  ) -> Double {
    precondition(price > 0 && referencePrice > 0, "prices \(price), \(referencePrice)")
    precondition(depth > 0, "a depth of \(depth)")
    precondition(netFlow.isFinite, "a flow of \(netFlow)")
    precondition(floor >= 0 && floor <= 1, "a floor of \(floor)")
    let lowest = floor * referencePrice
    let moved: Double
    switch self {
    case .linear: moved = price + referencePrice * (netFlow / depth)
    case .exponential: moved = price * exp(netFlow / depth)
    case .proportional: moved = price * (1 + netFlow / depth)
    case .levelDependent:
      if price > lowest {
        moved = lowest + (price - lowest) * exp(netFlow / ((1 - floor) * depth))
      } else {
        moved = price * exp(max(0, netFlow) / depth)
      }
    case .constantProduct:
      let reserve = (referencePrice / price).squareRoot() - netFlow / depth
      precondition(reserve > 0, "a purchase of \(netFlow) from a reserve of \(depth)")
      moved = referencePrice / (reserve * reserve)
    case .powerLaw(let exponent, _):
      guard depth.isFinite else { return price }
      let book = OrderBookDepth(scale: depth, exponent: exponent)
      let distance = book.distance(forOrder: abs(netFlow))
      moved = price * (netFlow < 0 ? 1 - distance : 1 + distance)
    }
    return max(moved, min(price, lowest))
  }
}

/// The rate `α` of `p(x) = exp(−α·x)` at which selling a share of an asset lowers its price by a share.
///
/// `α = −ln(1 − priceDrop)/shareSold` (Caccioli, Shrestha, Moore and Farmer 2014,
/// doi:10.1016/j.jbankfin.2014.05.021: 10 % sold lowers the price by 10 %, `α = 1.0536`). The depth of an
/// exponential ``PriceImpact`` is then the asset's total value over `α`.
///
/// - Parameters:
///   - priceDrop: in [0, 1).
///   - shareSold: positive.
public func impactRate(priceDrop: Double, shareSold: Double) -> Double {
  precondition(priceDrop >= 0 && priceDrop < 1, "a price drop of \(priceDrop) outside [0, 1)")
  precondition(shareSold > 0 && shareSold.isFinite, "a share sold of \(shareSold)")
  return -log1p(-priceDrop) / shareSold
}
