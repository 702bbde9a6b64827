/// The state of a network after contagion, and how far the numbers can be trusted.
public struct ContagionResult: Sendable, Equatable {
  /// `E`: signed equity; a negative value is what is missing.
  public let equity: [Double]
  /// `V`: the value of one unit of face of a claim on each debtor; 1 for a node that owes nothing and
  /// is not in default.
  public let valuation: [Double]
  /// `V·L`: what each debtor's claims are worth in total, or what it pays on them.
  ///
  /// Where creditors outside rank with the claims, `V·(L + Le)`: what it pays to all who rank together.
  public let payments: [Double]
  /// `h = clip(1 − E/E0, 0, 1)` against the reference equity; where `E0 ≤ 0`, 0 or 1 as `E ≥ 0` or not.
  public let distress: [Double]
  /// Who is in default, those included who were at the start.
  public let defaulted: [Bool]
  /// The round (from 0) in which each default was found; nil for a node that is not in default.
  ///
  /// Round 0 is default with all claims at full value (or before the start). With exact solves a
  /// round is one of the fictitious-default algorithm; with iteration it is one sweep.
  public let defaultRound: [Int?]
  /// How the fixed point was reached.
  ///
  /// The residual is `max_i |V_i − F_i(V)|`; an iteration is one matrix–vector product. At the limit of
  /// iterations the valuations are an upper bound (a lower one for the least fixed point). Iteration stands
  /// in for an exact solve at a closed ring of defaulters, or where the spectral radius among those in
  /// distress is one and more.
  public let report: SolutionReport

  /// `Σ_k (1 − V_k)·L_k`: the value lost on claims inside the network, in money.
  public var valuationGap: Double {
    var gap = 0.0
    for k in valuation.indices where valuation[k] < 1 {
      gap += liabilities[k] * (1 - valuation[k])
    }
    return gap
  }
  let liabilities: [Double]
}
