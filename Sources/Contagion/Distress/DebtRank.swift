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
  debtRank(
    network, network.felt(referenceEquity: referenceEquity, impact: impact), referenceEquity,
    initialDistress, valuation, options)
}

/// The same on a sparse network, in rounds that visit only what has changed.
public func debtRank(
  _ network: SparseExposures, referenceEquity: [Double], initialDistress: [Double],
  valuation: Valuation = .linearDebtRank, impact: Impact = .uncapped,
  options: ContagionOptions = .init(defaultTest: .weak)
) -> DistressResult {
  debtRank(
    network, network.felt(referenceEquity: referenceEquity, impact: impact), referenceEquity,
    initialDistress, valuation, options)
}

/// `felt` is the network in which a claim counts for what its creditor can lose on it.
private func debtRank<Network: DistressNetwork>(
  _ network: Network, _ felt: Network, _ referenceEquity: [Double], _ initialDistress: [Double],
  _ valuation: Valuation, _ options: ContagionOptions
) -> DistressResult {
  let problem = DistressProblem(
    count: network.count, referenceEquity: referenceEquity, initialDistress: initialDistress,
    defaultTest: options.defaultTest)
  switch valuation {
  case .linearDebtRank, .nonlinearDebtRank: break
  case .furfine, .eisenbergNoe, .rogersVeraart:
    preconditionFailure("\(valuation) is no valuation by distress")
  }
  let found = propagate(
    felt.shocked(referenceEquity: referenceEquity, initialDistress: initialDistress),
    valuation: valuation, referenceEquity: referenceEquity,
    alreadyDefaulted: initialDistress.map { $0 >= 1 }, options: options)
  let stress = referenceEquity.indices.map { i in
    referenceEquity[i] > 0
      ? max(initialDistress[i], 1 - found.equity[i] / referenceEquity[i])
      : (found.defaulted[i] ? 1 : initialDistress[i])
  }
  return problem.result(
    stress: stress, defaultRound: found.defaultRound, transmissionRound: nil, report: found.report)
}

/// A network whose balance sheets can be replaced.
protocol DistressNetwork: Exposures {
  func with(
    externalAssets: [Double], externalLiabilities: [Double]?
  ) throws(NetworkError) -> Self
  /// `Σ_k claims[i, k]`, each row added from left to right.
  var lent: [Double] { get }
}

extension DistressNetwork {
  /// The network whose equities with all claims at face are the reference equities less the shock.
  func shocked(referenceEquity: [Double], initialDistress: [Double]) -> Self {
    let (lent, owed) = (lent, claims.columnSums)
    let net = (0..<count).map { i in
      (referenceEquity[i] > 0 ? referenceEquity[i] * (1 - initialDistress[i]) : referenceEquity[i])
        - lent[i] + owed[i]
    }
    do {
      return try with(
        externalAssets: net.map { max(0, $0) }, externalLiabilities: net.map { max(0, -$0) })
    } catch {
      preconditionFailure("equities and claims whose sums are not finite: \(error)")
    }
  }
}

extension ExposureNetwork: DistressNetwork {
  var lent: [Double] { claims.rowSums }

  /// The network of what creditors can lose.
  func felt(referenceEquity: [Double], impact: Impact) -> ExposureNetwork {
    guard impact != .uncapped else { return self }
    var claims = self.claims
    for i in 0..<count {
      for k in 0..<count { claims[i, k] = impact.felt(claims[i, k], buffer: referenceEquity[i]) }
    }
    do {
      return try ExposureNetwork(claims: claims, externalAssets: externalAssets)
    } catch {
      preconditionFailure("a network of smaller claims: \(error)")
    }
  }
}

extension SparseExposures: DistressNetwork {
  var lent: [Double] { totalClaims }

  /// The network of what creditors can lose.
  func felt(referenceEquity: [Double], impact: Impact) -> SparseExposures {
    guard impact != .uncapped else { return self }
    let claims = self.claims.mapValues { row, _, claim in
      impact.felt(claim, buffer: referenceEquity[row])
    }
    do {
      return try SparseExposures(claims: claims, externalAssets: externalAssets)
    } catch {
      preconditionFailure("a network of smaller claims: \(error)")
    }
  }
}
