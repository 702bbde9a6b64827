/// For what a metric has one value.
package enum MetricLevel: String, Sendable { case tick, replicate, regime }

/// Which way of a metric is better.
package enum MetricDirection: String, Sendable {
  case lowerIsBetter = "lower"
  case higherIsBetter = "higher"
  case neutral
}

/// The groups of metrics of MODEL.md, "What is measured".
package enum MetricGroup: String, Sendable, CaseIterable {
  case stability, channels
  case capitalEfficiency = "capital_efficiency"
  case riskDiscovery = "risk_discovery"
  case compliance, arbitrage, externality
  case market
}

/// A metric's name, unit and meaning; it stands in tables, schemas and reports.
package struct MetricDescription: Sendable {
  package let name: String
  package let unit: String
  package let meaning: String
  package let group: MetricGroup
  package let level: MetricLevel
  /// When it is computed: "every tick", "at start, end and every hour", "at the end".
  package let cadence: String
  package let direction: MetricDirection
  /// The question of the scorecard that it answers; nil where it is not a headline.
  package let headlineQuestion: String?

  package init(
    _ name: String, unit: String, _ meaning: String, group: MetricGroup, level: MetricLevel,
    cadence: String, direction: MetricDirection = .neutral, headlineQuestion: String? = nil
  ) {
    self.name = name
    self.unit = unit
    self.meaning = meaning
    self.group = group
    self.level = level
    self.cadence = cadence
    self.direction = direction
    self.headlineQuestion = headlineQuestion
  }
}

/// What is to be recorded; it never changes a result.
package struct RecordingPlan: Sendable, Equatable {
  /// Ticks between two rows of the time series; the first and the last tick are always there.
  package var seriesInterval = 1
  package var keepsSeries = true
  package var keepsInstitutions = true
  package var keepsEvents = true
  /// Ticks between two evaluations of metrics that need an eigenvalue or a solve.
  package var spectralInterval = 60
  /// Whether the time that phases take is measured.
  package var measuresPhases = false

  package init() {}
}

/// Final state of one institution.
package struct InstitutionRecord: Sendable, Equatable {
  package var id: String
  package var kind: String
  package var jurisdiction: String
  package var equityStart: Double
  package var equityEnd: Double
  /// Signed contributions to the change of equity, parallel to `Channel.allCases`.
  package var channels: [Double]
  package var defaultTick: Int?
  package var defaultCause: String?
  /// Further columns, parallel to `InstitutionRecord.extraColumns`.
  package var extras: [Double?]
}

/// One event; `cause` is the `id` of the event that led to it.
package struct EventRecord: Sendable, Equatable {
  package var id: Int
  package var tick: Int
  package var pass: Int
  package var kind: String
  package var who: String
  package var toWhom: String
  package var amount: Double
  package var cause: Int?
}

/// What one replicate under one regime yields.
package struct ReplicateRecord: Sendable, Equatable {
  /// Parallel to `Metrics.replicate(...)` descriptions of the run.
  package var metrics: [Double?] = []
  /// Parallel to the tick descriptions of the run.
  package var series: [SeriesRow] = []
  package var institutions: [InstitutionRecord] = []
  package var events: [EventRecord] = []
  package var conservationViolations: [String] = []
  package var passLimitHits = 0
  /// Processor seconds by phase of all ticks of the run, parallel to `phaseNames`; empty unless asked for.
  package var phaseSeconds: [Double] = []

  package init() {}
}

/// One row of the time series.
package struct SeriesRow: Sendable, Equatable {
  package var tick: Int
  package var values: [Double?]
}
