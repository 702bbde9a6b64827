package import Formats

/// The manifest as JSON.
extension RunManifest {
  package var json: JSONValue {
    [
      "format": .string(Self.format),
      "format_version": .integer(Self.formatVersion),
      "program": program.json,
      "status": .string(failures.isEmpty ? "complete" : "complete with failed units"),
      "identity_sha256": .string(identity),
      "scenario": .string(scenarioName),
      "inputs": .array(inputs.map(\.json)),
      "seed": .integer(Int(seed)),
      "regimes": .array(regimes.map(\.json)),
      "modes": .array(modes.map { .string($0) }),
      "baseline": .string(baseline),
      "replicates": .integer(replicates),
      "conservation_checked": .bool(making.isChecked),
      "numeric_fingerprint": .string(making.numericFingerprint),
      "counts": [
        "units": .integer(plan.count), "failed_units": .integer(failures.count),
        "pass_limit_hits": .integer(passLimitHits),
        "unconverged_solves": .integer(unconvergedSolves),
      ],
      "failures": .array(failures.map(\.json)),
      "published_values": .array(publishedValues.map(\.json)),
      "files": .array(files.map(\.json)),
      "times": .object(times),
    ]
  }

  /// Reads a manifest; nil for anything that this version did not write.
  package init?(_ json: JSONValue) {
    guard json["format"]?.text == Self.format,
      json["format_version"]?.whole == Self.formatVersion,
      let program = json["program"], let version = program["version"]?.text,
      let executable = program["executable_sha256"]?.text,
      let identity = json["identity_sha256"]?.text, let scenario = json["scenario"]?.text,
      let inputs = json["inputs"]?.elements(RunIdentity.Input.init(json:)),
      let seed = json["seed"]?.whole.flatMap({ UInt64(exactly: $0) }),
      let regimes = json["regimes"]?.elements(Regime.init(json:)), !regimes.isEmpty,
      let modes = json["modes"]?.elements({ $0.text }), !modes.isEmpty,
      let baseline = json["baseline"]?.text,
      let replicates = json["replicates"]?.whole, replicates > 0,
      case .bool(let isChecked)? = json["conservation_checked"],
      let fingerprint = json["numeric_fingerprint"]?.text,
      let hits = json["counts"]?["pass_limit_hits"]?.whole,
      let unconverged = json["counts"]?["unconverged_solves"]?.whole,
      let failures = json["failures"]?.elements(Failure.init(json:)),
      let published = json["published_values"]?.elements(PublishedValue.init(json:)),
      let files = json["files"]?.elements(File.init(json:)),
      case .object(let times)? = json["times"]
    else { return nil }
    self.init(
      program: Program(version: version, executableSHA256: executable), identity: identity,
      scenarioName: scenario, inputs: inputs, seed: seed, regimes: regimes, modes: modes,
      baseline: baseline, replicates: replicates,
      making: FinishedUnit.Making(isChecked: isChecked, numericFingerprint: fingerprint),
      passLimitHits: hits, unconvergedSolves: unconverged, failures: failures,
      publishedValues: published, files: files,
      times: times)
  }
}

extension RunIdentity.Input {
  /// As every manifest has it.
  package var json: JSONValue { ["path": .string(path), "sha256": .string(sha256)] }

  fileprivate init?(json: JSONValue) {
    guard let path = json["path"]?.text, let sha256 = json["sha256"]?.text else { return nil }
    self.init(path: path, sha256: sha256)
  }
}

extension RunManifest.Regime {
  fileprivate var json: JSONValue {
    [
      "name": .string(name),
      "rules": isHarmonised.map { $0 ? "harmonised" : "fragmented" } ?? .null,
      "strictness": isStrict.map { $0 ? "strict" : "mean" } ?? .null,
    ]
  }

  fileprivate init?(json: JSONValue) {
    guard let name = json["name"]?.text else { return nil }
    self.init(
      name: name, isHarmonised: json["rules"]?.text.map { $0 == "harmonised" },
      isStrict: json["strictness"]?.text.map { $0 == "strict" })
  }
}

extension RunManifest.Failure {
  fileprivate var json: JSONValue {
    [
      "regime": .string(regime), "mode": .string(mode), "replicate": .integer(replicate),
      "message": .string(message),
    ]
  }

  fileprivate init?(json: JSONValue) {
    guard let regime = json["regime"]?.text, let mode = json["mode"]?.text,
      let replicate = json["replicate"]?.whole, let message = json["message"]?.text
    else { return nil }
    self.init(regime: regime, mode: mode, replicate: replicate, message: message)
  }
}

extension RunManifest.PublishedValue {
  fileprivate var json: JSONValue {
    [
      "metric": .string(metric), "regime": .string(regime), "low": .number(low),
      "high": .number(high), "source": .string(source),
    ]
  }

  fileprivate init?(json: JSONValue) {
    guard let metric = json["metric"]?.text, let regime = json["regime"]?.text,
      let low = json["low"]?.real, let high = json["high"]?.real,
      let source = json["source"]?.text
    else { return nil }
    self.init(metric: metric, regime: regime, low: low, high: high, source: source)
  }
}

extension Program {
  package var json: JSONValue {
    [
      "name": "concordat", "version": .string(version),
      "executable_sha256": .string(executableSHA256),
    ]
  }
}

extension RunManifest.File {
  package var json: JSONValue {
    [
      "path": .string(path), "bytes": .integer(summary.bytes), "sha256": .string(summary.sha256),
    ]
  }

  fileprivate init?(json: JSONValue) {
    guard let path = json["path"]?.text, let bytes = json["bytes"]?.whole,
      let sha256 = json["sha256"]?.text
    else { return nil }
    self.init(path: path, summary: OutputFile.Summary(bytes: bytes, sha256: sha256))
  }
}
