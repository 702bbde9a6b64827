import LinearAlgebra
public import Networks

/// DebtRank: how far a loss of equity travels before anyone defaults.
///
/// The stress `s_i = h_i(0) + Σ_k W[i,k]·p(min(1, s_k))` with the leverage `W` of ``Impact`` and
/// - linear (Bardoscia et al. 2015, doi:10.1371/journal.pone.0130406): `p(h) = h`;
/// - non-linear (Bardoscia et al. 2016, doi:10.1371/journal.pone.0163825): `p(h) = (1 − R)·h·exp(α(h − 1))`.
///
/// It is ``propagate(_:valuation:referenceEquity:alreadyDefaulted:options:)`` from the equities `E0·(1 − h(0))`: the
/// least stress that solves the equations (their greatest valuation), the linear one exactly by
/// linear solves, stable or not.
///
/// A node of no reference equity is in default from the start by the weak test, and by the strict test once
/// it loses anything; claims on it are then worth nothing (or the recovery).
///
/// - Parameters:
///   - network: the claims (row = creditor); its balance sheets play no part.
///   - referenceEquity: `E0`, one per node, in money.
///   - initialDistress: the share of equity that the shock takes, of [0, 1], one per node; 1 is default.
///   - valuation: linear or non-linear DebtRank.
///   - impact: whether one debtor can take more than the whole of a creditor's equity.
///   - options: the default test (use the weak one for "`h = 1` is default"), and how to solve.
public func debtRank(
  _ network: ExposureNetwork, referenceEquity: [Double], initialDistress: [Double],
  valuation: Valuation = .linearDebtRank, impact: Impact = .uncapped,
  options: ContagionOptions = .init(defaultTest: .weak)
) -> DistressResult {
  let problem = DistressProblem(
    count: network.count, referenceEquity: referenceEquity, initialDistress: initialDistress,
    defaultTest: options.defaultTest)
  switch valuation {
  case .linearDebtRank, .nonlinearDebtRank: break
  case .furfine, .eisenbergNoe, .rogersVeraart:
    preconditionFailure("\(valuation) is no valuation by distress")
  }
  let shocked = network.shocked(
    referenceEquity: referenceEquity, initialDistress: initialDistress, impact: impact)
  let found = propagate(
    shocked, valuation: valuation, referenceEquity: referenceEquity,
    alreadyDefaulted: initialDistress.map { $0 >= 1 }, options: options)
  let stress = referenceEquity.indices.map { i in
    referenceEquity[i] > 0
      ? max(initialDistress[i], 1 - found.equity[i] / referenceEquity[i])
      : (found.defaulted[i] ? 1 : initialDistress[i])
  }
  return problem.result(
    stress: stress, defaultRound: found.defaultRound, transmissionRound: nil, report: found.report)
}

extension ExposureNetwork {
  /// The network whose equities with all claims at face are the reference equities less the shock.
  fileprivate func shocked(
    referenceEquity: [Double], initialDistress: [Double], impact: Impact
  ) -> ExposureNetwork {
    var claims = self.claims
    if impact != .uncapped {
      for i in 0..<count {
        for k in 0..<count { claims[i, k] = impact.felt(claims[i, k], buffer: referenceEquity[i]) }
      }
    }
    let lent = claims.rowSums
    let owed = claims.columnSums
    let net = (0..<count).map { i in
      (referenceEquity[i] > 0 ? referenceEquity[i] * (1 - initialDistress[i]) : referenceEquity[i])
        - lent[i] + owed[i]
    }
    let assets = net.map { max(0, $0) }
    let liabilities = net.map { max(0, -$0) }
    do {
      return impact == .uncapped
        ? try with(externalAssets: assets, externalLiabilities: liabilities)
        : try ExposureNetwork(
          claims: claims, externalAssets: assets, externalLiabilities: liabilities)
    } catch {
      preconditionFailure("equities and claims whose sums are not finite: \(error)")
    }
  }
}
