import Glibc

/// What the operating system refused to do with which file.
package struct FileFailure: Error, Equatable, CustomStringConvertible {
  package enum Action: String, Sendable {
    case read, write, create, rename, remove, list, lock
  }

  package var action: Action
  package var path: String
  /// The `errno` of the refusal.
  package var code: Int32

  package init(_ action: Action, _ path: String, code: Int32 = errno) {
    self.action = action
    self.path = path
    self.code = code
  }

  package var description: String {
    "cannot \(action.rawValue) \(path): \(String(cString: strerror(code)))"
  }
}
