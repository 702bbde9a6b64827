/// A valuation of claims between the nodes of a network: the NEVA model is a choice of this function.
///
/// Barucca et al. (2020), doi:10.1111/mafi.12272: equities solve `E_i = Ae_i − Le_i + Σ_k A[i,k]·V_k(E_k) − L_i`. To bring a
/// model of your own, conform a value to this protocol and hand it to
/// ``solveValuation(_:valuation:referenceEquity:options:reportsContraction:)``:
///
///     struct Guaranteed: InterbankValuation {
///       let floor: Double
///       func value(equity: Double, debtor: Debtor) -> Double {
///         guard debtor.isInDefault(equity) else { return 1 }
///         guard debtor.obligations > 0 else { return floor }
///         return max(floor, 1 + equity / debtor.obligations)
///       }
///     }
///
/// Two things are required, and checked while solving: the value lies in [0, 1], and it never falls when the
/// equity rises. Then a greatest and a least solution exist (Tarski), and monotone iteration from full and from
/// zero value finds them. For the greatest the value should also be continuous from above, as a jump at `E ≥ 0` is.
public protocol InterbankValuation: Sendable {
  /// The value of one unit of face of a claim on a debtor of the given signed equity.
  func value(equity: Double, debtor: Debtor) -> Double
}

/// What a valuation may look at besides the equity.
public struct Debtor: Sendable, Equatable {
  /// The node's place in the network.
  public let index: Int
  /// `Ae`: assets outside the network.
  public let externalAssets: Double
  /// `Le`: liabilities that are paid before the claims.
  public let seniorLiabilities: Double
  /// `L`: what the node owes on the claims and on what ranks with them.
  public let obligations: Double
  /// `E0`: the reference equity.
  public let referenceEquity: Double
  /// Equities closer to zero count as zero: 1e-13 of the gross balance sheet.
  public let roundingBand: Double
  /// When the node is in default.
  public let defaultTest: DefaultTest

  /// A debtor of the given balance sheet, to look at a valuation by itself.
  public init(
    index: Int = 0, externalAssets: Double, seniorLiabilities: Double = 0, obligations: Double,
    referenceEquity: Double = 0, roundingBand: Double = 0, defaultTest: DefaultTest = .strict
  ) {
    self.index = index
    self.externalAssets = externalAssets
    self.seniorLiabilities = seniorLiabilities
    self.obligations = obligations
    self.referenceEquity = referenceEquity
    self.roundingBand = roundingBand
    self.defaultTest = defaultTest
  }

  /// Whether the node is in default at the given equity, up to rounding.
  public func isInDefault(_ equity: Double) -> Bool {
    switch defaultTest {
    case .strict: equity < -roundingBand
    case .weak: equity <= roundingBand
    }
  }
}

/// The valuations that need no expectation, as functions of the equity alone.
///
/// In ``propagate(_:valuation:referenceEquity:alreadyDefaulted:options:)`` the same models are solved exactly, which is
/// faster; here they stand beside others. A debtor with no obligations is worth 1 until it defaults, then 0 (Furfine:
/// `R`); so is, under DebtRank, one with no reference equity.
extension Valuation: InterbankValuation {
  /// The value of one unit of face of a claim on a debtor of the given signed equity.
  public func value(equity: Double, debtor: Debtor) -> Double {
    switch self {
    case .furfine(let recovery):
      return debtor.isInDefault(equity) ? recovery : 1
    case .eisenbergNoe:
      guard debtor.isInDefault(equity) else { return 1 }
      return debtor.obligations > 0 ? clipped(1 + equity / debtor.obligations) : 0
    case .rogersVeraart(let alpha, let beta):
      guard debtor.isInDefault(equity) else { return 1 }
      guard debtor.obligations > 0 else { return 0 }
      let (assets, senior) = (debtor.externalAssets, debtor.seniorLiabilities)
      let claims = equity - assets + senior + debtor.obligations
      return clipped((alpha * assets + beta * claims - senior) / debtor.obligations)
    case .linearDebtRank:
      return 1 - distress(equity: equity, debtor: debtor)
    case .nonlinearDebtRank(let alpha, let recovery):
      return distressedValue(
        distress(equity: equity, debtor: debtor), alpha: alpha, recovery: recovery)
    }
  }

  private func distress(equity: Double, debtor: Debtor) -> Double {
    guard debtor.referenceEquity > 0 else { return debtor.isInDefault(equity) ? 1 : 0 }
    return clipped(1 - equity / debtor.referenceEquity)
  }
}

/// The nearest number of [0, 1].
func clipped(_ share: Double) -> Double { min(1, max(0, share)) }
