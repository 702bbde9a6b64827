import Glibc
internal import Hashing

/// A file written from start to end through a buffer, with its length and digest.
///
/// The first refusal of the operating system is kept and thrown when the file is closed; bytes appended
/// after it are dropped.
package final class OutputFile {
  package let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var hash: SHA256? = SHA256()
  private var failure: FileFailure?
  private static let capacity = 1 << 18

  /// Length and digest of a finished file.
  package struct Summary: Sendable, Equatable {
    package var bytes: Int
    package var sha256: String
  }

  private var written = 0

  package init(_ path: String) throws(FileFailure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileFailure(.write, path) }
    buffer.reserveCapacity(Self.capacity)
  }

  package func append(_ bytes: some Collection<UInt8>) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.capacity { flush() }
  }

  package func append(_ text: String) { append(text.utf8) }

  /// Writes what is left; `durably` waits until the disk has it.
  @discardableResult
  package func close(durably: Bool) throws(FileFailure) -> Summary {
    flush()
    if durably, failure == nil, fsync(descriptor) != 0, errno != EINVAL {
      failure = FileFailure(.write, path)
    }
    if let failure { throw failure }
    guard let digest = hash.take()?.hexadecimal() else {
      preconditionFailure("\(path) was closed twice")
    }
    return Summary(bytes: written, sha256: digest)
  }

  private func flush() {
    guard failure == nil, !buffer.isEmpty else { return }
    buffer.withUnsafeBytes { bytes in
      hash?.update(bytes)
      var done = 0
      while done < bytes.count {
        let count = write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else {
          failure = FileFailure(.write, path)
          return
        }
        done += count
      }
    }
    written += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  deinit { Glibc.close(descriptor) }
}
