/// Finished units on disk, one file each, so that an interrupted run goes on where it was.
///
/// A unit's file appears by a rename, whole; one that is not whole after a loss of power fails its digest
/// and counts as absent. Writing different units from different threads is safe.
package struct Spool: Sendable {
  package let directory: String
  private let making: FinishedUnit.Making
  private let tableCount: Int

  init(directory: String, making: FinishedUnit.Making, tableCount: Int) {
    self.directory = directory
    self.making = making
    self.tableCount = tableCount
  }

  package func write(_ finished: FinishedUnit, for unit: Unit) throws(FileFailure) {
    precondition(finished.rows.count == tableCount, "\(finished.rows.count) tables of a unit")
    try Files.replace(path(of: unit), with: finished.fileBytes)
  }

  /// The rows of a unit; nil where there are none that serve this run.
  package func read(_ unit: Unit) throws(FileFailure) -> FinishedUnit? {
    guard Files.kind(path(of: unit)) == .file,
      let finished = FinishedUnit(fileBytes: try Files.read(path(of: unit))),
      finished.rows.count == tableCount, finished.making.serves(making)
    else { return nil }
    return finished
  }

  private func path(of unit: Unit) -> String {
    "\(directory)/\(unit.regime)-\(unit.mode)-\(unit.replicate).unit"
  }
}
