import LinearAlgebra
public import Networks

/// Solves a network for any valuation of claims, by monotone iteration from full or from zero value.
///
/// Finds `E_i = Ae_i − Le_i + Σ_k A[i,k]·V_k(E_k) − L_i` (NEVA; Barucca et al. 2020, doi:10.1111/mafi.12272). From full value
/// every sweep lowers values, towards the greatest solution; from zero value it raises them, towards the
/// least; where both agree the solution is unique. A sweep is one matrix–vector product. Sweeps end when no value
/// moves by more than the tolerance of the options, or with the status `iterationLimit` and what is then an upper
/// (lower) bound. Convergence is geometric at the rate `ρ(A·diag(V'))` where that is below one. ``Valuation``
/// values can be solved exactly by ``propagate(_:valuation:referenceEquity:alreadyDefaulted:options:)`` instead.
///
/// - Parameters:
///   - network: claims and balance sheets, after the shock.
///   - valuation: the model.
///   - referenceEquity: `E0` of the valuations that use it and of the measure of distress, one per node.
///   - options: default test, fixed point, tolerance, bound on iterations, rank of creditors outside; the method
///     is always iteration.
///   - reportsContraction: whether the report gives `ρ(A·diag(V'))` at the solution as its spectral radius, with
///     slopes by central differences: below one the solution is locally unique, and iteration contracts.
/// - Returns: as for `propagate`; a default round is a sweep.
public func solveValuation(
  _ network: ExposureNetwork, valuation: some InterbankValuation, referenceEquity: [Double],
  options: ContagionOptions = .init(), reportsContraction: Bool = false
) -> ContagionResult {
  var search = ValuationSearch(network, valuation, referenceEquity, options)
  let status = search.run()
  var report = search.report(status)
  if reportsContraction { report.spectralRadius = search.contraction }
  return search.result(report: report)
}

/// The same on any network, one of `SparseExposures` for instance; a sweep visits the claims that there are.
public func solveValuation(
  _ network: some Exposures, valuation: some InterbankValuation, referenceEquity: [Double],
  options: ContagionOptions = .init()
) -> ContagionResult {
  var search = ValuationSearch(network, valuation, referenceEquity, options)
  let status = search.run()
  return search.result(report: search.report(status))
}

/// The running state of monotone iteration for a given valuation.
private struct ValuationSearch<Network: Exposures, Model: InterbankValuation> {
  let network: Network
  let valuation: Model
  let options: ContagionOptions
  let debtors: [Debtor]
  /// `Ae − Le − L`.
  let netOutside: [Double]
  var values: [Double]
  var equity: [Double] = []
  var defaultRound: [Int?]
  var round = 0
  var iterations = 0

  /// By how much a value may rise with falling equity before it is the valuation's fault, not rounding's.
  static var monotonicityRounding: Double { 1e-9 }

  init(
    _ network: Network, _ valuation: Model, _ referenceEquity: [Double],
    _ options: ContagionOptions
  ) {
    let count = network.count
    precondition(
      referenceEquity.count == count, "\(count) nodes, \(referenceEquity.count) equities")
    self.network = network
    self.valuation = valuation
    self.options = options
    let lent = network.totalClaims
    let together = options.externalLiabilities == .pariPassu
    debtors = (0..<count).map { i in
      let (assets, outside) = (network.externalAssets[i], network.externalLiabilities[i])
      let inside = network.totalLiabilities[i]
      return Debtor(
        index: i, externalAssets: assets, seniorLiabilities: together ? 0 : outside,
        obligations: together ? inside + outside : inside, referenceEquity: referenceEquity[i],
        roundingBand: Rounding.equityShare * (assets + outside + inside + lent[i]),
        defaultTest: options.defaultTest)
    }
    netOutside = debtors.map { $0.externalAssets - $0.seniorLiabilities - $0.obligations }
    values = Array(repeating: options.fixedPoint == .greatest ? 1 : 0, count: count)
    defaultRound = Array(repeating: nil, count: count)
    evaluate()
  }

  mutating func evaluate() {
    equity = zip(netOutside, network.claims.times(values)).map { $0 + $1 }
    iterations += 1
  }

  /// The value that the model gives debtor `i` at the present equities.
  func modelValue(_ i: Int) -> Double {
    let value = valuation.value(equity: equity[i], debtor: debtors[i])
    precondition(
      value >= 0 && value <= 1,
      "the valuation is \(value), outside [0, 1], for node \(i) at equity \(equity[i])")
    return value
  }

  mutating func run() -> SolutionStatus {
    let descending = options.fixedPoint == .greatest
    if descending { recordDefaults() }
    while true {
      var largest = 0.0
      var next = values
      for i in values.indices {
        let value = modelValue(i)
        let back = descending ? value - values[i] : values[i] - value
        precondition(
          back <= Self.monotonicityRounding,
          "the valuation moves from \(values[i]) to \(value) against the equity of node \(i)")
        guard back < 0 else { continue }
        next[i] = value
        largest = max(largest, -back)
      }
      if largest == 0 { return finished(round == 0 ? .exact : .converged) }
      guard iterations < options.maximumIterations else { return finished(.iterationLimit) }
      round += 1
      values = next
      evaluate()
      if descending { recordDefaults() }
      if largest <= options.tolerance { return finished(.converged) }
    }
  }

  private mutating func recordDefaults() {
    for i in values.indices where defaultRound[i] == nil {
      if debtors[i].isInDefault(equity[i]) { defaultRound[i] = round }
    }
  }

  /// From below, defaults are known at the end only.
  private mutating func finished(_ status: SolutionStatus) -> SolutionStatus {
    if options.fixedPoint == .least { recordDefaults() }
    return status
  }

  var residual: Double {
    values.indices.reduce(0) { max($0, abs(modelValue($1) - values[$1])) }
  }

  func report(_ status: SolutionStatus) -> SolutionReport {
    SolutionReport(
      status: status, residual: residual, iterations: iterations, fixedPoint: options.fixedPoint)
  }

  func result(report: SolutionReport) -> ContagionResult {
    ContagionResult(
      equity: equity, valuation: values,
      payments: zip(values, debtors).map { $0 * $1.obligations },
      distress: zip(equity, debtors).map { equity, debtor in
        debtor.referenceEquity > 0
          ? clipped(1 - equity / debtor.referenceEquity) : (debtor.isInDefault(equity) ? 1 : 0)
      },
      defaulted: defaultRound.map { $0 != nil }, defaultRound: defaultRound, report: report,
      liabilities: network.totalLiabilities)
  }
}

extension ValuationSearch where Network == ExposureNetwork {
  /// `ρ(A·diag(V'))`, slopes by central differences over a millionth of the balance sheet.
  fileprivate var contraction: Double {
    var slopes = network.claims
    for k in values.indices {
      let debtor = debtors[k]
      let step =
        1e-6
        * max(.leastNormalMagnitude, debtor.externalAssets + debtor.obligations + abs(equity[k]))
      let rise =
        valuation.value(equity: equity[k] + step, debtor: debtor)
        - valuation.value(equity: equity[k] - step, debtor: debtor)
      for i in values.indices { slopes[i, k] *= max(0, rise) / (2 * step) }
    }
    return spectralRadius(slopes).value
  }
}
