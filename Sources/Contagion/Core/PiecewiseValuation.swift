import Glibc
import LinearAlgebra
import Networks

/// A valuation in the form all solvers share: full value until a node leaves it, then one curve.
///
/// `V_i = 1` until node `i` leaves full value; then `V_i = clip(constant_i + slope_i·(A·V)_i, 0, 1)`, and
/// for non-linear DebtRank the distress curve of that. A node leaves either when it defaults or when its
/// curve falls below one.
struct PiecewiseValuation<Network: Exposures> {
  let constant: [Double]
  let slope: [Double]
  /// What each node owes on the claims and on what ranks with them.
  let obligations: [Double]
  /// Whether a node leaves full value when it defaults (else when its curve is below one).
  let leavesByDefault: [Bool]
  /// `Σ_k A[i,k]`: what node `i`'s claims are worth at full value.
  let claimsAtFace: [Double]
  /// Equities within this distance of zero count as zero.
  let guardBand: [Double]
  /// The same distance in units of the line.
  let lineGuard: [Double]
  let defaultTest: DefaultTest
  /// `(α, R)` of non-linear DebtRank.
  let curve: (alpha: Double, recovery: Double)?
  let network: Network

  init(
    _ network: Network, _ valuation: Valuation, referenceEquity: [Double],
    alreadyDefaulted: [Bool], options: ContagionOptions
  ) {
    let count = network.count
    let claims = network.totalClaims
    claimsAtFace = claims
    guardBand = (0..<count).map {
      Rounding.equityShare
        * (network.externalAssets[$0] + network.externalLiabilities[$0] + claims[$0]
          + network.totalLiabilities[$0])
    }
    var lineGuard = [Double](repeating: 0, count: count)
    var constant = [Double](repeating: 0, count: count)
    var slope = constant
    var obligations = network.totalLiabilities
    var leavesByDefault = [Bool](repeating: true, count: count)
    for i in 0..<count {
      let assets = network.externalAssets[i]
      var senior = network.externalLiabilities[i]
      if options.externalLiabilities == .pariPassu {
        obligations[i] += senior
        senior = 0
      }
      let owed = obligations[i]
      let failed = alreadyDefaulted[i]
      switch valuation {
      case .furfine(let recovery):
        constant[i] = recovery
        leavesByDefault[i] = !failed
      case .eisenbergNoe where owed > 0:
        slope[i] = 1 / owed
        lineGuard[i] = guardBand[i] / owed
        constant[i] = (assets - senior) / owed
        leavesByDefault[i] = !failed
      case .rogersVeraart(let alpha, let beta) where owed > 0:
        slope[i] = beta / owed
        lineGuard[i] = guardBand[i] / owed
        constant[i] = (alpha * assets - senior) / owed
        leavesByDefault[i] = !failed
      case .linearDebtRank, .nonlinearDebtRank:
        // A node that is in default already is wholly distressed; one with no reference equity
        // stays at full value until it defaults.
        leavesByDefault[i] = false
        if failed { continue }
        if referenceEquity[i] > 0 {
          slope[i] = 1 / referenceEquity[i]
          lineGuard[i] = guardBand[i] / referenceEquity[i]
          constant[i] = (assets - senior - owed) / referenceEquity[i]
        } else {
          leavesByDefault[i] = true
        }
      case .eisenbergNoe, .rogersVeraart:
        break
      }
    }
    self.constant = constant
    self.slope = slope
    self.obligations = obligations
    self.leavesByDefault = leavesByDefault
    defaultTest = options.defaultTest
    self.lineGuard = lineGuard
    if case .nonlinearDebtRank(let alpha, let recovery) = valuation {
      curve = (alpha, recovery)
    } else {
      curve = nil
    }
    self.network = network
  }

  var count: Int { constant.count }

  /// `A·V`: what each node's claims are worth at the valuations `V`.
  func claims(at valuation: [Double]) -> [Double] {
    network.claims.times(valuation)
  }

  /// The equities when each node's claims are worth `claims`.
  func equity(claims: [Double]) -> [Double] {
    (0..<count).map { equity($0, claims: claims[$0]) }
  }

  /// The equity of node `i` when its claims are worth `claims`.
  func equity(_ i: Int, claims: Double) -> Double {
    network.externalAssets[i] - network.externalLiabilities[i] + claims
      - network.totalLiabilities[i]
  }

  /// Whether equity `equity` is a default of node `i`, up to rounding.
  func isDefault(_ i: Int, _ equity: Double) -> Bool {
    switch defaultTest {
    case .strict: equity < -guardBand[i]
    case .weak: equity <= guardBand[i]
    }
  }

  /// The straight line of node `i`, not clipped.
  func line(_ i: Int, claims: Double) -> Double {
    constant[i] + slope[i] * claims
  }

  /// Whether node `i` is not at full value.
  func leavesFull(_ i: Int, claims: Double, equity: Double) -> Bool {
    leavesByDefault[i] ? isDefault(i, equity) : line(i, claims: claims) < 1 - lineGuard[i]
  }

  /// The value of claims on node `i` once it has left full value.
  func reduced(_ i: Int, claims: Double) -> Double {
    let share = min(1, max(0, line(i, claims: claims)))
    guard let curve else { return share }
    return distressedValue(1 - share, alpha: curve.alpha, recovery: curve.recovery)
  }

  /// The operator `F_i(V)` whose fixed point is sought.
  func value(_ i: Int, claims: Double, equity: Double) -> Double {
    leavesFull(i, claims: claims, equity: equity) ? reduced(i, claims: claims) : 1
  }
}

/// `1 − (1 − R)·h·exp(α(h − 1))`: non-linear DebtRank's value of a claim on a node of distress `h`.
func distressedValue(_ distress: Double, alpha: Double, recovery: Double) -> Double {
  1 - (1 - recovery) * distress * exp(alpha * (distress - 1))
}
