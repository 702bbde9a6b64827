package import Formats

/// A directory of results that is made out of sight, beside its target, and put there by one rename.
package struct OutputDirectory {
  private let target: String
  /// The place to work in, with the lock; it is gone when the directory is put there.
  let workspace: String
  private let directory: String
  private let lock: DirectoryLock
  private var files: [RunManifest.File] = []
  private var tables: [(table: Table, summary: OutputFile.Summary)] = []

  /// Opens the place to work in, unless the target is taken.
  ///
  /// A directory that is there and not empty is in the way, but `overwrites` lets go one whose manifest says
  /// that it is of the same format.
  package init(
    _ target: String, format: String, overwrites: Bool
  ) throws(RunDirectoryError) {
    try Self.check(target, format: format, overwrites: overwrites)
    self.target = target
    workspace = Files.parent(of: target) + "/." + Files.name(of: target) + ".partial"
    directory = workspace + "/publish"
    let taken: DirectoryLock?
    do throws(FileFailure) {
      try Files.createDirectory(workspace)
      // A worker whose supervisor was killed lets go a moment later.
      taken = try DirectoryLock.take(in: workspace, waits: true)
      if taken != nil {
        try Files.remove(directory)
        try Files.createDirectory(directory)
      }
    } catch {
      throw .file(error)
    }
    guard let taken else { throw .busy(path: target) }
    lock = taken
  }

  private static func check(
    _ target: String, format: String, overwrites: Bool
  ) throws(RunDirectoryError) {
    guard ![".", "..", "/"].contains(Files.name(of: target)) else { throw .foreign(path: target) }
    switch Files.kind(target) {
    case nil: return
    case .directory:
      if (try? Files.list(target))?.isEmpty == true { return }
      guard let bytes = try? Files.read(target + "/" + RunManifest.fileName),
        let json = try? JSONReader.read(bytes, file: RunManifest.fileName),
        json.plain["format"]?.text == format
      else { throw .foreign(path: target) }
      guard overwrites else { throw .occupied(path: target) }
    default: throw .foreign(path: target)
    }
  }

  /// Writes a table from a writer with header and rows.
  package mutating func write(_ table: Table, _ writer: CSVWriter) throws(RunDirectoryError) {
    let summary = try write(table.fileName, writer.bytes)
    tables.append((table, summary))
    files.append(RunManifest.File(path: table.fileName, summary: summary))
  }

  /// A table that is written a part at a time.
  package func begin(_ table: Table) throws(FileFailure) -> OutputFile {
    let output = try OutputFile(directory + "/" + table.fileName)
    output.append(table.writer(writesHeader: true).bytes)
    return output
  }

  package mutating func end(_ table: Table, _ output: OutputFile) throws(FileFailure) {
    let summary = try output.close(durably: true)
    tables.append((table, summary))
    files.append(RunManifest.File(path: table.fileName, summary: summary))
  }

  /// Writes a file that is no table.
  package mutating func write(file name: String, _ bytes: [UInt8]) throws(RunDirectoryError) {
    files.append(RunManifest.File(path: name, summary: try write(name, bytes)))
  }

  /// Describes the tables, writes the manifest that is made from the list of files, and makes the directory
  /// the target.
  package mutating func commit(
    name: String, title: String, manifest: ([RunManifest.File]) -> JSONValue
  ) throws(RunDirectoryError) {
    let package = DataPackage.json(name: name, title: title, tables: tables)
    let summary = try write(DataPackage.fileName, Array(JSONText.pretty(package).utf8))
    files.append(RunManifest.File(path: DataPackage.fileName, summary: summary))
    files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    _ = try write(RunManifest.fileName, Array(JSONText.pretty(manifest(files)).utf8))
    do throws(FileFailure) {
      try Files.synchronise(directory: directory)
      try Files.replaceDirectory(target, with: directory, keeping: workspace + "/replaced")
      try Files.remove(workspace)
    } catch {
      throw .file(error)
    }
  }

  private func write(
    _ name: String, _ bytes: [UInt8]
  ) throws(RunDirectoryError) -> OutputFile.Summary {
    do throws(FileFailure) {
      let output = try OutputFile(directory + "/" + name)
      output.append(bytes)
      return try output.close(durably: true)
    } catch {
      throw .file(error)
    }
  }
}
