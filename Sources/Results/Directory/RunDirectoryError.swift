/// Why there is no run directory to write in or to read.
package enum RunDirectoryError: Error, Equatable {
  /// The target holds another run.
  case occupied(path: String)
  /// The target is something that is not a run directory, and is never replaced.
  case foreign(path: String)
  /// Another process is making this run.
  case busy(path: String)
  /// A directory that is to be read has no manifest of a run.
  case notARun(path: String)
  /// A directory that is to be read holds results of another verb.
  case ofAnotherVerb(path: String, verb: String)
  /// A file is not the one that the manifest describes.
  case altered(path: String)
  case file(FileFailure)
}

extension RunDirectoryError {
  /// Does `work`, and says in terms of directories why it failed; `unknown` where it gives no reason of these.
  static func explaining<Value>(
    unknown: RunDirectoryError, _ work: () throws -> Value
  ) throws(RunDirectoryError) -> Value {
    do {
      return try work()
    } catch let error as RunDirectoryError {
      throw error
    } catch let failure as FileFailure {
      throw .file(failure)
    } catch {
      throw unknown
    }
  }
}

extension RunDirectoryError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .occupied(let path):
      "\(path) holds another run; choose another directory with --out, or replace it with --overwrite"
    case .foreign(let path):
      "\(path) is there already and is not a run directory, so it is not replaced; "
        + "choose another directory with --out"
    case .busy(let path):
      "another process is making the run of \(path); wait for it, or choose another directory "
        + "with --out"
    case .notARun(let path):
      "\(path) is not a finished run directory: it has no \(RunManifest.fileName) of this version"
    case .ofAnotherVerb(let path, let verb):
      "\(path) holds the results of concordat \(verb), not of a run; what they say is in its tables"
        + (verb == "sweep" ? " and in readings.md" : "")
    case .altered(let path):
      "\(path) is not the file that the run wrote; make the run again with --overwrite"
    case .file(let failure): failure.description
    }
  }
}
