import Formats

/// What is asked for: which run, how many replicates, where.
package struct RunRequest: Sendable {
  package var target: String
  package var identity: RunIdentity
  package var plan: UnitPlan
  package var making: FinishedUnit.Making
  /// The tables that have rows of units; `runs`, with one row for each unit, is the first.
  package var unitTables: [Table]
  /// Replaces a run directory that is there already.
  package var overwrites: Bool

  package init(
    target: String, identity: RunIdentity, plan: UnitPlan, making: FinishedUnit.Making,
    unitTables: [Table], overwrites: Bool
  ) {
    self.target = target
    self.identity = identity
    self.plan = plan
    self.making = making
    self.unitTables = unitTables
    self.overwrites = overwrites
  }
}

/// The place beside the target in which a run is made: `.<name>.partial`.
///
/// It holds the lock, the identity of the run, finished units and, at the end, the directory that one
/// rename makes the target. The target itself is complete or absent at every moment.
package final class RunWorkspace: Sendable {
  package let request: RunRequest
  package let directory: String
  package let spool: Spool
  private let lock: DirectoryLock

  package enum Opening {
    /// The run is there, with at least as many replicates.
    case finished(PublishedRun)
    case workspace(RunWorkspace)
  }

  /// Looks at the target and opens the place to work in; nothing is written unless there is work to do.
  package static func open(_ request: RunRequest) throws(RunDirectoryError) -> Opening {
    let earlier = try earlierRun(request)
    if let earlier, !request.overwrites, earlier.manifest.replicates >= request.plan.replicates,
      earlier.manifest.making.isChecked || !request.making.isChecked
    {
      return .finished(earlier)
    }
    return try RunDirectoryError.explaining(unknown: .foreign(path: request.target)) {
      let workspace = try RunWorkspace(request)
      if let earlier, !request.overwrites { try workspace.reuse(earlier) }
      return .workspace(workspace)
    }
  }

  /// The same run at the target, made earlier; nil where there is nothing in the way.
  private static func earlierRun(_ request: RunRequest) throws(RunDirectoryError) -> PublishedRun? {
    let target = request.target
    // These have no place beside them, or nobody's name.
    guard ![".", "..", "/"].contains(Files.name(of: target)) else { throw .foreign(path: target) }
    switch Files.kind(target) {
    case nil: return nil
    case .directory:
      if let earlier = try? PublishedRun(target) {
        guard earlier.manifest.identity == request.identity.sha256 else {
          guard request.overwrites else { throw .occupied(path: target) }
          return nil
        }
        return earlier
      }
      guard (try? Files.list(target))?.isEmpty == true else { throw .foreign(path: target) }
      return nil
    default: throw .foreign(path: target)
    }
  }

  private init(_ request: RunRequest) throws {
    self.request = request
    directory =
      Files.parent(of: request.target) + "/." + Files.name(of: request.target) + ".partial"
    try Files.createDirectory(directory)
    guard let lock = try DirectoryLock.take(in: directory) else {
      throw RunDirectoryError.busy(path: request.target)
    }
    self.lock = lock
    let units = directory + "/units"
    let mark = directory + "/identity"
    let identity = Array(request.identity.sha256.utf8)
    if (try? Files.read(mark)) != identity {
      try Files.remove(units)
      try Files.replace(mark, with: identity)
    }
    try Files.createDirectory(units)
    spool = Spool(
      directory: units, making: request.making, tableCount: request.unitTables.count)
  }

  /// Puts the units of an earlier, smaller run into the spool.
  private func reuse(_ earlier: PublishedRun) throws {
    guard earlier.manifest.making.serves(request.making) else { return }
    var paths: [String] = []
    for table in request.unitTables {
      let path = earlier.path + "/" + table.fileName
      guard try SHA256.hexadecimal(ofFile: path) == earlier.manifest.file(table.fileName)?.sha256
      else { throw RunDirectoryError.altered(path: path) }
      paths.append(path)
    }
    let plan = earlier.manifest.plan
    let rows = try UnitRows(files: paths, plan: plan)
    for unit in plan.units {
      let taken = try rows.take(unit)
      // A unit that failed has no row in the first table; it is tried again.
      guard !taken[0].isEmpty else { continue }
      try spool.write(FinishedUnit(making: earlier.manifest.making, rows: taken), for: unit)
    }
  }
}
