public import Networks

/// Carries losses through a network until valuations and equities agree.
///
/// Finds the fixed point of `E_i = Ae_i − Le_i + Σ_k A[i,k]·V_k − L_i`, `V = F(E)` for the given
/// ``Valuation`` (row = creditor). Piecewise-linear valuations are finished exactly: for the greatest
/// fixed point a round takes everyone who has left full value and solves, by LAPACK, the linear system of
/// those who pay in part (the fictitious-default algorithm of Eisenberg and Noe 2001, and its extension
/// of Rogers and Veraart 2013), with those who pay nothing found inside; it takes as many rounds as there
/// are waves of default. The least fixed point is found the same way upwards from zero. Where the
/// system is singular (a closed ring of those who pay in part) or its spectral radius not below one, the least fixed
/// point is exact all the same; on the way to the greatest monotone iteration stands in, which the result says, and what
/// still moves after 64 sweeps is finished exactly. Non-linear DebtRank is
/// always iterated, to `options.tolerance` between sweeps. With nobody leaving full value the cost is one
/// matrix–vector product.
///
/// `SparseExposures`, of many nodes and few claims, come to the same fixed point by rounds that visit only
/// nodes whose claims have changed in the round before. Furfine's cascade of defaults is exact: while few default
/// in a round their creditors are charged, when many do those still up look through their debtors. Where else
/// everything is in place but for a slow geometric tail, the linear system of those who pay in part is
/// solved by iterative refinement (Gauss–Seidel sweeps in single precision, in which the slowest mode is gone at
/// once, residuals in double; biconjugate gradients where that does not do), and what is missed is in
/// ``SolutionReport/residual``. A default's round is the sweep in which it was found. Any other `Exposures`,
/// and the least fixed point of more than 2000 sparse nodes, take full sweeps; that of fewer is found densely.
///
/// Equities within 1e-13 of a node's gross balance sheet count as zero, so that rounding makes no
/// defaults. The result is deterministic, and the same bytes under equal `numericFingerprint`.
///
/// - Parameters:
///   - network: claims and balance sheets, after the shock.
///   - valuation: the model.
///   - referenceEquity: `E0` of the DebtRank valuations and of the measure of distress; one per node.
///     Where it is not positive the node has no buffer to lose: claims on it keep full value while it
///     is solvent and are worth nothing (or the recovery) when it is not.
///   - alreadyDefaulted: nodes in default whatever their equity, the illiquid ones for instance. Furfine
///     pays the recovery on them; Eisenberg–Noe and Rogers–Veraart what there is, at most the face;
///     DebtRank takes `h = 1`.
///   - options: default test, fixed point, tolerance, bound on iterations, method, rank of creditors outside.
/// - Returns: equities, valuations, payments, distress, defaults, and the status of the computation.
public func propagate(
  _ network: some Exposures, valuation: Valuation, referenceEquity: [Double],
  alreadyDefaulted: [Bool]? = nil, options: ContagionOptions = .init()
) -> ContagionResult {
  if let dense = network as? ExposureNetwork {
    return propagate(
      dense, valuation: valuation, referenceEquity: referenceEquity,
      alreadyDefaulted: alreadyDefaulted, options: options, sweepsBeforeSolving: false)
  }
  if let sparse = network as? SparseExposures, options.method == .activeSets {
    if options.fixedPoint == .greatest {
      return propagateSparsely(
        sparse, valuation: valuation, referenceEquity: referenceEquity,
        alreadyDefaulted: alreadyDefaulted, options: options)
    }
    if sparse.count <= 2000 {
      return propagate(
        ExposureNetwork(sparse), valuation: valuation, referenceEquity: referenceEquity,
        alreadyDefaulted: alreadyDefaulted, options: options)
    }
  }
  var search = FixedPointSearch(
    network, valuation: valuation, referenceEquity: referenceEquity,
    alreadyDefaulted: alreadyDefaulted, options: options)
  let status = search.iterate()
  return search.result(status: status, referenceEquity: referenceEquity)
}

/// The same; with sweeps before solving the rounds of default, and only these, mean nothing.
func propagate(
  _ network: ExposureNetwork, valuation: Valuation, referenceEquity: [Double],
  alreadyDefaulted: [Bool]?, options: ContagionOptions, sweepsBeforeSolving: Bool
) -> ContagionResult {
  var search = FixedPointSearch(
    network, valuation: valuation, referenceEquity: referenceEquity,
    alreadyDefaulted: alreadyDefaulted, options: options)
  search.sweepsBeforeSolving = sweepsBeforeSolving
  let status: SolutionStatus
  if options.method == .activeSets, search.model.curve == nil {
    status = search.solveActiveSets()
  } else {
    status = search.iterate()
  }
  return search.result(status: status, referenceEquity: referenceEquity)
}

/// The greatest fixed point over sparse claims, by rounds that visit only what has changed.
private func propagateSparsely(
  _ network: SparseExposures, valuation: Valuation, referenceEquity: [Double],
  alreadyDefaulted: [Bool]?, options: ContagionOptions
) -> ContagionResult {
  let failed = checkedDefaults(
    alreadyDefaulted, network: network, valuation: valuation, referenceEquity: referenceEquity)
  if case .furfine(let recovery) = valuation {
    var search = DefaultSearch(network, recovery: recovery, failed: failed, options: options)
    return search.run(referenceEquity: referenceEquity)
  }
  let model = PiecewiseValuation(
    network, valuation, referenceEquity: referenceEquity, alreadyDefaulted: failed,
    options: options)
  var search = WorklistSearch(model: model, options: options, failed: failed)
  return search.result(status: search.run(), referenceEquity: referenceEquity)
}

/// The nodes in default before contagion, with a model and equities that fit the network.
private func checkedDefaults(
  _ alreadyDefaulted: [Bool]?, network: some Exposures, valuation: Valuation,
  referenceEquity: [Double]
) -> [Bool] {
  valuation.requireAdmissible()
  let count = network.count
  let failed = alreadyDefaulted ?? Array(repeating: false, count: count)
  precondition(
    referenceEquity.count == count && failed.count == count,
    "\(count) nodes, \(referenceEquity.count) reference equities, \(failed.count) default flags")
  return failed
}

extension FixedPointSearch {
  /// The search for a network and a model, checked.
  init(
    _ network: Network, valuation: Valuation, referenceEquity: [Double],
    alreadyDefaulted: [Bool]?, options: ContagionOptions
  ) {
    let failed = checkedDefaults(
      alreadyDefaulted, network: network, valuation: valuation, referenceEquity: referenceEquity)
    let model = PiecewiseValuation(
      network, valuation, referenceEquity: referenceEquity, alreadyDefaulted: failed,
      options: options)
    self.init(model: model, options: options, failed: failed)
  }

  /// The result at the current valuations.
  func result(status: SolutionStatus, referenceEquity: [Double]) -> ContagionResult {
    var rounds = defaultRound
    // From below, defaults are known at the end only.
    if !descending {
      for i in 0..<model.count where !failed[i] {
        rounds[i] = model.isDefault(i, equity[i]) ? round : nil
      }
    }
    return model.result(
      valuation: valuation, claims: claims, equity: equity, defaultRound: rounds,
      referenceEquity: referenceEquity,
      report: SolutionReport(
        status: status, iterations: iterations, fixedPoint: options.fixedPoint,
        usedFallback: usedFallback))
  }
}

extension PiecewiseValuation {
  /// The result at the given valuations, at which claims are worth `claims`; the report gets its residual.
  func result(
    valuation: [Double], claims: [Double], equity: [Double], defaultRound: [Int?],
    referenceEquity: [Double], report: SolutionReport
  ) -> ContagionResult {
    var report = report
    for i in 0..<count {
      let value = value(i, claims: claims[i], equity: equity[i])
      report.residual = max(report.residual, abs(value - valuation[i]))
    }
    return ContagionResult(
      equity: equity, valuation: valuation,
      payments: filled(count) { valuation[$0] * obligations[$0] },
      distress: filled(count) { i in
        referenceEquity[i] > 0
          ? min(1, max(0, 1 - equity[i] / referenceEquity[i]))
          : (isDefault(i, equity[i]) ? 1 : 0)
      },
      defaulted: filled(count) { defaultRound[$0] != nil }, defaultRound: defaultRound,
      report: report, liabilities: network.totalLiabilities)
  }
}
