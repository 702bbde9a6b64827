import ArgumentParser
import Experiments
import Reports

struct AttributeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute",
    abstract: "Share the difference of two regimes among the levers of harmonisation.",
    discussion: """
      Ten levers (margin, collateral, capital, custody, clearing, contracts, access, reporting, technical \
      standards, enforcement) are moved one by one from where one regime has them to where the other has them. \
      The Shapley value of a lever is what it adds to those already moved, on average over all orders; the \
      values of a metric add up to the whole difference. Where few levers differ, every set of them is run; else \
      orders are sampled, each with its reverse. All runs of a replicate share their luck. Beside the value \
      stands what it is per unit of compliance cost that the lever adds or saves.

      Rows go to disk as they finish; an attribution that was interrupted goes on when the same command is given \
      again.

        concordat attribute Scenarios/starter.json
        concordat attribute my.json --from fragmented --to harmonised --mode impact --permutations 20
      """)

  @Argument(help: ArgumentHelp("The scenario, a JSON file.", valueName: "scenario"))
  var scenario: String

  @Option(
    help: ArgumentHelp(
      "The regime from which levers are moved. (default: the fragmented cell of two_by_two, or else the "
        + "baseline)", valueName: "regime"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "The regime to which they are moved. (default: the harmonised cell of two_by_two, or else the regime "
        + "harmonised)", valueName: "regime"))
  var to: String?

  @Option(
    name: .customLong("mode"),
    help: ArgumentHelp(
      "Positions as given, or after institutions have adapted; repeat it for both. (default: the scenario's)",
      valueName: "impact|equilibrium"))
  var modes: [String] = []

  @Option(
    name: .customLong("metric"),
    help: ArgumentHelp(
      "A metric to attribute; repeat it for several. (default: the headline metrics)",
      valueName: "name"))
  var metrics: [String] = []

  @Flag(help: "Run every set of levers, however many they are.")
  var exact = false

  @Option(
    help: ArgumentHelp(
      "Sample so many orders in each replicate, an even number.", valueName: "number"))
  var permutations: Int?

  @Option(help: ArgumentHelp("Refuse an attribution of more runs.", valueName: "number"))
  var maxRuns = 100_000

  @OptionGroup var options: StressOptions

  @Flag(help: "Say how many runs it takes, and run nothing.")
  var plan = false

  @Flag(name: .shortAndLong, help: "Print only the directory; no table, no progress.")
  var quiet = false

  func validate() throws {
    var choices = AttributionOptions()
    guard choices.choose(modes: modes) else {
      throw ValidationError("--mode takes impact or equilibrium.")
    }
    if let permutations {
      guard permutations > 0, permutations.isMultiple(of: 2) else {
        throw ValidationError("--permutations takes an even number from 2 up.")
      }
      guard !exact else { throw ValidationError("--exact leaves nothing to --permutations.") }
    }
    guard maxRuns > 0 else { throw ValidationError("--max-runs takes a number from 1 up.") }
  }

  private var choices: AttributionOptions {
    var choices = AttributionOptions()
    choices.from = from
    choices.to = to
    _ = choices.choose(modes: modes)
    choices.metrics = metrics
    choices.method = exact ? .exact : permutations.map { .sampled(orders: $0) }
    choices.maximumRuns = maxRuns
    choices.changes = options.changes
    return choices
  }

  func run() async throws {
    try await reportingComplaints {
      let order = try AttributionOrder(scenario: scenario, options: choices)
      guard !plan else {
        Console.print(AttributionText.size(order) + "\n")
        return
      }
      let experiment = AttributionExperiment(
        order, target: options.out, jobs: options.workers, overwrites: options.overwrite)
      let line = ProgressLine(isShown: Console.hasReader && !quiet, noun: "sets")
      let isQuiet = quiet
      let conclusion = try await experiment.perform(
        started: { _ in
          if !isQuiet { Console.complain(AttributionText.size(order)) }
          Interruption.arm()
        }, progress: line.update)
      line.clear()
      switch conclusion {
      case .wasFinished(let directory):
        if quiet {
          Console.print(directory + "\n")
        } else {
          Console.complain("\(directory) is finished already; nothing was run.")
        }
      case .published(let directory, let lines):
        if !quiet { Console.print(AttributionText.table(order, lines)) }
        Console.print(quiet ? directory + "\n" : "\nThe tables are in \(directory).\n")
      }
    }
  }
}
