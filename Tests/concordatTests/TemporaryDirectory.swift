import Formats
import Foundation
import Glibc
import Testing

@testable import Results

/// A directory that is gone after the test.
final class TemporaryDirectory {
  let path: String

  init() throws {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/concordat-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileFailure(.create, base) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func path(_ name: String) -> String { path + "/" + name }

  deinit { try? Files.remove(path) }

  /// Bytes of a file in it; none where there is no such file yet.
  func length(_ name: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path(name))[.size] as? Int) ?? 0
  }

  func write(_ name: String, _ text: String) throws {
    try Files.replace(path(name), with: Array(text.utf8))
  }

  func table(_ name: String) throws -> CSVTable {
    try CSVTable.read(try Files.read(path(name)), file: name)
  }

  /// Every file of an output directory but the manifest, with its bytes.
  func tables(_ name: String) throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for file in try Files.list(path(name)) where file != RunManifest.fileName {
      contents[file] = try Files.read(path("\(name)/\(file)"))
    }
    return contents
  }
}
