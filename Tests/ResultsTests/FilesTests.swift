import Glibc
import Testing

@testable import Results

@Suite("Files")
struct FilesTests {
  @Test("what is written is read, and its length and digest are those of the bytes")
  func roundTrip() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("data")
    let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let file = try OutputFile(path)
    file.append(bytes[..<10])
    file.append(bytes[10...])
    let summary = try file.close(durably: true)
    #expect(
      summary == OutputFile.Summary(bytes: bytes.count, sha256: SHA256.hexadecimal(of: bytes)))
    #expect(try Files.read(path) == bytes)
    #expect(try SHA256.hexadecimal(ofFile: path) == summary.sha256)
  }

  @Test("directories are made with those above, listed in order and removed with what is in them")
  func directories() throws {
    let directory = try TemporaryDirectory()
    try Files.createDirectory(directory.path("a/b/c"))
    try Files.createDirectory(directory.path("a/b/c"))
    try Files.replace(directory.path("a/z"), with: [1])
    try Files.replace(directory.path("a/k"), with: [1])
    #expect(try Files.list(directory.path("a")) == ["b", "k", "z"])
    try Files.remove(directory.path("a"))
    #expect(Files.kind(directory.path("a")) == nil)
    try Files.remove(directory.path("a"))
  }

  @Test("a link to a directory is removed, not what it points to")
  func links() throws {
    let directory = try TemporaryDirectory()
    try Files.createDirectory(directory.path("kept"))
    try Files.replace(directory.path("kept/file"), with: [1])
    #expect(symlink(directory.path("kept"), directory.path("link")) == 0)
    try Files.remove(directory.path("link"))
    #expect(Files.kind(directory.path("link")) == nil)
    #expect(Files.kind(directory.path("kept/file")) == .file)
  }

  @Test("the parent and the name of a path")
  func paths() {
    let expected = [
      ("a/b/", "a", "b"), ("a", ".", "a"), ("/a", "/", "a"), ("./x/y", "./x", "y"),
    ]
    for (path, parent, name) in expected {
      #expect(Files.parent(of: path) == parent)
      #expect(Files.name(of: path) == name)
    }
  }

  @Test("a full disk is reported, not swallowed", .enabled(if: Files.kind("/dev/full") != nil))
  func fullDisk() throws {
    let file = try OutputFile("/dev/full")
    file.append("something")
    let failure = #expect(throws: FileFailure.self) { try file.close(durably: false) }
    #expect(failure?.description == "cannot write /dev/full: No space left on device")
  }

  @Test("one holder at a time has the lock of a directory")
  func lock() throws {
    let directory = try TemporaryDirectory()
    var first = try DirectoryLock.take(in: directory.path)
    #expect(first != nil)
    #expect(try DirectoryLock.take(in: directory.path) == nil)
    first = nil
    #expect(try DirectoryLock.take(in: directory.path) != nil)
  }
}
