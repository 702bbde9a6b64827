public import LinearAlgebra

/// How much of the gross claims is left after netting in pairs, and through one clearing house.
public struct NettingSummary: Sendable, Equatable {
  /// `Σ X[i,k]`.
  public let gross: Double
  /// `Σ_{i,k} max(0, X[i,k] − X[k,i])`: each pair owes one way.
  public let bilateralNet: Double
  /// `Σ_i max(0, Σ_k X[i,k] − Σ_k X[k,i])`: each member owes or is owed by the house.
  public let multilateralNet: Double

  /// `1 − bilateral net/gross`; nil where nothing is owed.
  public var bilateralEfficiency: Double? { gross > 0 ? 1 - bilateralNet / gross : nil }
  /// `1 − multilateral net/gross`; nil where nothing is owed.
  public var multilateralEfficiency: Double? { gross > 0 ? 1 - multilateralNet / gross : nil }
}

/// Nets claims in pairs and through one clearing house.
///
/// - Parameter claims: square, finite and not negative; row = creditor.
public func netting(_ claims: Matrix) -> NettingSummary {
  requireClaims(claims)
  var (gross, bilateral) = (0.0, 0.0)
  for i in 0..<claims.rows {
    for k in 0..<claims.rows {
      gross += claims[i, k]
      bilateral += max(0, claims[i, k] - claims[k, i])
    }
  }
  let multilateral = netPositions(claims).reduce(0) { $0 + max(0, $1) }
  return NettingSummary(
    gross: gross, bilateralNet: bilateral, multilateralNet: multilateral)
}

/// What each node is owed less what it owes, `Σ_k X[i,k] − Σ_k X[k,i]` (row = creditor).
public func netPositions(_ claims: Matrix) -> [Double] {
  zip(claims.rowSums, claims.columnSums).map { $0 - $1 }
}

/// What each member is exposed to, net by class of contract and clearing house.
///
/// The classes that no house clears net between each pair of members; the classes of one house net
/// there over all counterparties: `Σ_k max(0, Σ_c (X_c[i,k] − X_c[k,i])) + Σ_houses max(0, Σ_{c ∈
/// house} Σ_k (X_c[i,k] − X_c[k,i]))`. The setting of Duffie and Zhu (2011), on given claims; see
/// ``ClearingMarket`` for its expectation.
///
/// - Parameters:
///   - classes: claims by class of contract, row = creditor, all of one size.
///   - clearingHouses: the classes that each house clears; no class twice.
public func netExposures(classes: [Matrix], clearingHouses: [[Int]]) -> [Double] {
  let count = classes.first?.rows ?? 0
  for claims in classes {
    requireClaims(claims)
    precondition(claims.rows == count, "classes of \(count) and \(claims.rows) members")
  }
  let bilateral = unclearedClasses(of: classes.count, clearingHouses)
  var exposures = [Double](repeating: 0, count: count)
  for i in 0..<count {
    for k in 0..<count where k != i {
      exposures[i] += max(0, bilateral.reduce(0) { $0 + classes[$1][i, k] - classes[$1][k, i] })
    }
  }
  let positions = classes.map(netPositions)
  for house in clearingHouses {
    for i in 0..<count { exposures[i] += max(0, house.reduce(0) { $0 + positions[$1][i] }) }
  }
  return exposures
}

/// The classes that no house clears; every class at most once at the houses.
func unclearedClasses(of count: Int, _ clearingHouses: [[Int]]) -> [Int] {
  var cleared = [Bool](repeating: false, count: count)
  for house in clearingHouses {
    for place in house {
      precondition(place >= 0 && place < count, "class \(place) of \(count)")
      precondition(!cleared[place], "class \(place) is cleared twice")
      cleared[place] = true
    }
  }
  return cleared.indices.filter { !cleared[$0] }
}

/// Checks that claims are square, finite and not negative.
func requireClaims(_ claims: Matrix) {
  precondition(claims.rows == claims.columns, "claims (\(claims.rows) × \(claims.columns))")
  precondition(
    claims.elements.allSatisfy { $0 >= 0 && $0.isFinite }, "claims must be finite and ≥ 0")
}
