public import LinearAlgebra
public import Networks

/// Who pays how much of what is due, when all pay at once.
public struct PaymentClearing: Sendable, Equatable {
  /// The share of its dues that each debtor pays, 1 for a node that owes nothing.
  public let paidFraction: [Double]
  /// What each debtor pays in all.
  public let paid: [Double]
  /// What each creditor receives in all.
  public let received: [Double]
  /// `dues − paid` of each debtor.
  public let shortfall: [Double]
  /// `resources + received − paid`, never negative beyond rounding.
  public let remaining: [Double]
  /// How the payments were found; the residual is in paid fractions.
  public let report: SolutionReport
}

/// Clears dues against liquid resources, simultaneously and pro rata (Eisenberg–Noe 2001).
///
/// Debtor `k` pays `p_k = min(D_k, resources_k + Σ_i dues[k, i]·p_i/D_i)`, split in proportion to what it
/// owes to each; `D_k` is the sum of column `k` of the dues. The greatest such vector is returned unless
/// the options say otherwise.
///
/// - Parameters:
///   - dues: what is due now, row = creditor, column = debtor, zero diagonal.
///   - resources: the cash of each node, not negative.
///   - options: as for ``propagate(_:valuation:referenceEquity:alreadyDefaulted:options:)``.
/// - Throws: `NetworkError` with every problem of the dues and resources.
public func clearPayments(
  dues: Matrix, resources: [Double], options: ContagionOptions = .init()
) throws(NetworkError) -> PaymentClearing {
  let network = try ExposureNetwork(claims: dues, externalAssets: resources)
  let result = propagate(
    network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity, options: options)
  let owed = network.totalLiabilities
  let fraction = owed.indices.map { owed[$0] > 0 ? result.valuation[$0] : 1 }
  let received = dues.times(fraction)
  let paid = owed.indices.map { owed[$0] * fraction[$0] }
  return PaymentClearing(
    paidFraction: fraction, paid: paid, received: received,
    shortfall: owed.indices.map { owed[$0] - paid[$0] },
    remaining: owed.indices.map { resources[$0] + received[$0] - paid[$0] },
    report: result.report)
}
