package import Results
package import Simulation

/// How a second run differs from a first one, regime by regime: another scenario, seed or program.
package struct RunContrast: Sendable {
  package struct Line: Sendable {
    package var metric: MetricDescription
    package var first: Estimate?
    package var second: Estimate?
    /// Second minus first.
    package var difference: Estimate?
  }

  package struct Section: Sendable {
    package var regime: String
    package var mode: String
    package var lines: [Line]
  }

  package var first: RunManifest
  package var second: RunManifest
  /// Both runs have the same seed: their replicates met the same luck and are compared in pairs.
  package var isPaired: Bool
  /// The regimes and modes that both runs have, with their common headline metrics.
  package var sections: [Section]

  package init(
    first: RunManifest, _ firstTable: MetricTable, second: RunManifest, _ secondTable: MetricTable
  ) {
    self.first = first
    self.second = second
    let isPaired = first.seed == second.seed
    self.isPaired = isPaired
    let metrics = Scorecard.headlines(firstTable.metrics).compactMap { index, _ -> (Int, Int)? in
      secondTable.metrics.firstIndex { $0.name == firstTable.metrics[index].name }
        .map { (index, $0) }
    }
    sections = []
    for (mode, modeName) in firstTable.plan.modes.enumerated() {
      guard let otherMode = secondTable.plan.modes.firstIndex(of: modeName) else { continue }
      for (regime, name) in firstTable.plan.regimes.enumerated() {
        guard let other = secondTable.plan.regimes.firstIndex(of: name) else { continue }
        let lines = metrics.map { index, otherIndex in
          Self.line(
            firstTable.metrics[index],
            firstTable.values(metric: index, regime: regime, mode: mode),
            secondTable.values(metric: otherIndex, regime: other, mode: otherMode),
            isPaired: isPaired)
        }
        sections.append(Section(regime: name, mode: modeName, lines: lines))
      }
    }
  }

  private static func line(
    _ metric: MetricDescription, _ first: [Double?], _ second: [Double?], isPaired: Bool
  ) -> Line {
    let present = (first.compactMap { $0 }, second.compactMap { $0 })
    let common = min(first.count, second.count)
    return Line(
      metric: metric, first: Estimate(present.0), second: Estimate(present.1),
      difference: isPaired
        ? PairedDifference(Array(second[..<common]), minus: Array(first[..<common]))?.estimate
        : welchDifference(present.1, minus: present.0))
  }
}
