public import LinearAlgebra
public import Randomness

/// How large the claims on the links of a generated network are.
public enum LinkAmounts: Sendable, Equatable {
  /// The same on every link.
  case constant(Double)
  /// Independent lognormal amounts `exp(μ + σZ)`.
  case lognormal(mu: Double, sigma: Double)
  /// Each creditor's total, split equally over its debtors (Gai and Kapadia 2010).
  case equalAssets(total: Double)
  /// Each debtor's total, split equally over its creditors (Acemoglu, Ozdaglar and Tahbaz-Salehi 2015).
  case equalLiabilities(total: Double)

  /// Puts amounts on links.
  ///
  /// Random amounts are drawn for every ordered pair, linked or not, row by row.
  ///
  /// - Parameters:
  ///   - links: 1 where the row has a claim on the column, as of ``NetworkTopology/links(count:stream:)``.
  ///   - stream: where random amounts are drawn from; not used by the others.
  /// - Returns: claims, row = creditor.
  public func claims(on links: Matrix, stream: inout Stream) -> Matrix {
    var claims = links
    switch self {
    case .constant(let amount):
      precondition(amount >= 0 && amount.isFinite, "an amount of \(amount)")
      scale(&claims) { _, _ in amount }
    case .lognormal(let mu, let sigma):
      for i in 0..<links.rows {
        for k in 0..<links.columns where k != i {
          claims[i, k] *= stream.lognormal(mu: mu, sigma: sigma)
        }
      }
    case .equalAssets(let total):
      precondition(total >= 0 && total.isFinite, "a total of \(total)")
      let degrees = links.rowSums
      scale(&claims) { i, _ in total / degrees[i] }
    case .equalLiabilities(let total):
      precondition(total >= 0 && total.isFinite, "a total of \(total)")
      let degrees = links.columnSums
      scale(&claims) { _, k in total / degrees[k] }
    }
    return claims
  }

  private func scale(_ claims: inout Matrix, by factor: (Int, Int) -> Double) {
    for i in 0..<claims.rows {
      for k in 0..<claims.columns where claims[i, k] > 0 { claims[i, k] *= factor(i, k) }
    }
  }
}
