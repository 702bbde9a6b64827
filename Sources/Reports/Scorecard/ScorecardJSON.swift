package import Experiments
import Formats
import Results
import Simulation

/// The scorecard as JSON, every number in full.
package enum ScorecardJSON {
  package static func render(_ card: Scorecard) -> String {
    JSONText.pretty([
      "scenario": .string(card.manifest.scenarioName),
      "seed": .integer(Int(card.manifest.seed)),
      "replicates": .integer(card.manifest.replicates),
      "baseline": .string(card.regimes[card.baseline]),
      "sections": .array(
        card.sections.map { section in
          [
            "mode": .string(section.mode),
            "metrics": .array(section.lines.map { json($0, card) }),
          ]
        }),
      "published": .array(card.published.map(json)),
      "warnings": .array(ScorecardWords.warnings(card.manifest).map { .string($0) }),
    ])
  }

  private static func json(_ line: Scorecard.Line, _ card: Scorecard) -> JSONValue {
    [
      "metric": .string(line.metric.name), "unit": .string(line.metric.unit),
      "direction": .string(line.metric.direction.rawValue),
      "question": .string(line.question),
      "meaning": .string(line.metric.meaning),
      "means": .object(
        zip(card.regimes, line.means).map { JSONMember($0, json($1)) }),
      "differences": .object(
        card.comparedRegimes.map { regime in
          let difference = line.differences[regime]
          var value = json(difference?.estimate)
          if let difference {
            value.append("correlation", number(difference.correlation))
            let verdict = Verdict(
              difference.estimate.interval, direction: line.metric.direction)
            value.append("verdict", .string(verdict.rawValue))
          }
          return JSONMember(card.regimes[regime], value)
        }),
      "interaction": json(line.interaction),
    ]
  }

  private static func json(_ line: Scorecard.PublishedLine) -> JSONValue {
    [
      "metric": .string(line.published.metric), "unit": .string(line.unit),
      "regime": .string(line.published.regime), "low": .number(line.published.low),
      "high": .number(line.published.high), "source": .string(line.published.source),
      "simulated": json(line.simulated?.estimate),
      "hit": line.isHit.map { .bool($0) } ?? .null,
    ]
  }

  static func json(_ estimate: Estimate?) -> JSONValue {
    guard let estimate else { return .null }
    return [
      "replicates": .integer(estimate.count), "mean": .number(estimate.mean),
      "standard_deviation": number(estimate.standardDeviation),
      "interval": estimate.interval.map { [.number($0.low), .number($0.high)] } ?? .null,
    ]
  }

  static func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
}
