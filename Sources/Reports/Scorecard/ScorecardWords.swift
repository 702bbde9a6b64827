import Experiments
import Results
import Simulation

/// The words and cells that all forms of the scorecard share.
enum ScorecardWords {
  static func title(_ card: Scorecard) -> String {
    let replicates = card.manifest.replicates
    return "\(card.manifest.scenarioName): \(count(card.regimes.count, "regime")), "
      + "\(count(replicates, "replicate")), seed \(card.manifest.seed)"
  }

  static func mode(_ mode: String) -> String {
    switch mode {
    case "impact": "Impact: positions as they stood when the rules changed"
    case "equilibrium": "Equilibrium: after institutions have adapted to the rules"
    default: mode
    }
  }

  /// The regimes and the mode that published values stand beside.
  static func publishedTitle(_ card: Scorecard) -> String {
    var regimes: [String] = []
    for line in card.published where !regimes.contains(line.published.regime) {
      regimes.append(line.published.regime)
    }
    let mode = card.sections.first?.mode ?? ""
    return "Published values beside simulated ones (\(regimes.joined(separator: ", ")); \(mode))"
  }

  /// A question as a heading.
  static func heading(_ question: String) -> String {
    question.prefix(1).uppercased() + question.dropFirst()
  }

  static func arrow(_ direction: MetricDirection) -> String {
    switch direction {
    case .lowerIsBetter: "↓"
    case .higherIsBetter: "↑"
    case .neutral: " "
    }
  }

  static func label(_ metric: MetricDescription) -> String { label(metric.name, metric.unit) }

  static func label(_ name: String, _ unit: String) -> String {
    unit.isEmpty ? name : "\(name) [\(NumberText.unit(unit))]"
  }

  /// A mean, and over how many replicates where some have no value.
  static func mean(_ estimate: Estimate?, _ metric: MetricDescription, of replicates: Int) -> String
  {
    guard let estimate else { return "no value" }
    let text = NumberText.estimate(
      estimate.mean, halfWidth: estimate.interval?.halfWidth, unit: metric.unit)
    return estimate.count < replicates ? text + " (\(estimate.count) of \(replicates))" : text
  }

  private static func signed(_ estimate: Estimate, _ metric: MetricDescription) -> String {
    NumberText.difference(
      estimate.mean, halfWidth: estimate.interval?.halfWidth, unit: metric.unit)
  }

  /// A difference with its verdict, or that none is shown.
  static func difference(
    _ estimate: Estimate?, _ metric: MetricDescription, of replicates: Int
  ) -> String {
    guard let estimate else { return "no value" }
    let verdict = Verdict(estimate.interval, direction: metric.direction)
    switch verdict {
    case .noDifferenceShown: return verdict.rawValue
    case .undetermined where estimate.count < replicates:
      return signed(estimate, metric) + " (\(estimate.count) of \(replicates))"
    case .undetermined: return signed(estimate, metric)
    default: return signed(estimate, metric) + " " + verdict.rawValue
    }
  }

  /// An interaction that is clear of zero; nil where none is shown.
  ///
  /// It is no better or worse than none.
  static func interaction(_ line: Scorecard.Line) -> String? {
    guard let estimate = line.interaction,
      [.higher, .lower].contains(Verdict(estimate.interval, direction: .neutral))
    else { return nil }
    return signed(estimate, line.metric)
  }

  static func bounds(_ published: RunManifest.PublishedValue, unit: String) -> String {
    func text(_ value: Double) -> String { NumberText.value(value, unit: unit) }
    return published.low == published.high
      ? text(published.low) : "\(text(published.low)) to \(text(published.high))"
  }

  static func simulated(_ line: Scorecard.PublishedLine) -> String {
    guard let simulated = line.simulated else { return "no value" }
    return NumberText.estimate(
      simulated.estimate.mean, halfWidth: simulated.estimate.interval?.halfWidth, unit: line.unit)
  }

  static func verdict(_ line: Scorecard.PublishedLine) -> String {
    line.isHit.map { $0 ? "hit" : "miss" } ?? "–"
  }

  static let reading =
    "↓ lower is better, ↑ higher is better. ± is half of the 95\u{A0}% interval over replicates; "
    + "(5 of 8): only so many replicates have a value."

  static let differenceReading =
    "Differences are paired: replicate by replicate, both regimes met the same luck. "
    + "\"no difference shown\": the interval holds zero. Each interval stands alone; of twenty "
    + "comparisons without any difference, one will seem to show one."

  static let interactionReading =
    "The interaction is (harmonised − fragmented) under strict rules minus the same under mean "
    + "rules: what harmonising and tightening do together beyond what each does alone."

  static let publishedReading =
    "hit: the simulated mean lies between the published ends, or the one published number "
    + "between the 5\u{A0}% and 95\u{A0}% quantiles of the simulated ones."

  /// What a reader must know about units that are missing or cut off; empty for a clean run.
  static func warnings(_ manifest: RunManifest) -> [String] {
    var warnings: [String] = []
    if !manifest.failures.isEmpty {
      warnings.append(
        "\(manifest.failures.count) of \(count(manifest.plan.count, "unit")) failed and are left out; "
          + "manifest.json names them.")
    }
    if manifest.unconvergedSolves > 0 {
      warnings.append(
        "\(count(manifest.unconvergedSolves, "answer")) of the exposure core did not converge; "
          + "runs.csv says where.")
    }
    if manifest.passLimitHits > 0 {
      warnings.append(
        "The bound on the passes of a cascade was hit \(count(manifest.passLimitHits, "time")); "
          + "runs.csv says where.")
    }
    if manifest.replicates == 1 {
      warnings.append("One replicate shows nothing about luck: there are no intervals.")
    }
    return warnings
  }

  static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }
}
