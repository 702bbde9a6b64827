/// What stands outside the process that works: it is told which pieces are in progress, so that a piece that
/// ends the process is known by its number, and it knows those that did.
package struct WorkWatch: Sendable {
  /// Why a piece is not tried again, by its number.
  package var fatal: [Int: String]
  /// The one piece that is tried in this process; nothing is published then.
  package var only: Int?
  private let began: @Sendable (Int) -> Void
  private let ended: @Sendable (Int) -> Void

  package init(
    fatal: [Int: String] = [:], only: Int? = nil,
    began: @escaping @Sendable (Int) -> Void = { _ in },
    ended: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.fatal = fatal
    self.only = only
    self.began = began
    self.ended = ended
  }

  /// Does the work of a piece under watch.
  func over<Value>(_ piece: Int, _ work: () -> Value) -> Value {
    began(piece)
    defer { ended(piece) }
    return work()
  }
}
