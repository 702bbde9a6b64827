import Glibc

/// The few operations on files and directories that results need, straight on the system calls.
package enum Files {
  package enum Kind: Sendable { case file, directory, other }

  /// What stands at a path, links followed; nil where there is nothing.
  package static func kind(_ path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    default: return .other
    }
  }

  /// Whether two paths lead to the same file, links followed.
  package static func isSame(_ path: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(path, &first) == 0, stat(other, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  package static func read(_ path: String) throws(FileFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    try readPieces(path) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Hands a file over in pieces of at most 256 KiB.
  package static func readPieces(
    _ path: String, _ use: (UnsafeRawBufferPointer) -> Void
  ) throws(FileFailure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(.read, path) }
    defer { close(descriptor) }
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { piece.deallocate() }
    while true {
      let count = Glibc.read(descriptor, piece.baseAddress, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileFailure(.read, path) }
      guard count > 0 else { return }
      use(UnsafeRawBufferPointer(rebasing: piece[..<count]))
    }
  }

  /// Writes a file that is complete or absent: into a neighbour first, then renamed.
  package static func replace(_ path: String, with bytes: [UInt8]) throws(FileFailure) {
    let neighbour = path + ".new"
    let file = try OutputFile(neighbour)
    file.append(bytes)
    try file.close(durably: false)
    try rename(neighbour, to: path)
  }

  /// Creates a directory and those above it; one that is there already is fine.
  package static func createDirectory(_ path: String) throws(FileFailure) {
    if kind(path) == .directory { return }
    let above = parent(of: path)
    if above != path { try createDirectory(above) }
    guard mkdir(path, 0o777) != 0 else { return }
    let failure = FileFailure(.create, path)
    guard failure.code == EEXIST, kind(path) == .directory else { throw failure }
  }

  package static func rename(_ path: String, to target: String) throws(FileFailure) {
    guard Glibc.rename(path, target) == 0 else { throw FileFailure(.rename, target) }
  }

  /// Makes a directory the target by one rename; what is in a target that is not empty is first renamed
  /// to another place.
  package static func replaceDirectory(
    _ target: String, with directory: String, keeping replaced: String
  ) throws(FileFailure) {
    if kind(target) == .directory, try !list(target).isEmpty {
      try remove(replaced)
      try rename(target, to: replaced)
    }
    try rename(directory, to: target)
    try synchronise(directory: parent(of: target))
  }

  /// The names in a directory in byte order, without `.` and `..`.
  package static func list(_ path: String) throws(FileFailure) -> [String] {
    guard let directory = opendir(path) else { throw FileFailure(.list, path) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Removes a file, a link or a directory with everything in it; nothing there is fine.
  package static func remove(_ path: String) throws(FileFailure) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      guard unlink(path) == 0 || errno == ENOENT else { throw FileFailure(.remove, path) }
      return
    }
    for name in try list(path) { try remove(path + "/" + name) }
    guard rmdir(path) == 0 || errno == ENOENT else { throw FileFailure(.remove, path) }
  }

  /// Makes the entries of a directory survive a loss of power.
  package static func synchronise(directory path: String) throws(FileFailure) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(.write, path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileFailure(.write, path) }
  }

  /// A path without links and dots; nil where there is nothing.
  package static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The directory that a path stands in: `.` for a bare name.
  package static func parent(of path: String) -> String {
    let trimmed = withoutTrailingSlashes(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : withoutTrailingSlashes(String(trimmed[..<slash]))
  }

  /// The last part of a path.
  package static func name(of path: String) -> String {
    let trimmed = withoutTrailingSlashes(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return trimmed }
    return String(trimmed[trimmed.index(after: slash)...])
  }

  private static func withoutTrailingSlashes(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }
}
