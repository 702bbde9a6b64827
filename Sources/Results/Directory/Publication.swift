package import Formats

/// Puts a run directory together out of sight and makes it the target by one rename.
package struct Publication {
  private let workspace: RunWorkspace
  private let directory: String
  private var files: [RunManifest.File] = []
  /// The times of the units that have been written.
  package private(set) var phaseTimes = PhaseTimes()
  private var tables: [(table: Table, summary: OutputFile.Summary)] = []

  package init(_ workspace: RunWorkspace) throws(FileFailure) {
    self.workspace = workspace
    directory = workspace.directory + "/publish"
    try Files.remove(directory)
    try Files.createDirectory(directory)
  }

  /// Writes the tables of units from the spool in the order of the plan, one unit in memory at a time.
  ///
  /// A unit that is not in the spool has no rows.
  package mutating func writeUnits() throws(FileFailure) {
    let request = workspace.request
    var outputs: [OutputFile] = []
    for table in request.unitTables {
      let output = try OutputFile(directory + "/" + table.fileName)
      output.append(table.writer(writesHeader: true).bytes)
      outputs.append(output)
    }
    for unit in request.plan.units {
      guard let finished = try workspace.spool.read(unit) else { continue }
      for (output, rows) in zip(outputs, finished.rows) { output.append(rows) }
      phaseTimes.add(finished.phaseSeconds)
    }
    for (table, output) in zip(request.unitTables, outputs) {
      note(table, try output.close(durably: true))
    }
  }

  /// The place of a table that has been written, until the run is published.
  package func path(of table: Table) -> String { directory + "/" + table.fileName }

  /// Writes a table from a writer with header and rows.
  package mutating func write(_ table: Table, _ writer: CSVWriter) throws(FileFailure) {
    note(table, try write(table.fileName, writer.bytes))
  }

  package mutating func write(_ name: String, _ json: JSONValue) throws(FileFailure) {
    let summary = try write(name, Array(JSONText.pretty(json).utf8))
    files.append(RunManifest.File(path: name, summary: summary))
  }

  /// Describes the tables, writes the manifest, and makes the directory the target.
  package mutating func commit(title: String, manifest: RunManifest) throws(RunDirectoryError) {
    do {
      let package = DataPackage.json(
        name: manifest.scenarioName, title: title, tables: tables)
      try write(DataPackage.fileName, package)
      var manifest = manifest
      manifest.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
      _ = try write(RunManifest.fileName, Array(JSONText.pretty(manifest.json).utf8))
      try Files.synchronise(directory: directory)
      try replaceTarget()
    } catch {
      throw .file(error)
    }
  }

  private mutating func note(_ table: Table, _ summary: OutputFile.Summary) {
    tables.append((table, summary))
    files.append(RunManifest.File(path: table.fileName, summary: summary))
  }

  private func write(_ name: String, _ bytes: [UInt8]) throws(FileFailure) -> OutputFile.Summary {
    let output = try OutputFile(directory + "/" + name)
    output.append(bytes)
    return try output.close(durably: true)
  }

  private func replaceTarget() throws(FileFailure) {
    try Files.replaceDirectory(
      workspace.request.target, with: directory, keeping: workspace.directory + "/replaced")
    try Files.remove(workspace.directory)
  }
}
