/// The state of a network after contagion, and how far the numbers can be trusted.
public struct ContagionResult: Sendable, Equatable {
  /// How the fixed point was reached.
  public enum Status: Sendable, Equatable {
    /// By linear solves or without any default: exact to rounding.
    case exact
    /// By monotone iteration until no valuation moved by more than the tolerance.
    case converged
    /// The bound on iterations was met first: what is returned is an upper bound of the valuations
    /// (a lower bound when the least fixed point was asked for).
    case iterationLimit
  }
  /// `E`: signed equity; a negative value is what is missing.
  public let equity: [Double]
  /// `V`: the value of one unit of face of a claim on each debtor; 1 for a node that owes nothing and
  /// is not in default.
  public let valuation: [Double]
  /// `V·L`: what each debtor's claims are worth in total, or what it pays.
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
  public let status: Status
  /// Whether monotone iteration had to stand in for an exact solve (a closed ring of defaulters, or a
  /// spectral radius of one and more among those in distress).
  public let usedFallback: Bool
  /// `max_i |V_i − F_i(V)|`: by how much the valuations miss the fixed-point equation.
  public let residual: Double
  /// How many times the network was evaluated (one matrix–vector product each).
  public let iterations: Int
  /// Which fixed point this is.
  public let fixedPoint: FixedPoint

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
