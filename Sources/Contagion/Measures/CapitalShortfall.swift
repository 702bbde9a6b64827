import Glibc

/// The loss of equity value in a long market fall, from a beta: `LRMES = 1 − exp(β·ln(1 − d))`.
///
/// Brownlees and Engle (2017), doi:10.1093/rfs/hhw060.
///
/// - Parameters:
///   - beta: of the equity on the market.
///   - marketFall: `d` in [0, 1).
public func longRunMarginalExpectedShortfall(beta: Double, marketFall: Double) -> Double {
  precondition(marketFall >= 0 && marketFall < 1, "a market fall of \(marketFall)")
  precondition(beta.isFinite, "beta \(beta)")
  return -expm1(beta * log1p(-marketFall))
}

/// The capital that a firm would miss in a crisis, `SRISK = k·D − (1 − k)·(1 − LRMES)·W`; negative
/// is a surplus.
///
/// Brownlees and Engle (2017), doi:10.1093/rfs/hhw060. The SRISK of a system is the sum of the
/// positive ones.
///
/// - Parameters:
///   - capitalRatio: `k`, the prudential share of equity in assets, in [0, 1].
///   - debt: `D`, book value.
///   - equity: `W`, market value.
///   - marginalShortfall: `LRMES`, the share of equity value lost in the crisis.
public func expectedCapitalShortfall(
  capitalRatio: Double, debt: Double, equity: Double, marginalShortfall: Double
) -> Double {
  precondition(capitalRatio >= 0 && capitalRatio <= 1, "capital ratio \(capitalRatio)")
  precondition(debt >= 0 && equity >= 0, "debt \(debt), equity \(equity)")
  return capitalRatio * debt - (1 - capitalRatio) * (1 - marginalShortfall) * equity
}
