/// Maintenance margin whose rate rises with the size of a position.
public struct MaintenanceTiers: Sendable, Equatable {
  /// A tier: from this notional on, this rate.
  public struct Tier: Sendable, Equatable {
    /// The notional at which the tier begins.
    public let notional: Double
    /// The maintenance margin as a share of notional, in [0, 1).
    public let rate: Double

    /// A tier.
    public init(notional: Double, rate: Double) {
      self.notional = notional
      self.rate = rate
    }
  }
  /// Whether a rate applies to the whole notional or to the part within its tier.
  public enum Application: String, Sendable, CaseIterable {
    /// The rate of the tier in which the notional lies applies to all of it: the requirement jumps.
    case whole
    /// Each rate applies to the part of the notional within its tier: the requirement is continuous.
    case marginal
  }
  /// Tiers by rising notional, the first at zero.
  public let tiers: [Tier]
  /// How rates apply.
  public let application: Application

  /// Tiers that begin at zero, with rising notionals and rates that never fall.
  public init(_ tiers: [Tier], application: Application = .whole) {
    precondition(tiers.first?.notional == 0, "tiers must begin at zero")
    for (lower, upper) in zip(tiers, tiers.dropFirst()) {
      precondition(
        upper.notional > lower.notional && upper.rate >= lower.rate, "\(lower) before \(upper)")
    }
    precondition(tiers.allSatisfy { $0.rate >= 0 && $0.rate < 1 }, "rates outside [0, 1)")
    self.tiers = tiers
    self.application = application
  }

  /// The maintenance margin of a position of that notional: not negative.
  public func requirement(notional: Double) -> Double {
    precondition(notional >= 0, "a notional of \(notional)")
    let tier = tiers.lastIndex { $0.notional <= notional } ?? 0
    return max(0, tiers[tier].rate * notional - deduction(tier))
  }

  /// What is taken off `rate·notional` in a tier for the lower rates below it.
  private func deduction(_ tier: Int) -> Double {
    guard application == .marginal else { return 0 }
    var deduction = 0.0
    for t in tiers.indices.dropFirst().prefix(tier) {
      deduction += (tiers[t].rate - tiers[t - 1].rate) * tiers[t].notional
    }
    return deduction
  }

  /// The mark price at which a position with given margin falls to its maintenance margin.
  ///
  /// `(q·P0 − m − d)/(q − rate·|q|)` in the tier in which the position is at that price, with the deduction
  /// `d` of marginal tiers; a short that crosses a jump of the requirement is liquidated at the jump. For a long the
  /// first such price below, for a short the first above. Nil for no position.
  ///
  /// - Returns: zero or less where a long is fully funded and no price liquidates it.
  public func liquidationPrice(units: Double, entryPrice: Double, margin: Double) -> Double? {
    guard units != 0 else { return nil }
    let size = abs(units)
    func price(in tier: Int) -> Double {
      (units * entryPrice - margin - deduction(tier)) / (units - tiers[tier].rate * size)
    }
    if units > 0 {
      let tier = tiers.indices.last { price(in: $0) * size >= tiers[$0].notional } ?? 0
      return price(in: tier)
    }
    for tier in tiers.indices.dropLast() {
      let found = max(price(in: tier), tiers[tier].notional / size)
      if found * size < tiers[tier + 1].notional { return found }
    }
    let last = tiers.count - 1
    return max(price(in: last), tiers[last].notional / size)
  }
}
