import ArgumentParser
import Experiments
import Reports

struct RankCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rank",
    abstract:
      "Make each institution and venue insolvent in turn, and rank them by what others lose.",
    discussion: """
      Each one loses more than its equity at the start of the run, all else as in the scenario, under every \
      regime and with the same luck. What the system loses beyond that blow, against the same luck without it, \
      ranks them. A ranking that was interrupted goes on when the same command is given again.

      Beside the simulated loss stands what claims alone carry of it, found for all failures at once on the \
      balance sheets of the start, and the rank correlation of the two: what claims explain, and what markets, \
      margins and runs add.

        concordat rank Scenarios/starter.json
        concordat rank my.json --set events=[] --replicates 4
      """)

  @Argument(help: ArgumentHelp("The scenario, a JSON file.", valueName: "scenario"))
  var scenario: String

  @OptionGroup var options: StressOptions

  @Option(
    help: ArgumentHelp(
      "What an institution loses, in multiples of its equity.", valueName: "number"))
  var blow = 1.25

  @Option(
    help: ArgumentHelp("How many lines are printed for each regime.", valueName: "number"))
  var top = 10

  func validate() throws {
    guard blow >= 1, blow.isFinite else {
      throw ValidationError("--blow takes a number from 1 up: with less nobody becomes insolvent.")
    }
    guard top >= 0 else { throw ValidationError("--top takes a number from 0 up.") }
  }

  func run() async throws {
    try await reportingComplaints {
      let line = ProgressLine(isShown: Console.hasReader, noun: "runs")
      Interruption.arm()
      var ranking = try DefaultRanking(scenario: scenario, changes: options.changes, blow: blow)
      let path = try await ranking.answer(
        into: options.out, overwrites: options.overwrite, jobs: options.workers,
        progress: line.update)
      line.clear()
      Console.print(StressText.ranking(ranking, top: top))
      Console.print("\nThe table is in \(path).\n")
    }
  }
}

/// What questions about a scenario have in common on the command line.
struct StressOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Replicates instead of the scenario's.", valueName: "number"))
  var replicates: Int?

  @Option(help: ArgumentHelp("Seed instead of the scenario's.", valueName: "number"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Runs at the same time; the results do not depend on it. (default: the number of processors)",
      valueName: "number"))
  var jobs: Int?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a value of the scenario; repeat it for several.", valueName: "path.to.key=value"))
  var values: [String] = []

  @Option(
    help: ArgumentHelp(
      "The directory to write. (default: Results/<verb>-<scenario name>-<hash>)",
      valueName: "directory"))
  var out: String?

  @Flag(help: "Replace another answer that is in the way.")
  var overwrite = false

  func validate() throws {
    guard replicates ?? 1 > 0 else {
      throw ValidationError("--replicates takes a number from 1 up.")
    }
    guard jobs ?? 1 > 0 else { throw ValidationError("--jobs takes a number from 1 up.") }
  }

  var workers: Int { jobs ?? Console.processors }

  var changes: [String] {
    values + (replicates.map { ["replicates=\($0)"] } ?? []) + (seed.map { ["seed=\($0)"] } ?? [])
  }
}
