package import Formats

/// What a run directory says about itself.
package struct RunManifest: Sendable, Equatable {
  package static let fileName = "manifest.json"
  static let format = "concordat-run"
  static let formatVersion = 1

  /// A regime of the run with its cell of the two-by-two, as far as it has one.
  package struct Regime: Sendable, Equatable {
    package var name: String
    package var isHarmonised: Bool?
    package var isStrict: Bool?

    package init(name: String, isHarmonised: Bool?, isStrict: Bool?) {
      self.name = name
      self.isHarmonised = isHarmonised
      self.isStrict = isStrict
    }
  }

  /// A unit that came to no result, and why.
  package struct Failure: Sendable, Equatable {
    package var regime: String
    package var mode: String
    package var replicate: Int
    package var message: String

    package init(regime: String, mode: String, replicate: Int, message: String) {
      self.regime = regime
      self.mode = mode
      self.replicate = replicate
      self.message = message
    }
  }

  /// A number of the literature or the press that a metric stands beside.
  package struct PublishedValue: Sendable, Equatable {
    package var metric: String
    /// The regime that stands for what happened.
    package var regime: String
    package var low: Double
    package var high: Double
    package var source: String

    package init(metric: String, regime: String, low: Double, high: Double, source: String) {
      self.metric = metric
      self.regime = regime
      self.low = low
      self.high = high
      self.source = source
    }
  }

  package struct File: Sendable, Equatable {
    package var path: String
    package var summary: OutputFile.Summary

    package init(path: String, summary: OutputFile.Summary) {
      self.path = path
      self.summary = summary
    }
  }

  package var program: Program
  package var identity: String
  package var scenarioName: String
  package var inputs: [RunIdentity.Input]
  package var seed: UInt64
  package var regimes: [Regime]
  package var modes: [String]
  package var baseline: String
  package var replicates: Int
  package var making: FinishedUnit.Making
  /// How often a bound on the passes of a cascade was hit, over all units.
  package var passLimitHits: Int
  /// How many answers of the exposure core did not converge, over all units.
  package var unconvergedSolves: Int
  package var failures: [Failure]
  package var publishedValues: [PublishedValue]
  package var files: [File]
  /// The only part that differs between equal runs.
  package var times: [JSONMember]

  package init(
    program: Program, identity: String, scenarioName: String, inputs: [RunIdentity.Input],
    seed: UInt64, regimes: [Regime], modes: [String], baseline: String, replicates: Int,
    making: FinishedUnit.Making, passLimitHits: Int = 0, unconvergedSolves: Int = 0,
    failures: [Failure] = [],
    publishedValues: [PublishedValue] = [], files: [File] = [], times: [JSONMember] = []
  ) {
    self.program = program
    self.identity = identity
    self.scenarioName = scenarioName
    self.inputs = inputs
    self.seed = seed
    self.regimes = regimes
    self.modes = modes
    self.baseline = baseline
    self.replicates = replicates
    self.making = making
    self.passLimitHits = passLimitHits
    self.unconvergedSolves = unconvergedSolves
    self.failures = failures
    self.publishedValues = publishedValues
    self.files = files
    self.times = times
  }

  package var plan: UnitPlan {
    UnitPlan(regimes: regimes.map(\.name), modes: modes, replicates: replicates)
  }

  /// Every unit came to a result, and none of them was cut off.
  package var isClean: Bool { failures.isEmpty && passLimitHits == 0 && unconvergedSolves == 0 }

  /// The digest of one of the files.
  package func file(_ path: String) -> OutputFile.Summary? {
    files.first { $0.path == path }?.summary
  }
}
