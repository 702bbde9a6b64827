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
  /// What is added to the environment.
  var environment: [String: String] = [:]

  static let executable: URL =
    Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("concordat")

  func callAsFunction(_ arguments: String...) throws -> Ended { try run(arguments) }

  func run(_ arguments: [String]) throws -> Ended { try start(arguments).wait() }

  func start(_ arguments: [String]) throws -> Running {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, not pipes: nothing blocks however much is written. They stand beside the directory, so that
    // a test sees there only what the command wrote.
    let names = ["stdout", "stderr"].map { "\(directory)-\($0)-\(UUID().uuidString)" }
    let files = try names.map { name in
      _ = FileManager.default.createFile(atPath: name, contents: nil)
      return try FileHandle(forWritingTo: URL(fileURLWithPath: name))
    }
    process.standardOutput = files[0]
    process.standardError = files[1]
    try process.run()
    return Running(process: process, names: names)
  }

  /// A command that has been started.
  struct Running {
    fileprivate let process: Process
    fileprivate let names: [String]

    /// Waits until a condition holds or the command has ended.
    func wait(until condition: () -> Bool) {
      while process.isRunning, !condition() { usleep(1000) }
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Sends a signal to the processes that it has started; false where there are none.
    @discardableResult
    func sendToWorkers(_ signal: Int32) throws -> Bool {
      // The system lists children by the thread that started them.
      let threads = "/proc/\(process.processIdentifier)/task"
      let workers = try FileManager.default.contentsOfDirectory(atPath: threads).flatMap { thread in
        try String(contentsOfFile: "\(threads)/\(thread)/children", encoding: .utf8)
          .split(separator: " ").compactMap { Int32($0) }
      }
      for worker in workers { kill(worker, signal) }
      return !workers.isEmpty
    }

    func wait() throws -> Ended {
      process.waitUntilExit()
      let texts = try names.map { name in
        let text = try String(contentsOfFile: name, encoding: .utf8)
        try FileManager.default.removeItem(atPath: name)
        return text
      }
      return Ended(status: process.terminationStatus, output: texts[0], errors: texts[1])
    }
  }
}

/// A fixture of this target.
func fixture(_ name: String) -> String {
  Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)").path
}
