import Glibc

/// The bytes of files that a user names.
package enum InputFile {
  /// All bytes of a file; a file that cannot be read is the user's problem.
  package static func read(_ path: String) throws(InputProblems) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw InputProblems([Problem(file: path, found: "a directory", expected: "a file")])
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size) + 1)
    let chunk = 1 << 20
    var failure: Int32?
    while true {
      let count = withUnsafeTemporaryAllocation(byteCount: chunk, alignment: 16) { buffer in
        let count = Glibc.read(descriptor, buffer.baseAddress, chunk)
        if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
        if count < 0 { failure = errno }
        return count
      }
      if count < 0, failure == EINTR { continue }
      guard count > 0 else { break }
      failure = nil
    }
    if let failure, failure != EINTR { throw unreadable(path, failure) }
    return bytes
  }

  private static func unreadable(_ path: String, _ code: Int32) -> InputProblems {
    let found = code == ENOENT ? "no such file" : String(cString: strerror(code)).lowercased()
    return InputProblems([Problem(file: path, found: found, expected: "a readable file")])
  }
}
