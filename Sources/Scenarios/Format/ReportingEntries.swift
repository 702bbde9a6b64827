package import Formats
package import Simulation

/// What a run compares and how it is judged.
package struct ComparisonEntry: DescribedObject, Equatable {
  package var baseline: String?
  package var modes: [ComparisonMode] = [.impact]
  package var twoByTwo: TwoByTwoEntry?

  package static let object = ObjectDescription(
    "Comparison", "Which regimes are compared with which.", initial: ComparisonEntry()
  ) {
    Field(
      optional: "baseline", \.baseline, .orNull(.reference(.regime)),
      "The regime from which differences are taken; null is the first.")
    Field(
      optional: "modes", \.modes, .array(of: .choice, count: 1...2), "With which start.")
    Field(
      optional: "two_by_two", \.twoByTwo, .orNull(.object),
      "The regimes of the four cells, for the interaction.")
  }
}

package struct TwoByTwoEntry: DescribedObject, Equatable {
  package var fragmentedMean = ""
  package var harmonisedMean = ""
  package var fragmentedStrictest = ""
  package var harmonisedStrictest = ""

  package static let object = ObjectDescription(
    "TwoByTwo", "Fragmented or harmonised, at the mean or the strictest centre.",
    initial: TwoByTwoEntry()
  ) {
    Field("fragmented_mean", \.fragmentedMean, .reference(.regime), "Apart, at the mean.")
    Field("harmonised_mean", \.harmonisedMean, .reference(.regime), "Together, at the mean.")
    Field(
      "fragmented_strictest", \.fragmentedStrictest, .reference(.regime),
      "Apart, at the strictest.")
    Field(
      "harmonised_strictest", \.harmonisedStrictest, .reference(.regime),
      "Together, at the strictest.")
  }
}

extension TwoByTwoEntry {
  /// The four cells with their regimes, in fixed order.
  package var regimes: [(cell: String, regime: String)] {
    [
      ("fragmented_mean", fragmentedMean), ("harmonised_mean", harmonisedMean),
      ("fragmented_strictest", fragmentedStrictest),
      ("harmonised_strictest", harmonisedStrictest),
    ]
  }
}

/// What is written; it never changes a result.
package struct RecordEntry: DescribedObject, Equatable {
  package enum Table: String, Choice {
    case timeseries, institutions, events

    package var meaning: String {
      switch self {
      case .timeseries: "one row per recorded tick"
      case .institutions: "one row per institution"
      case .events: "one row per event"
      }
    }
  }

  package var tables = Table.allCases
  package var seriesIntervalMinutes = 0.0
  package var replicatesWithSeries = 1
  package var replicatesWithEvents = 1
  package var spectralIntervalHours = 1.0
  package var phaseTimes = false

  package static let object = ObjectDescription(
    "Record", "What is written; it never changes a result.", initial: RecordEntry()
  ) {
    Field(optional: "tables", \.tables, .array(of: .choice), "Tables beside the metrics.")
    Field(
      optional: "series_interval_minutes", \.seriesIntervalMinutes,
      .number(.between(0, 1e9), unit: "min"),
      "Time between two rows of the series; zero: every tick.")
    Field(
      optional: "replicates_with_series", \.replicatesWithSeries, .integer(.atLeast(0)),
      "How many replicates have a time series.")
    Field(
      optional: "replicates_with_events", \.replicatesWithEvents, .integer(.atLeast(0)),
      "How many replicates have events.")
    Field(
      optional: "spectral_interval_hours", \.spectralIntervalHours, .hours(.positive),
      "Time between two evaluations of metrics that need an eigenvalue or a solve.")
    Field(
      optional: "phase_times", \.phaseTimes, .boolean,
      "Whether the manifest says what time each phase of the tick took; it makes no run another one."
    )
  }
}

/// A published value that a metric is compared with; never an input.
package struct PublishedEntry: DescribedObject, Equatable {
  package var metric = ""
  package var low = 0.0
  package var high = 0.0
  package var source = ""
  package var year: Int?
  package var regime: String?

  package static let object = ObjectDescription(
    "Published", "A published value that a metric is printed beside; never an input.",
    initial: PublishedEntry()
  ) {
    Field("metric", \.metric, .string, "The metric, as it is called in `summary.csv`.")
    Field("low", \.low, .number(), "Lower end of what is published.")
    Field("high", \.high, .number(), "Upper end of what is published.")
    Field("source", \.source, .string, "Where it is published.")
    Field(optional: "year", \.year, .orNull(.integer(.between(1900, 2100))), "When.")
    Field(
      optional: "regime", \.regime, .orNull(.reference(.regime)),
      "The regime that stands for what happened; null is the baseline.")
  }
  .checking { value in
    value.low <= value.high
      ? []
      : [
        .init(
          "high", found: JSONText.number(value.high),
          expected: "at least the low end (\(JSONText.number(value.low)))")
      ]
  }
}

/// Where a number comes from: a source, or an assumption with the range in which it may lie.
package struct ProvenanceEntry: DescribedObject, Equatable {
  package enum Evidence: String, Choice {
    case source = "S"
    case recalled = "R"

    package var meaning: String {
      switch self {
      case .source: "seen in the source or a page that cites it"
      case .recalled: "recalled from the standard"
      }
    }
  }

  package var source: String?
  package var year: Int?
  package var evidence: Evidence?
  package var isAssumption = false
  package var range: [Double] = []

  package static let object = ObjectDescription(
    "Provenance", "Where a number, or everything below a pointer, comes from.",
    initial: ProvenanceEntry()
  ) {
    Field(optional: "source", \.source, .orNull(.string), "The source.")
    Field(optional: "year", \.year, .orNull(.integer(.between(1900, 2100))), "Its year.")
    Field(
      optional: "evidence", \.evidence, .orNull(.choice),
      "How good it is; weak evidence (L) is not used.")
    Field(optional: "assumption", \.isAssumption, .boolean, "True where there is no source.")
    Field(
      optional: "range", \.range, .array(of: .number(), count: 0...2),
      "Lowest and highest plausible value of an assumption.")
  }
  .checking { entry in
    var complaints: [ObjectDescription<ProvenanceEntry>.Complaint] = []
    if entry.isAssumption == (entry.source != nil) {
      complaints.append(
        .init(
          "source", found: entry.isAssumption ? "an assumption with a source" : "nothing",
          expected: "either a source or \"assumption\": true"))
    }
    if !entry.isAssumption, entry.source != nil, entry.evidence == nil {
      complaints.append(.init("evidence", found: "nothing", expected: "S or R for a source"))
    }
    if entry.range.count == 1 || (entry.range.count == 2 && entry.range[0] > entry.range[1]) {
      complaints.append(
        .init("range", found: "no interval", expected: "a lowest and a highest value"))
    }
    return complaints
  }
}
