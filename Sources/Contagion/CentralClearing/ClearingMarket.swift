public import LinearAlgebra

/// Members who trade classes of derivatives with each other, before it is known who owes whom.
///
/// The exposure of member `i` to member `k` in class `c` is normal with mean zero, independent
/// between pairs, with covariance `Σ` between the classes: Duffie and Zhu (2011,
/// doi:10.1093/rapstu/rar001) for independent classes of equal risk, Cont and Kokholm (2014,
/// arXiv:1304.5065) for different and correlated ones. No collateral.
public struct ClearingMarket: Sendable, Equatable {
  /// `N ≥ 1`.
  public let members: Int
  /// `Σ` between classes of contracts, for one pair of members.
  public let covariance: Matrix

  /// A market of the given covariance: symmetric and positive semidefinite.
  public init(members: Int, covariance: Matrix) {
    precondition(members >= 1, "\(members) members")
    precondition(
      covariance.rows == covariance.columns, "(\(covariance.rows) × \(covariance.columns))")
    precondition(covariance.elements.allSatisfy { $0.isFinite }, "covariance must be finite")
    self.members = members
    self.covariance = covariance
  }

  /// A market of independent classes of equal risk.
  public init(members: Int, classes: Int, standardDeviation: Double = 1) {
    precondition(classes >= 0 && standardDeviation >= 0, "\(classes), \(standardDeviation)")
    let variance = standardDeviation * standardDeviation
    self.init(
      members: members,
      covariance: .diagonal([Double](repeating: variance, count: classes)))
  }

  /// The expected exposure of one member, net of what is netted in pairs and at clearing houses.
  ///
  /// `(N − 1)·√(1ᵀΣ_B1/2π) + Σ_houses √((N − 1)·1ᵀΣ_H1/2π)` with `B` the classes that no house
  /// clears and `H` those of a house. With `groups > 1` each house is split into as many, one for
  /// each group of members of equal size; pairs of different groups net all classes bilaterally.
  ///
  /// - Parameters:
  ///   - clearingHouses: the classes that each house clears; no class twice.
  ///   - groups: into which members fall, a divisor of their number.
  public func expectedExposure(clearingHouses: [[Int]] = [], groups: Int = 1) -> Double {
    precondition(groups >= 1 && members % groups == 0, "\(members) members in \(groups) groups")
    let near = Double(members / groups - 1)
    let far = Double(members - members / groups)
    let uncleared = unclearedClasses(of: covariance.rows, clearingHouses)
    var exposure = near * expectedGain(variance(of: uncleared))
    exposure += far * expectedGain(variance(of: Array(0..<covariance.rows)))
    for house in clearingHouses { exposure += expectedGain(near * variance(of: house)) }
    return exposure
  }

  /// The least number of members with which one clearing house lowers expected exposure; nil if
  /// none does.
  ///
  /// `N > 1 + 1ᵀΣ_H1/(√(1ᵀΣ1) − √(1ᵀΣ_B1))²`; `4K − 1` for one of `K` independent classes of equal
  /// risk (Duffie and Zhu 2011).
  ///
  /// - Parameters:
  ///   - covariance: between classes, for one pair of members.
  ///   - house: the classes that the house clears.
  public static func leastMembers(covariance: Matrix, clearing house: [Int]) -> Int? {
    let market = ClearingMarket(members: 2, covariance: covariance)
    let all = market.variance(of: Array(0..<covariance.rows)).squareRoot()
    let rest = market.variance(of: unclearedClasses(of: covariance.rows, [house])).squareRoot()
    // Differences that are rounding are none.
    guard all - rest > 1e-14 * all else { return nil }
    let bound = 1 + market.variance(of: house) / ((all - rest) * (all - rest))
    let members = (bound * (1 + 1e-12)).rounded(.down) + 1
    return members < 0x1p62 ? Int(members) : nil
  }

  /// The least expected exposure of a class over that of all others, netted in pairs, at which
  /// clearing it alone lowers exposure: `2·√(N − 1)/(N − 2)` for independent classes (Duffie and
  /// Zhu 2011).
  ///
  /// - Parameter members: `N`; infinity for two, who net in pairs as well as anywhere.
  public static func leastRelativeSize(members: Int) -> Double {
    precondition(members >= 2, "\(members) members")
    return 2 * Double(members - 1).squareRoot() / Double(members - 2)
  }

  /// `1ᵀΣ_S1` of some classes.
  private func variance(of classes: [Int]) -> Double {
    var sum = 0.0
    for a in classes {
      for b in classes { sum += covariance[a, b] }
    }
    return max(0, sum)
  }

  /// `E[max(0, X)] = √(variance/2π)` of a normal number of mean zero.
  private func expectedGain(_ variance: Double) -> Double {
    (variance / (2 * Double.pi)).squareRoot()
  }
}
