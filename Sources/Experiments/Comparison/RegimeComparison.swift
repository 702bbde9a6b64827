package import Results
import Simulation

/// The paired comparison of regimes metric by metric.
package struct RegimeComparison: Sendable {
  private let table: MetricTable
  private let cells: TwoByTwo?
  private let seed: UInt64

  /// The seed keys the resampling of metrics that have one value per regime.
  package init(_ table: MetricTable, regimes: [RunManifest.Regime], seed: UInt64) {
    self.table = table
    self.seed = seed
    cells = TwoByTwo(regimes)
  }

  package func difference(
    metric: Int, mode: Int, regime: Int, minus baseline: Int
  ) -> PairedDifference? {
    PairedDifference(
      table.values(metric: metric, regime: regime, mode: mode),
      minus: table.values(metric: metric, regime: baseline, mode: mode))
  }

  /// The interaction of harmonising and tightening; none unless the run has each of the four cells once.
  package func interaction(metric: Int, mode: Int) -> Interaction? {
    guard let cells else { return nil }
    func values(_ regime: Int) -> [Double?] {
      table.values(metric: metric, regime: regime, mode: mode)
    }
    return Interaction(
      harmonisedStrict: values(cells.harmonisedStrict),
      fragmentedStrict: values(cells.fragmentedStrict),
      harmonisedMean: values(cells.harmonisedMean), fragmentedMean: values(cells.fragmentedMean))
  }

  /// The rows of `comparison.csv`: every pair of regimes, or every regime against one baseline, and the
  /// interaction.
  package func rows(baseline: Int? = nil) -> [ComparisonRow] {
    let regimes = table.plan.regimes.indices
    let pairs =
      baseline.map { chosen in regimes.filter { $0 != chosen }.map { (chosen, $0) } }
      ?? regimes.flatMap { first in regimes.filter { $0 > first }.map { (first, $0) } }
    var rows: [ComparisonRow] = []
    var drawn: [Int: Resamples] = [:]
    func resamples(_ count: Int) -> Resamples {
      let found = drawn[count] ?? Resamples(of: count, stream: Bootstrap.stream(seed: seed))
      drawn[count] = found
      return found
    }
    for mode in table.plan.modes.indices {
      for (first, second) in pairs {
        rows += pairRows(mode: mode, baseline: first, regime: second, resamples)
        rows += RegimeMetric.rows(
          table, mode: mode, baseline: first, regime: second, seed: seed)
      }
      for metric in table.metrics.indices {
        if let row = interactionRow(metric: metric, mode: mode) { rows.append(row) }
      }
    }
    return rows
  }

  /// The rows of all metrics for one pair, p-values adjusted for the headlines among them.
  private func pairRows(
    mode: Int, baseline: Int, regime: Int, _ resamples: (Int) -> Resamples
  ) -> [ComparisonRow] {
    var rows: [ComparisonRow] = []
    var headlines: [Int] = []
    for (metric, description) in table.metrics.enumerated() {
      guard var row = row(metric: metric, mode: mode, baseline: baseline, regime: regime) else {
        continue
      }
      row.evidence = ComparisonRow.Evidence(
        table.values(metric: metric, regime: regime, mode: mode),
        over: table.values(metric: metric, regime: baseline, mode: mode),
        direction: description.direction, resamples: resamples)
      if description.headlineQuestion != nil { headlines.append(rows.count) }
      rows.append(row)
    }
    let adjusted = holmAdjusted(headlines.map { rows[$0].evidence.p })
    for (place, p) in zip(headlines, adjusted) { rows[place].evidence.adjustedP = p }
    return rows
  }

  private func row(metric: Int, mode: Int, baseline: Int, regime: Int) -> ComparisonRow? {
    guard let found = difference(metric: metric, mode: mode, regime: regime, minus: baseline) else {
      return nil
    }
    let description = table.metrics[metric]
    return ComparisonRow(
      contrast: .difference, mode: table.plan.modes[mode], metric: description.name,
      unit: description.unit, baseline: table.plan.regimes[baseline],
      regime: table.plan.regimes[regime], pairs: found.estimate.count,
      baselineMean: found.baselineMean, regimeMean: found.otherMean,
      difference: found.estimate.mean, standardDeviation: found.estimate.standardDeviation,
      intervalLow: found.estimate.interval?.low, intervalHigh: found.estimate.interval?.high,
      correlation: found.correlation,
      verdict: Verdict(found.estimate.interval, direction: description.direction).rawValue)
  }

  private func interactionRow(metric: Int, mode: Int) -> ComparisonRow? {
    guard let cells, let found = interaction(metric: metric, mode: mode)?.estimate else {
      return nil
    }
    let description = table.metrics[metric]
    return ComparisonRow(
      contrast: .interaction, mode: table.plan.modes[mode], metric: description.name,
      unit: description.unit, baseline: table.plan.regimes[cells.fragmentedMean],
      regime: table.plan.regimes[cells.harmonisedStrict], pairs: found.count, baselineMean: nil,
      regimeMean: nil, difference: found.mean, standardDeviation: found.standardDeviation,
      intervalLow: found.interval?.low, intervalHigh: found.interval?.high, correlation: nil,
      verdict: Verdict(found.interval, direction: description.direction).rawValue)
  }
}

/// The places of the four cells of fragmented or harmonised by mean or strict among the regimes of a run.
struct TwoByTwo: Sendable, Equatable {
  var fragmentedMean: Int
  var fragmentedStrict: Int
  var harmonisedMean: Int
  var harmonisedStrict: Int

  /// None unless each cell is there exactly once.
  init?(_ regimes: [RunManifest.Regime]) {
    func place(_ isHarmonised: Bool, _ isStrict: Bool) -> Int? {
      let found = regimes.indices.filter {
        regimes[$0].isHarmonised == isHarmonised && regimes[$0].isStrict == isStrict
      }
      return found.count == 1 ? found[0] : nil
    }
    guard let fragmentedMean = place(false, false), let fragmentedStrict = place(false, true),
      let harmonisedMean = place(true, false), let harmonisedStrict = place(true, true)
    else { return nil }
    self.fragmentedMean = fragmentedMean
    self.fragmentedStrict = fragmentedStrict
    self.harmonisedMean = harmonisedMean
    self.harmonisedStrict = harmonisedStrict
  }
}
