/// A market in which speculators with limited capital stand between sellers and fundamental value.
///
/// Brunnermeier and Pedersen (2009, doi:10.1093/rfs/hhn098), one asset and one date. Customers who want to
/// sell `Z` units leave a position `x(p) = Z − 2·(v − p)/(γ·σ²)` to the speculators at the price `p ≤ v`. These take
/// it as long as margin on it is within their wealth, `m(p)·x(p) ≤ W(p)`, with
///
///     W(p) = wealth + x_0·(p − p_0)      m(p) = m_0 + θ·|p − p_0|
///
/// (margins of financiers who take a price move for news). They would pay `v`.
public struct FundingLiquidity: Sendable, Equatable {
  /// `v`: the value of the asset.
  public var fundamentalValue: Double
  /// `p_0`: the price before.
  public var previousPrice: Double
  /// `Z`: what customers want to sell, not negative.
  public var sellingPressure: Double
  /// `γ` of the customers, positive.
  public var riskAversion: Double
  /// `σ` of the asset's value, positive.
  public var volatility: Double
  /// The speculators' wealth at the price before, a shock `η` to it included.
  public var wealth: Double
  /// `x_0`: the speculators' position before.
  public var initialPosition: Double
  /// `m_0`: the margin per unit without a price move, positive.
  public var baseMargin: Double
  /// `θ`: how much a price move raises the margin, not negative.
  public var marginSensitivity: Double

  /// A market.
  public init(
    fundamentalValue: Double, previousPrice: Double, sellingPressure: Double,
    riskAversion: Double, volatility: Double, wealth: Double, initialPosition: Double = 0,
    baseMargin: Double, marginSensitivity: Double = 0
  ) {
    precondition(
      riskAversion > 0 && volatility > 0 && baseMargin > 0 && marginSensitivity >= 0
        && sellingPressure >= 0,
      "γ \(riskAversion), σ \(volatility), margin \(baseMargin), \(marginSensitivity)")
    self.fundamentalValue = fundamentalValue
    self.previousPrice = previousPrice
    self.sellingPressure = sellingPressure
    self.riskAversion = riskAversion
    self.volatility = volatility
    self.wealth = wealth
    self.initialPosition = initialPosition
    self.baseMargin = baseMargin
    self.marginSensitivity = marginSensitivity
  }

  /// A price at which the market clears.
  public struct Equilibrium: Sendable, Equatable {
    /// The price.
    public let price: Double
    /// What the speculators hold then.
    public let position: Double
    /// Whether a small fall of the price makes buyers and not sellers.
    public let isStable: Bool
    /// `∂p/∂η`: zero where capital does not bind, nil where the equilibrium is not stable; see
    /// ``liquiditySpiralMultiplier(riskAversion:volatility:margin:marginSlope:position:initialPosition:)``.
    public let multiplier: Double?
  }

  /// `2/(γ·σ²)`: by how many units a fall of the price by one makes customers sell less.
  private var elasticity: Double { 2 / (riskAversion * volatility * volatility) }

  /// The price at which customers keep what they have: that without speculators.
  public var priceWithoutSpeculators: Double { fundamentalValue - sellingPressure / elasticity }

  /// `W(p) − m(p)·x(p)`: the capital that is left at a price.
  public func freeCapital(at price: Double) -> Double {
    let move = price - previousPrice
    let position = sellingPressure - elasticity * (fundamentalValue - price)
    return wealth + initialPosition * move
      - (baseMargin + marginSensitivity * abs(move)) * position
  }

  /// All prices at which the market clears, from the highest.
  ///
  /// The fundamental value, where capital does not bind there; the roots of the free capital (a
  /// quadratic on each side of the price before) between it and the price without speculators; and that
  /// price where speculators have no capital to take part. Closed form.
  public var equilibria: [Equilibrium] {
    let (low, high) = (priceWithoutSpeculators, fundamentalValue)
    var found: [Equilibrium] = []
    if sellingPressure == 0 || freeCapital(at: high) >= 0 {
      found.append(
        Equilibrium(price: high, position: sellingPressure, isStable: true, multiplier: 0))
    }
    for price in boundPrices(low, high) {
      let move = price - previousPrice
      let position = sellingPressure - elasticity * (fundamentalValue - price)
      let multiplier = liquiditySpiralMultiplier(
        riskAversion: riskAversion, volatility: volatility,
        margin: baseMargin + marginSensitivity * abs(move),
        marginSlope: move < 0 ? -marginSensitivity : marginSensitivity, position: position,
        initialPosition: initialPosition)
      found.append(
        Equilibrium(
          price: price, position: position, isStable: multiplier != nil, multiplier: multiplier))
    }
    if sellingPressure > 0, freeCapital(at: low) < 0 {
      found.append(Equilibrium(price: low, position: 0, isStable: true, multiplier: 0))
    }
    return found
  }

  /// The roots of the free capital in `[low, high)`, from the highest.
  private func boundPrices(_ low: Double, _ high: Double) -> [Double] {
    guard low < high else { return [] }
    var roots: [Double] = []
    for side in [1.0, -1] {
      // With y = p − p_0: W + x_0·y − (m_0 + θ·side·y)·(x(p_0) + e·y).
      let position = sellingPressure - elasticity * (fundamentalValue - previousPrice)
      let slope = marginSensitivity * side
      let square = -slope * elasticity
      let linear = initialPosition - baseMargin * elasticity - slope * position
      let constant = wealth - baseMargin * position
      for move in quadraticRoots(square, linear, constant) {
        let price = previousPrice + move
        let onSide = side > 0 ? move >= 0 : move < 0
        if onSide, price >= low, price < high { roots.append(price) }
      }
    }
    return roots.sorted(by: >)
  }
}

/// The real roots of `a·y² + b·y + c`, a double one once; none for a constant.
private func quadraticRoots(_ a: Double, _ b: Double, _ c: Double) -> [Double] {
  guard a != 0 else { return b != 0 ? [-c / b] : [] }
  let discriminant = b * b - 4 * a * c
  guard discriminant >= 0 else { return [] }
  guard discriminant > 0 else { return [-b / (2 * a)] }
  // The root with no cancellation first, and the other by the product of both.
  let half = -(b + (b < 0 ? -1 : 1) * discriminant.squareRoot()) / 2
  return [half / a, c / half]
}
