import Foundation

/// The built command, run as a user runs it.
struct Command {
  struct Ended {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The directory in which it runs.
  var directory: String

  private static let executable: URL =
    Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("concordat")

  func callAsFunction(_ arguments: String...) throws -> Ended { try run(arguments) }

  func run(_ arguments: [String]) throws -> Ended {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    // Files, not pipes: nothing blocks however much is written.
    let names = ["stdout", "stderr"].map { "\(directory)/.\($0)-\(UUID().uuidString)" }
    let files = try names.map { name in
      _ = FileManager.default.createFile(atPath: name, contents: nil)
      return try FileHandle(forWritingTo: URL(fileURLWithPath: name))
    }
    process.standardOutput = files[0]
    process.standardError = files[1]
    try process.run()
    process.waitUntilExit()
    let texts = try names.map { name in
      let text = try String(contentsOfFile: name, encoding: .utf8)
      try FileManager.default.removeItem(atPath: name)
      return text
    }
    return Ended(status: process.terminationStatus, output: texts[0], errors: texts[1])
  }
}
