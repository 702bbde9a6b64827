import Foundation
import Glibc

/// What ended the benchmark.
struct BenchmarkFailure: Error {
  var text: String
}

/// What one or more runs of the command took.
struct Cost {
  /// From the start of the first process to the end of the last.
  var wallSeconds: Double
  /// User and system time of all processes.
  var processorSeconds = 0.0
  /// Greatest resident set of a process.
  var peakMegabytes = 0.0
}

/// The release binary, and a directory of its own for what it reads and writes.
struct Concordat {
  var executable: String
  var directory: String

  /// Runs a verb of the command with each list of arguments, all at once, and waits for all.
  func run(_ commands: [[String]], verb: String = "run") throws -> Cost {
    let start = Self.now(CLOCK_MONOTONIC)
    let processes = try commands.map { try spawn([executable, verb] + $0 + ["--quiet"]) }
    var cost = Cost(wallSeconds: 0)
    var failed: [Int32] = []
    for process in processes {
      var status: Int32 = 0
      var usage = rusage()
      while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
      // The exit code is the second byte; a process that a signal ended has that in the first.
      if status != 0 { failed.append(status & 0x7f == 0 ? status >> 8 : 128 + status & 0x7f) }
      cost.processorSeconds += Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
      cost.peakMegabytes = max(cost.peakMegabytes, Double(usage.ru_maxrss) / 1024)
    }
    cost.wallSeconds = Self.now(CLOCK_MONOTONIC) - start
    guard failed.isEmpty else {
      throw BenchmarkFailure(text: "\(executable) ended with \(failed[0]): \(commands[0])")
    }
    return cost
  }

  private func spawn(_ arguments: [String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    var process: pid_t = 0
    let status = posix_spawn(&process, executable, &actions, nil, words, environ)
    guard status == 0 else {
      throw BenchmarkFailure(
        text: "cannot run \(executable): \(String(cString: strerror(status))); "
          + "swift build -c release --product concordat makes it, --concordat says where it is")
    }
    return process
  }

  static func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
  }
}

/// A run directory, as far as a benchmark reads it.
struct PhaseProfile {
  /// Processor seconds by phase over all units, the longest first.
  var phases: [(name: String, seconds: Double)]
  var ticks: Int
  var units: Int
  /// The order of the exposure matrix.
  var institutions: Int

  init(directory: String) throws {
    func read(_ name: String) throws -> [String: Any] {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name))
      return try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
    }
    let times = try read("manifest.json")["times"] as? [String: Any]
    let clock = try read("scenario.json")["clock"] as? [String: Any]
    let table = try Data(contentsOf: URL(fileURLWithPath: directory + "/institutions.csv"))
    guard let measured = times?["phases"] as? [String: Any],
      let seconds = measured["seconds"] as? [String: Double], let units = measured["units"] as? Int,
      let tickSeconds = clock?["tick_seconds"] as? Double,
      let horizonHours = clock?["horizon_hours"] as? Double
    else { throw BenchmarkFailure(text: "\(directory) does not tell the time of its phases") }
    phases = seconds.map { (name: $0.key, seconds: $0.value) }.sorted { $0.seconds > $1.seconds }
    self.units = units
    ticks = Int((horizonHours * 3600 / tickSeconds).rounded(.up))
    institutions = (table.count { $0 == UInt8(ascii: "\n") } - 1) / units
  }

  var total: Double { phases.reduce(0) { $0 + $1.seconds } }
  var secondsPerTick: Double { total / Double(units * ticks) }
}
