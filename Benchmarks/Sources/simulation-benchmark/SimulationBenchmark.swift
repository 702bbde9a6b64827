import BenchmarkReport
import Foundation
import Glibc

@main
struct SimulationBenchmark {
  static let usage = """
    usage: simulation-benchmark [--concordat FILE] [--scenario FILE] [--accounts FILE]
             [--only accounts|workers] [--repetitions NUMBER] [--out FILE]

      --concordat    the release binary          (default: ../.build/release/concordat)
      --scenario     profiled phase by phase     (default: ../Scenarios/october-2025-cascade.json)
      --accounts     with accounts by the million (default: ../Scenarios/october-2025-accounts.json)
      --only         measures this section alone
      --repetitions  of which the least counts   (default: 3)
      --out          the report, beside standard output

    """

  static func main() {
    var options = [
      "--concordat": "../.build/release/concordat",
      "--scenario": "../Scenarios/october-2025-cascade.json", "--repetitions": "3",
      "--accounts": "../Scenarios/october-2025-accounts.json",
    ]
    var words = CommandLine.arguments.dropFirst()
    while let option = words.popFirst() {
      guard let value = words.popFirst(),
        ["--out", "--only"].contains(option) || options[option] != nil
      else {
        fail(usage, status: 64)
      }
      options[option] = value
    }
    guard let executable = options["--concordat"], let scenario = options["--scenario"],
      let accounts = options["--accounts"],
      ["accounts", "workers"].contains(options["--only"] ?? "accounts"),
      let repetitions = options["--repetitions"].flatMap(Int.init), repetitions > 0
    else { fail(usage, status: 64) }
    do {
      let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("simulation-benchmark-\(getpid())").path
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: directory) }
      let measure = Measurements(
        concordat: Concordat(executable: executable, directory: directory),
        repetitions: repetitions)
      let million = AccountReport(measure: measure, scenario: accounts)
      let report =
        switch options["--only"] {
        case "accounts": try million.text()
        case "workers": try workers(measure)
        default: try report(measure, scenario: scenario, million)
        }
      print(report, terminator: "")
      if let out = options["--out"] {
        try report.write(toFile: out, atomically: true, encoding: .utf8)
      }
    } catch let failure as BenchmarkFailure {
      fail(failure.text + "\n", status: 1)
    } catch {
      fail("\(error)\n", status: 1)
    }
  }

  private static func fail(_ text: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data(text.utf8))
    exit(status)
  }

  private static func report(
    _ measure: Measurements, scenario: String, _ accounts: AccountReport
  ) throws -> String {
    let start = "# Speed\n\n\(machine()); least of \(measure.repetitions) repetitions.\n"
    // First, while this process is small: a child inherits the peak of the one that starts it.
    let memory = try replicates(measure)
    return [
      start, try shipped(measure, scenario),
      try growth("institutions", measure, [25, 50, 100, 200]) { GrowthWorld(institutions: $0) },
      try growth("accounts", measure, [1000, 10_000, 100_000]) {
        GrowthWorld(institutions: 25, accounts: $0)
      },
      try growth("venues", measure, [4, 8, 16, 32]) {
        GrowthWorld(institutions: 100, venues: $0 / 4)
      },
      try growth("jurisdictions", measure, [2, 4, 8, 16, 30]) {
        GrowthWorld(institutions: 100, jurisdictions: $0)
      },
      try accounts.text(), memory, try workers(measure),
    ].joined(separator: "\n")
  }

  private static func shipped(_ measure: Measurements, _ scenario: String) throws -> String {
    let (cost, profile) = try measure.profile(scenario, ["--replicates", "2"])
    let yardstick = measure.yardstick(order: profile.institutions)
    let rows = profile.phases.map { [$0.name, percent($0.seconds, of: profile.total)] }
    let name = URL(fileURLWithPath: scenario).lastPathComponent
    return """
      ## Time by phase: \(name)

      \(table(["phase", "share"], rows))
      Of all processor time of the run, \(percent(profile.total, of: cost.processorSeconds)) is in these \
      phases; the rest reads the scenario, draws worlds, burns in and writes tables.

      A tick of \(profile.institutions) institutions takes \(microseconds(profile.secondsPerTick)); one \
      dgemv of their exposure matrix takes \(microseconds(yardstick)). **Tick over dgemv: \
      \(number(profile.secondsPerTick / yardstick, 0)).**

      """
  }

  private static func growth(
    _ what: String, _ measure: Measurements, _ sizes: [Int], _ world: (Int) -> GrowthWorld
  ) throws -> String {
    var points: [(x: Double, y: Double)] = []
    var rows: [[String]] = []
    for size in sizes {
      let (_, profile) = try measure.profile(world(size))
      let yardstick = measure.yardstick(order: profile.institutions)
      let tick = profile.secondsPerTick
      points.append((Double(size), tick))
      rows.append([
        "\(size)", microseconds(tick), number(tick / yardstick, 0), profile.phases[0].name,
        percent(profile.phases[0].seconds, of: profile.total),
      ])
    }
    return """
      ## Growth with \(what)

      \(table([what, "tick", "tick over dgemv", "longest phase", "its share"], rows))
      Fitted exponent: **\(number(exponent(points), 2))**; between the two largest: \
      \(number(exponent(points.suffix(2)), 2)).

      """
  }

  private static func replicates(_ measure: Measurements) throws -> String {
    var times: [(x: Double, y: Double)] = []
    var peaks: [Double] = []
    var rows: [[String]] = []
    for replicates in [1, 4, 16] {
      let (cost, _) = try measure.profile(GrowthWorld(replicates: replicates))
      let before = times.last ?? (x: 0, y: 0)
      let each = (cost.processorSeconds - before.y) / (Double(replicates) - before.x)
      times.append((Double(replicates), cost.processorSeconds))
      peaks.append(cost.peakMegabytes)
      rows.append([
        "\(replicates)", "\(number(cost.processorSeconds, 3)) s", "\(number(1000 * each, 1)) ms",
        "\(number(cost.peakMegabytes, 1)) MB",
      ])
    }
    var own = rusage()
    getrusage(RUSAGE_SELF.rawValue, &own)
    return """
      ## Growth with replicates

      \(table(["replicates", "processor time", "each that was added", "peak memory"], rows))
      Fitted exponent of time: **\(number(exponent(times), 2))**. Peak memory, most over \
      fewest replicates: **\(number(peaks[2] / peaks[0], 2))** (a figure below \
      \(number(Double(own.ru_maxrss) / 1024, 1)) MB, the benchmark's own peak, could not be seen).

      """
  }

  private static func workers(_ measure: Measurements) throws -> String {
    let world = GrowthWorld(replicates: 64)
    let (workers, processes) = try measure.twoWorkers(world)
    let cell = GrowthWorld(replicates: 4)
    let cells = 16
    let sweep = try measure.twoWorkersOfSweep(cell, cells: cells)
    return """
      ## Two workers against two processes

      \(world.replicates) replicates take \(number(workers, 2)) s with two workers, and \
      \(number(processes, 2)) s in halves by two processes of one worker run at once. **Throughput of the \
      workers over that of the processes: \(number(processes / workers, 2)).**

      An experiment of \(cells) cells of \(cell.replicates) replicates takes \(number(sweep.workers, 2)) s with two workers, and \
      \(number(sweep.processes, 2)) s in halves by two processes. **Throughput of the workers over that of the \
      processes: \(number(sweep.processes / sweep.workers, 2)).**

      """
  }

  private static func microseconds(_ seconds: Double) -> String {
    number(seconds * 1e6, seconds < 1e-5 ? 2 : 0) + " µs"
  }
}
