import Glibc
import Randomness

/// The volatility of each debtor's external assets over the horizon, `σ√T`.
public enum HorizonVolatility: Sendable, Equatable {
  /// The same for all.
  case common(Double)
  /// One per node.
  case each([Double])

  func of(_ debtor: Debtor) -> Double {
    switch self {
    case .common(let volatility): volatility
    case .each(let volatilities): volatilities[debtor.index]
    }
  }
}

/// Expected Eisenberg–Noe payments before the maturity, external assets moving as a geometric Brownian motion.
///
/// `V = 1 − p(E) + β·ρ(E)` with Merton's default probability `p` and
/// `ρ = E[(1 + E(T)/L)⁺·1{E(T) < 0}]`, `E(T) = E + Ae·(exp(σZ − σ²/2) − 1)` (Barucca et al. 2020, equations 13, 15 and
/// 18). In closed form, with `k₁ = 1 − E/Ae`, `k₂ = (1 − (E + L)/Ae)⁺`, `d(k) = (ln k + σ²/2)/σ`:
/// `ρ = (1 + (E − Ae)/L)·(Φ(d(k₁)) − Φ(d(k₂))) + (Ae/L)·(Φ(d(k₁) − σ) − Φ(d(k₂) − σ))`. As `σ → 0` with `β = 1` it
/// is Eisenberg–Noe; a debtor without obligations has `ρ = 0`.
public struct ExAnteEisenbergNoe: InterbankValuation, Equatable {
  /// `σ√T` of external assets.
  public let volatility: HorizonVolatility
  /// `β`: the share of what a defaulter has that reaches its creditors, of [0, 1].
  public let recoveredShare: Double

  /// A valuation of the given risk; everything a defaulter has is recovered unless said otherwise.
  public init(volatility: HorizonVolatility, recoveredShare: Double = 1) {
    precondition(recoveredShare >= 0 && recoveredShare <= 1, "share \(recoveredShare)")
    self.volatility = volatility
    self.recoveredShare = recoveredShare
  }

  /// The value of one unit of face of a claim on a debtor of the given signed equity.
  public func value(equity: Double, debtor: Debtor) -> Double {
    let risk = volatility.of(debtor)
    let probability = mertonDefaultProbability(
      equity: equity, externalAssets: debtor.externalAssets, volatility: risk)
    let recovery = expectedRecovery(
      equity: equity, debtor: debtor, volatility: risk, probability: probability)
    return clipped(1 - probability + recoveredShare * recovery)
  }

  /// `ρ(E)`.
  private func expectedRecovery(
    equity: Double, debtor: Debtor, volatility: Double, probability: Double
  ) -> Double {
    let (assets, owed) = (debtor.externalAssets, debtor.obligations)
    guard owed > 0 else { return 0 }
    guard assets > 0, volatility > 0 else { return equity < 0 ? clipped(1 + equity / owed) : 0 }
    guard equity < assets else { return 0 }
    let first = (log1p(-equity / assets) + 0.5 * volatility * volatility) / volatility
    var (nothing, lost) = (0.0, 0.0)
    if equity + owed < assets {
      let second = (log1p(-(equity + owed) / assets) + 0.5 * volatility * volatility) / volatility
      nothing = normalCDF(second)
      lost = normalCDF(second - volatility)
    }
    let kept = assets / owed * (normalCDF(first - volatility) - lost)
    return clipped((1 + (equity - assets) / owed) * (probability - nothing) + kept)
  }
}

/// A fixed recovery with the probability of default at the horizon: Furfine's valuation before the maturity.
///
/// `V = 1 − (1 − R)·p(E)` with Merton's `p` (Barucca et al. 2020).
public struct ExAnteFurfine: InterbankValuation, Equatable {
  /// `σ√T` of external assets.
  public let volatility: HorizonVolatility
  /// `R`, of [0, 1].
  public let recovery: Double

  /// A valuation of the given risk and recovery.
  public init(volatility: HorizonVolatility, recovery: Double) {
    precondition(recovery >= 0 && recovery <= 1, "recovery \(recovery) outside [0, 1]")
    self.volatility = volatility
    self.recovery = recovery
  }

  /// The value of one unit of face of a claim on a debtor of the given signed equity.
  public func value(equity: Double, debtor: Debtor) -> Double {
    1 - (1 - recovery)
      * mertonDefaultProbability(
        equity: equity, externalAssets: debtor.externalAssets, volatility: volatility.of(debtor))
  }
}

/// A fixed recovery with the probability of default at any time up to the horizon.
///
/// `V = 1 − (1 − R)·p(E)` with the `p` of Black and Cox (Bardoscia, Barucca, Brinley Codd and Hill 2019, JEDC 108).
/// A claim on a debtor of no positive equity is worth `R`.
public struct ExAnteBlackCox: InterbankValuation, Equatable {
  /// `σ√T` of external assets.
  public let volatility: HorizonVolatility
  /// `R`, of [0, 1].
  public let recovery: Double

  /// A valuation of the given risk and recovery.
  public init(volatility: HorizonVolatility, recovery: Double) {
    precondition(recovery >= 0 && recovery <= 1, "recovery \(recovery) outside [0, 1]")
    self.volatility = volatility
    self.recovery = recovery
  }

  /// The value of one unit of face of a claim on a debtor of the given signed equity.
  public func value(equity: Double, debtor: Debtor) -> Double {
    1 - (1 - recovery)
      * blackCoxDefaultProbability(
        equity: equity, externalAssets: debtor.externalAssets, volatility: volatility.of(debtor))
  }
}
