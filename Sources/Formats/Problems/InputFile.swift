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
    while try next(descriptor, path, into: &bytes) > 0 {}
    return bytes
  }

  /// Appends the next piece of a file; its length, zero at the end.
  private static func next(
    _ descriptor: Int32, _ path: String, into bytes: inout [UInt8]
  ) throws(InputProblems) -> Int {
    let size = 1 << 20
    while true {
      let (count, code) = withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { buffer in
        let count = Glibc.read(descriptor, buffer.baseAddress, size)
        if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
        return (count, errno)
      }
      if count >= 0 { return count }
      if code != EINTR { throw unreadable(path, code) }
    }
  }

  private static func unreadable(_ path: String, _ code: Int32) -> InputProblems {
    let found = code == ENOENT ? "no such file" : String(cString: strerror(code)).lowercased()
    return InputProblems([Problem(file: path, found: found, expected: "a readable file")])
  }
}
