extension ContagionOutcome {
  /// The result of a model in which debtors pay.
  ///
  /// - Parameters:
  ///   - result: the result.
  ///   - systemLoss: what is lost.
  ///   - hasRounds: whether rounds of default are those of the model.
  init(_ result: ContagionResult, systemLoss: Double, hasRounds: Bool = true) {
    self.init(
      payment: result.payments, equity: result.equity, stress: result.distress,
      defaulted: result.defaulted, defaultRound: hasRounds ? result.defaultRound : nil,
      systemLoss: systemLoss, rounds: hasRounds ? Self.waves(result.defaultRound) : nil,
      report: result.report)
  }

  /// The result of a model in which distress is a matter of degree.
  ///
  /// - Parameters:
  ///   - result: from distress of at most one at the start.
  ///   - start: the equity at the start, which may be less than nothing.
  ///   - reference: the reference equity.
  ///   - weights: of the averages.
  ///   - spectralRadius: of the leverage matrix, where it is known.
  ///   - hasRounds: whether rounds of default are those of the model.
  init(
    _ result: DistressResult, start: [Double], reference: [Double], weights: [Double],
    spectralRadius: Double?, hasRounds: Bool
  ) {
    let initial = result.initialDistress
    var equity = result.equity
    var loss = 0.0
    for i in equity.indices where reference[i] > 0 {
      loss += reference[i] * (result.distress[i] - initial[i])
      // What the shock took beyond the equity is missing too.
      equity[i] += min(0, start[i])
    }
    let total = weights.reduce(0, +)
    var atStart = 0.0
    for i in initial.indices { atStart += weights[i] * initial[i] }
    self.init(
      equity: equity, stress: result.distress, defaulted: result.defaulted,
      defaultRound: hasRounds ? result.defaultRound : nil, systemLoss: loss,
      rounds: hasRounds ? Self.waves(result.defaultRound) : nil, report: result.report,
      measures: [
        total > 0 ? atStart / total : nil,
        total > 0 ? result.additionalStress(weights: weights) : nil,
        Double(result.additionalDefaults), spectralRadius,
      ])
  }
}
