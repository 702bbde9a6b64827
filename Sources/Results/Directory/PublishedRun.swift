package import Formats

/// A finished run directory, as its manifest describes it.
package struct PublishedRun: Sendable {
  package let path: String
  package let manifest: RunManifest

  /// Opens a run directory for reading.
  package init(_ path: String) throws(RunDirectoryError) {
    guard let manifest = Self.manifest(in: path) else { throw Self.refusal(of: path) }
    self.path = path
    self.manifest = manifest
  }

  /// What stands there instead of a run.
  private static func refusal(of path: String) -> RunDirectoryError {
    let verbs = [
      "sweep": "sweep", "attribution": "attribute", "rank": "rank", "reverse": "reverse",
      "contagion": "contagion",
    ]
    let format = Study.manifest(of: path)?["format"]?.text
    guard let format, let verb = verbs[String(format.dropFirst("concordat-".count))] else {
      return .notARun(path: path)
    }
    return .ofAnotherVerb(path: path, verb: verb)
  }

  private static func manifest(in path: String) -> RunManifest? {
    guard let bytes = try? Files.read(path + "/" + RunManifest.fileName),
      let json = try? JSONReader.read(bytes, file: RunManifest.fileName)
    else { return nil }
    return RunManifest(json.plain)
  }

  /// The bytes of one of its files, as long as they are those that were written.
  package func read(_ name: String) throws(RunDirectoryError) -> [UInt8] {
    let path = path + "/" + name
    return try RunDirectoryError.explaining(unknown: .altered(path: path)) {
      let bytes = try Files.read(path)
      guard manifest.file(name)?.sha256 == SHA256.hexadecimal(of: bytes) else {
        throw RunDirectoryError.altered(path: path)
      }
      return bytes
    }
  }

  package func table(_ name: String) throws(RunDirectoryError) -> CSVTable {
    let bytes = try read(name + ".csv")
    do {
      return try CSVTable.read(bytes, file: path + "/" + name + ".csv")
    } catch {
      throw .altered(path: path + "/" + name + ".csv")
    }
  }
}
