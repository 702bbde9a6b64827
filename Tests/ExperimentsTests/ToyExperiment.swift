import Formats
import Glibc
import Randomness

@testable import Experiments
@testable import Results
@testable import Simulation

/// A directory that is gone after the test.
final class TemporaryDirectory {
  let path: String

  init() throws {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/concordat-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileFailure(.create, base) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func path(_ name: String) -> String { path + "/" + name }

  deinit { try? Files.remove(path) }
}

/// Four regimes whose metrics are drawn, not simulated: the loss is common luck, less 1 where harmonised, less
/// 2 where strict, plus 0.5 where both; `frozen` is 3 everywhere and missing in every fourth replicate.
struct ToyExperiment {
  static let regimes = [
    RunManifest.Regime(name: "walls", isHarmonised: false, isStrict: false),
    RunManifest.Regime(name: "walls-strict", isHarmonised: false, isStrict: true),
    RunManifest.Regime(name: "one", isHarmonised: true, isStrict: false),
    RunManifest.Regime(name: "one-strict", isHarmonised: true, isStrict: true),
  ]

  static let metrics = [
    MetricDescription(
      "system_loss", unit: "USD", "Loss of the system.", group: .stability, level: .replicate,
      cadence: "at the end", direction: .lowerIsBetter, headlineQuestion: "Who fails?"),
    MetricDescription(
      "frozen", unit: "fraction", "A number that never moves.", group: .market, level: .replicate,
      cadence: "at the end", direction: .neutral, headlineQuestion: "Who pays?"),
    MetricDescription(
      "detail", unit: "count", "A number for experts.", group: .market, level: .replicate,
      cadence: "at the end"),
  ]

  static let tickMetrics = [
    MetricDescription(
      "price", unit: "USD", "A price.", group: .market, level: .tick, cadence: "every tick")
  ]

  var replicates = 8
  var seed: UInt64 = 42
  var regimes = Self.regimes
  var isChecked = false
  var recording = RecordingPlan()
  var publishedValues: [RunManifest.PublishedValue] = []
  /// Called before a unit is made.
  var trouble: @Sendable (Unit) throws -> String? = { _ in nil }

  var tables: RunTables {
    RunTables(
      replicateMetrics: Self.metrics, tickMetrics: Self.tickMetrics, channels: ["fire_sale"],
      institutionColumns: [], money: "USD", tickHours: 0.5, recording: recording)
  }

  var order: RunOrder {
    let regimes = regimes
    let seed = seed
    let trouble = trouble
    return RunOrder(
      scenarioName: "toy", scenario: ["replicates": .integer(replicates)],
      scenarioWithoutReplicates: [:], inputs: [], seed: seed, regimes: regimes,
      modes: ["impact", "equilibrium"], baseline: regimes[0].name, replicates: replicates,
      isChecked: isChecked, publishedValues: publishedValues, tables: tables
    ) { unit in
      var record = Self.record(regimes[unit.regime], unit, seed: seed)
      if let violation = try trouble(unit) { record.conservationViolations = [violation] }
      return record
    }
  }

  static func record(_ regime: RunManifest.Regime, _ unit: Unit, seed: UInt64) -> ReplicateRecord {
    var stream = Stream(
      seed: seed, replicate: UInt32(unit.replicate), purpose: 1, tick: 0, entity: 0)
    var loss = 10 + normalQuantile(stream.uniform()) + Double(unit.mode)
    let isHarmonised = regime.isHarmonised == true
    let isStrict = regime.isStrict == true
    loss -= isHarmonised ? 1 : 0
    loss -= isStrict ? 2 : 0
    loss += isHarmonised && isStrict ? 0.5 : 0
    var record = ReplicateRecord()
    record.metrics = [loss, unit.replicate % 4 == 3 ? nil : 3, stream.uniform()]
    record.series = (0..<3).map { SeriesRow(tick: $0, values: [stream.uniform()]) }
    record.institutions = [
      InstitutionRecord(
        id: "bank, \"the\" first", kind: "custodian", jurisdiction: "A", equityStart: 1,
        equityEnd: 1 - loss, channels: [-loss], defaultTick: 2, defaultCause: "insolvent",
        extras: [])
    ]
    record.events = [
      EventRecord(
        id: 0, tick: 1, pass: 0, kind: "shock", who: "", toWhom: "", amount: loss, cause: nil),
      EventRecord(
        id: 1, tick: 2, pass: 1, kind: "default", who: "bank", toWhom: "", amount: 1, cause: 0),
    ]
    return record
  }

  /// Every file of a directory but the manifest, with its bytes.
  static func contents(_ path: String) throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for name in try Files.list(path) where name != RunManifest.fileName {
      contents[name] = try Files.read(path + "/" + name)
    }
    return contents
  }
}
