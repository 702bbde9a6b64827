import Glibc

/// The right to write in a directory, held by one process at a time and given back when it ends, however
/// it ends: an advisory lock of the operating system on a file in that directory.
package final class DirectoryLock: Sendable {
  private let descriptor: Int32
  package static let fileName = "lock"

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// Takes the lock of a directory; nil where another holder has it, and still has it after a second where
  /// `waits` for one that is about to end.
  package static func take(
    in directory: String, waits: Bool = false
  ) throws(FileFailure) -> DirectoryLock? {
    var tries = waits ? 50 : 0
    let path = directory + "/" + fileName
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw FileFailure(.lock, path) }
      let lock = DirectoryLock(descriptor: descriptor)
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        if errno == EWOULDBLOCK {
          guard tries > 0 else { return nil }
          tries -= 1
          usleep(20_000)
          continue
        }
        throw FileFailure(.lock, path)
      }
      // The last holder may have removed the file between opening and locking.
      if lock.isStill(at: path) { return lock }
    }
  }

  private func isStill(at path: String) -> Bool {
    var mine = stat()
    var there = stat()
    guard fstat(descriptor, &mine) == 0, stat(path, &there) == 0 else { return false }
    return mine.st_ino == there.st_ino && mine.st_dev == there.st_dev
  }

  deinit { close(descriptor) }
}
