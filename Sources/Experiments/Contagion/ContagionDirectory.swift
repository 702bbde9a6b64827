import Contagion
import Formats
import LinearAlgebra
package import Results

/// Writes a study as a directory that is complete or absent.
package enum ContagionDirectory {
  static let format = "concordat-contagion"
  static let formatVersion = 1

  package static func write(
    _ study: ContagionStudy, to target: String, overwrites: Bool
  ) throws(RunDirectoryError) {
    let start = Moment.now()
    let program: Program
    do throws(FileFailure) { program = try Program.current() } catch { throw .file(error) }
    var directory = try OutputDirectory(target, format: format, overwrites: overwrites)
    for (table, writer) in ContagionTables(study.order.model).written(study) {
      try directory.write(table, writer)
    }
    let model = study.order.model
    try directory.commit(name: model.name, title: model.title) { files in
      manifest(study, program, files, written: start)
    }
  }

  private static func manifest(
    _ study: ContagionStudy, _ program: Program, _ files: [RunManifest.File], written: Moment
  ) -> JSONValue {
    let (order, inputs) = (study.order, study.inputs)
    let unsolved = study.unsolved
    return [
      "format": .string(format),
      "format_version": .integer(formatVersion),
      "program": program.json,
      "status": .string(unsolved.isEmpty ? "complete" : "complete with unsolved shocks"),
      "model": .string(order.model.name),
      "source": .string(order.model.source),
      "options": .object(order.settings),
      "shocks": .string(order.shocks.name),
      "exposures_are_dense": .bool(order.isDense),
      "duplicates_are_summed": .bool(order.sumsDuplicates),
      "inputs": .array(
        inputs.files.map {
          [
            "option": .string($0.option), "path": .string($0.path), "sha256": .string($0.sha256),
          ]
        }),
      "numeric_fingerprint": .string(numericFingerprint()),
      "counts": [
        "nodes": .integer(inputs.problem.count), "assets": .integer(inputs.problem.assets.count),
        "shocks": .integer(inputs.shocks.count), "unsolved_shocks": .integer(unsolved.count),
      ],
      "files": .array(files.map(\.json)),
      "times": ["written": .string(written.utc)],
    ]
  }
}

extension ModelOption.Value {
  var json: JSONValue {
    switch self {
    case .number(let number): .number(number)
    case .whole(let number): .integer(number)
    case .word(let word): .string(word)
    case .names(let names): .array(names.map { .string($0) })
    }
  }
}

extension ContagionOrder.Shocks {
  var name: String {
    switch self {
    case .given: "none"
    case .eachNode: "all"
    case .file: "file"
    }
  }
}
