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
  /// Independent Pareto amounts with tail `P(X > x) = (minimum/x)^shape`.
  case pareto(minimum: Double, shape: Double)

  /// Puts amounts on links.
  ///
  /// Random amounts are drawn for every ordered pair, linked or not, row by row.
  ///
  /// - Parameters:
  ///   - links: 1 where the row has a claim on the column, as of ``NetworkTopology/links(count:stream:)``.
  ///   - stream: where random amounts are drawn from; not used by the others.
  /// - Returns: claims, row = creditor.
  public func claims(on links: Matrix, stream: inout Stream) -> Matrix {
    claims(on: links) { _, _, draw in draw(&stream) }
  }

  /// Puts amounts on links, each random one from a stream of its own pair, which depends on the seed, the
  /// replicate and the two places alone.
  ///
  /// - Returns: claims, row = creditor.
  public func claims(on links: Matrix, seed: UInt64, replicate: UInt32 = 0) -> Matrix {
    claims(on: links) { i, k, draw in
      var stream = pairStream(.amounts, i, k, seed: seed, replicate: replicate)
      return draw(&stream)
    }
  }

  private func claims(
    on links: Matrix, _ drawn: (Int, Int, (inout Stream) -> Double) -> Double
  ) -> Matrix {
    var claims = links
    switch self {
    case .constant(let amount):
      precondition(amount >= 0 && amount.isFinite, "an amount of \(amount)")
      scale(&claims) { _, _ in amount }
    case .lognormal(let mu, let sigma):
      multiply(&claims) { i, k in drawn(i, k) { $0.lognormal(mu: mu, sigma: sigma) } }
    case .pareto(let minimum, let shape):
      multiply(&claims) { i, k in drawn(i, k) { $0.pareto(minimum: minimum, shape: shape) } }
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

  /// Every ordered pair, linked or not, so that each has its own draw.
  private func multiply(_ claims: inout Matrix, by factor: (Int, Int) -> Double) {
    for i in 0..<claims.rows {
      for k in 0..<claims.columns where k != i { claims[i, k] *= factor(i, k) }
    }
  }

  private func scale(_ claims: inout Matrix, by factor: (Int, Int) -> Double) {
    for i in 0..<claims.rows {
      for k in 0..<claims.columns where claims[i, k] > 0 { claims[i, k] *= factor(i, k) }
    }
  }
}
