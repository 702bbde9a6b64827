package import Results
package import Simulation

/// The headline metrics of a run: what each regime does, how regimes differ, and how the simulated
/// numbers stand beside published ones.
///
/// Made from the files of a run alone.
package struct Scorecard: Sendable {
  package struct Line: Sendable {
    package var metric: MetricDescription
    /// The question that it answers, one of ``Scorecard/questions`` unless the metric asks another.
    package var question: String
    /// By regime.
    package var means: [Estimate?]
    /// By regime, minus the baseline; nil for the baseline itself.
    package var differences: [PairedDifference?]
    package var interaction: Estimate?
  }

  package struct Section: Sendable {
    package var mode: String
    package var lines: [Line]
  }

  package struct PublishedLine: Sendable {
    package var published: RunManifest.PublishedValue
    package var unit: String
    /// Nil where the run has no value of the metric.
    package var simulated: MetricSummary?

    /// Whether the simulated mean lies between the published ends, or one published number between the 5 %
    /// and 95 % quantiles of the simulated ones; nil where nothing can be said.
    package var isHit: Bool? {
      guard let simulated else { return nil }
      if published.low == published.high {
        return quantile(0.05, ofSorted: simulated.sorted) <= published.low
          && published.low <= quantile(0.95, ofSorted: simulated.sorted)
      }
      return (published.low...published.high).contains(simulated.estimate.mean)
    }
  }

  package var manifest: RunManifest
  package var baseline: Int
  package var sections: [Section]
  package var published: [PublishedLine]

  package var regimes: [String] { manifest.regimes.map(\.name) }

  /// The others in the order of the run.
  package var comparedRegimes: [Int] { manifest.regimes.indices.filter { $0 != baseline } }

  package init(_ manifest: RunManifest, _ table: MetricTable, baseline: Int) {
    self.manifest = manifest
    self.baseline = baseline
    let comparison = RegimeComparison(table, regimes: manifest.regimes, seed: manifest.seed)
    let headlines = Self.headlines(table.metrics)
    let regimes = manifest.regimes.indices
    sections = table.plan.modes.indices.map { mode in
      Section(
        mode: table.plan.modes[mode],
        lines: headlines.map { metric, question in
          Line(
            metric: table.metrics[metric], question: question,
            means: regimes.map {
              MetricSummary(table.values(metric: metric, regime: $0, mode: mode))?.estimate
            },
            differences: regimes.map { regime in
              regime == baseline
                ? nil
                : comparison.difference(
                  metric: metric, mode: mode, regime: regime, minus: baseline)
            },
            interaction: comparison.interaction(metric: metric, mode: mode)?.estimate)
        })
    }
    published = manifest.publishedValues.map { value in
      let index = table.metrics.firstIndex { $0.name == value.metric }
      let regime = table.plan.regimes.firstIndex(of: value.regime)
      let simulated = index.flatMap { metric in
        regime.flatMap { MetricSummary(table.values(metric: metric, regime: $0, mode: 0)) }
      }
      return PublishedLine(
        published: value, unit: index.map { table.metrics[$0].unit } ?? "", simulated: simulated)
    }
  }

  /// The questions of the scorecard in their order.
  package static let questions = [
    "who fails", "who pays", "what prevention costs", "how efficient capital is",
    "how soon risk is seen",
  ]

  /// The places of the headline metrics, by question and then in the order of the table.
  ///
  /// What follows a colon in a metric's question is a gloss: `who pays: clients` belongs to `who pays`.
  static func headlines(_ metrics: [MetricDescription]) -> [(metric: Int, question: String)] {
    let asked = metrics.indices.compactMap { index -> (metric: Int, question: String)? in
      guard let text = metrics[index].headlineQuestion else { return nil }
      return (index, String(text.prefix { $0 != ":" }))
    }
    var order = questions
    for headline in asked where !order.contains(headline.question) {
      order.append(headline.question)
    }
    return order.flatMap { question in asked.filter { $0.question == question } }
  }
}
