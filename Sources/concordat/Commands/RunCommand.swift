import ArgumentParser
import Experiments
import Reports
import Results
import Scenarios

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a scenario under its regimes and print the scorecard.",
    discussion: """
      Every regime meets the same luck, replicate by replicate, so differences between regimes are \
      paired. The tables go to a run directory that is complete or absent; its name holds a hash of \
      everything that decides a number, so a finished run is never stale, and asking for it again \
      returns at once.

      A run that was interrupted goes on when the same command is given again. A larger \
      --replicates adds to a finished run.

        concordat run Scenarios/october-2025-cascade.json --replicates 40
        concordat run my.json --set switches.market_impact=false
      """)

  @Argument(help: ArgumentHelp("The scenario, a JSON file.", valueName: "scenario"))
  var scenario: String

  @Option(help: "Run only this regime; repeat it for several. (default: all)")
  var regime: [String] = []

  @Option(
    help: ArgumentHelp("Replicates instead of the scenario's.", valueName: "number"))
  var replicates: Int?

  @Option(help: ArgumentHelp("Seed instead of the scenario's.", valueName: "number"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Units worked on at the same time; the results do not depend on it. (default: the number of processors)",
      valueName: "number"))
  var jobs: Int?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a value of the scenario; repeat it for several. Elements of lists are named by their id or index.",
      valueName: "path.to.key=value"))
  var changes: [String] = []

  @Option(
    help: ArgumentHelp(
      "The run directory. (default: Results/<scenario name>-<hash>)", valueName: "directory"))
  var out: String?

  @Flag(help: "Make the run again, and replace another run that is in the way.")
  var overwrite = false

  @Flag(help: "Check the conservation laws after every phase; a broken one ends with 70.")
  var check = false

  @Flag(
    name: .shortAndLong, help: "Print only the run directory; no scorecard, no progress.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Tell on standard error what is done.")
  var verbose = false

  func validate() throws {
    guard replicates ?? 1 > 0 else {
      throw ValidationError("--replicates takes a number from 1 up.")
    }
    guard jobs ?? 1 > 0 else { throw ValidationError("--jobs takes a number from 1 up.") }
    guard !(quiet && verbose) else {
      throw ValidationError("--quiet and --verbose contradict each other.")
    }
  }

  func run() async throws {
    try await reportingComplaints {
      let order = try RunOrder(
        scenario: scenario,
        changes: RunChanges(
          regimes: regime, replicates: replicates, seed: seed, values: changes),
        isChecked: check)
      let experiment = RunExperiment(
        order, target: out, jobs: jobs ?? Console.processors, overwrites: overwrite)
      let line = ProgressLine(isShown: Console.hasReader && !quiet)
      let isVerbose = verbose
      let conclusion = try await experiment.perform(
        started: { target in
          if isVerbose { Console.complain("writing \(target)") }
          Interruption.arm()
        }, progress: line.update)
      line.clear()
      try conclude(conclusion)
    }
  }

  private func conclude(_ conclusion: RunExperiment.Conclusion) throws {
    let run: PublishedRun
    switch conclusion {
    case .brokenLaws(let outcome): throw Complaint(brokenLaws: outcome.violations)
    case .wasFinished(let finished):
      run = finished
      if !quiet { Console.complain(Self.wasFinished(finished, asked: replicates)) }
    case .published(let published, let outcome):
      run = published
      if verbose {
        let made = published.manifest.plan.count - outcome.reused
        Console.complain("\(made) units made, \(outcome.reused) taken over")
      }
    }
    if verbose, let times = PhaseTimes(run.manifest.times) {
      for line in PhaseTimesText.lines(times) { Console.complain(line) }
    }
    if quiet {
      Console.print(run.path + "\n")
    } else {
      Console.print(try Comparison(runs: [run.path], baseline: nil, format: .text).text())
      Console.print("\nThe tables are in \(run.path).\n")
    }
    for failure in run.manifest.failures { Console.complain("failed: \(failure.summary)") }
    if !run.manifest.isClean {
      throw CommandStatus.unitsFailed.code
    }
  }

  static func wasFinished(_ run: PublishedRun, asked: Int?) -> String {
    let there = run.manifest.replicates
    let more = asked.map { $0 < there } ?? false
    return "\(run.path) is finished already"
      + (more ? ", with more replicates (\(there)) than asked for" : "")
      + "; nothing was run."
  }
}

extension RunManifest.Failure {
  var summary: String { "\(regime), \(mode), replicate \(replicate): \(message)" }
}

extension Complaint {
  /// The first few broken laws, each with its unit; there is no run directory then.
  init(brokenLaws violations: [RunManifest.Failure]) {
    let shown = violations.prefix(10).map { "  \($0.summary)" }
    let rest = violations.count - shown.count
    text =
      (["conservation laws broke in \(violations.count) units; nothing was written:"] + shown
      + (rest > 0 ? ["  and in \(rest) more"] : [])).joined(separator: "\n")
    status = .internalError
  }
}
