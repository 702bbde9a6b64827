import ArgumentParser
import Experiments
import Results

struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run an experiment: a scenario over a design of factors.",
    discussion: """
      An experiment is a JSON file that names a scenario, factors (paths into it, as --set takes them, with \
      lists, ranges or distributions) and a design: full factorial, Latin hypercube, Sobol sequence, Morris \
      trajectories, Sobol indices, one at a time, or a table. Every cell is run under every regime with the \
      same luck. Scenarios/experiment.md lists every key.

      The file and its first, last and most extreme cells are checked before anything runs. Rows go to disk as \
      they finish; an experiment that was interrupted goes on when the same command is given again, and gives \
      the bytes of one that was not. A larger --replicates adds to a finished experiment, and gives the bytes \
      of one of that size.

      The work is done in a process of its own. A cell that ends it, by a trap or for want of memory, is tried \
      alone once more and then recorded as failed, and the others go on.

        concordat sweep Scenarios/experiments/fragmentation-by-strictness.json
        concordat sweep my-experiment.json --plan
      """)

  enum Trouble: String, ExpressibleByArgument, CaseIterable {
    case stop
    case goOn = "continue"
  }

  @Argument(help: ArgumentHelp("The experiment, a JSON file.", valueName: "experiment"))
  var experiment: String

  @Option(
    help: ArgumentHelp("Replicates of each cell instead of the experiment's.", valueName: "number"))
  var replicates: Int?

  @Option(help: ArgumentHelp("Seed instead of the experiment's.", valueName: "number"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Pieces worked on at the same time; the results do not depend on it. (default: the number of processors)",
      valueName: "number"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Refuse a design of more runs (cells by regimes, modes and replicates).", valueName: "number")
  )
  var maxRuns = 100_000

  @Option(help: "Whether a cell that fails stops the experiment.")
  var onError: Trouble = .goOn

  @Option(
    help: ArgumentHelp(
      "The directory to write. (default: Results/<experiment name>-<hash>)",
      valueName: "directory"))
  var out: String?

  @Flag(help: "Make the experiment again, and replace another one that is in the way.")
  var overwrite = false

  @Flag(help: "Check the experiment, say how large it is, and run nothing.")
  var plan = false

  @Flag(name: .shortAndLong, help: "Print only the directory; no readings, no progress.")
  var quiet = false

  func validate() throws {
    guard replicates ?? 1 > 0 else {
      throw ValidationError("--replicates takes a number from 1 up.")
    }
    guard jobs ?? 1 > 0 else { throw ValidationError("--jobs takes a number from 1 up.") }
    guard maxRuns > 0 else { throw ValidationError("--max-runs takes a number from 1 up.") }
  }

  func run() async throws {
    try await reportingComplaints {
      if !plan, let status = try Supervisor.run() { throw ExitCode(status) }
      let worker = Worker()
      let order = try SweepOrder(
        experiment: experiment,
        options: SweepOptions(replicates: replicates, seed: seed, maximumRuns: maxRuns))
      guard !plan else {
        Console.print(SweepWords.size(order) + "\n")
        return
      }
      var sweep = SweepExperiment(
        order, target: out, jobs: jobs ?? Console.processors, overwrites: overwrite,
        stopsOnError: onError == .stop, watch: worker?.watch ?? WorkWatch())
      sweep.beforePiece = TrapForTests.beforePiece
      let isAlone = worker?.orders.only != nil
      let line = ProgressLine(isShown: Console.hasReader && !quiet && !isAlone, noun: "pieces")
      let isQuiet = quiet || worker?.orders.goesOn ?? false
      let conclusion = try await sweep.perform(
        started: { _ in
          if !isQuiet { Console.complain(SweepWords.size(order)) }
          Interruption.arm()
        },
        estimated: { estimate in
          if !isQuiet, let words = SweepWords.time(estimate) { Console.complain(words) }
        }, progress: line.update)
      line.clear()
      try conclude(conclusion, order)
    }
  }

  private func conclude(_ conclusion: SweepExperiment.Conclusion, _ order: SweepOrder) throws {
    switch conclusion {
    case .stopped(let failure):
      throw Complaint(
        text: SweepWords.failure(failure, order)
          + "; stopped, finished rows are kept, and the same command goes on from there",
        status: .unitsFailed)
    case .tried: break
    case .wasFinished(let directory, let failures, let there):
      if quiet {
        Console.print(directory + "\n")
      } else {
        let more =
          there > order.replicates ? ", with more replicates (\(there)) than asked for" : ""
        Console.complain("\(directory) is finished already\(more); nothing was run.")
      }
      if failures > 0 { throw CommandStatus.unitsFailed.code }
    case .published(let directory, let failures, _, let readings):
      for failure in failures.prefix(10) {
        Console.complain("failed: " + SweepWords.failure(failure, order))
      }
      if failures.count > 10 {
        Console.complain("and \(failures.count - 10) more; all are in failures.csv")
      }
      if quiet {
        Console.print(directory + "\n")
      } else {
        for reading in readings { Console.print(reading + "\n") }
        Console.print("The tables are in \(directory).\n")
      }
      if !failures.isEmpty { throw CommandStatus.unitsFailed.code }
    }
  }
}

/// What `concordat sweep` says about an experiment.
enum SweepWords {
  static func size(_ order: SweepOrder) -> String {
    "\(order.name): \(count(order.design.count, "cell")), \(count(order.regimes.count, "regime")), "
      + "\(count(order.modes.count, "mode")), \(count(order.replicates, "replicate")): "
      + "\(count(order.runs, "run")) in all"
  }

  /// Nil for what is over within seconds.
  static func time(_ estimate: SweepExperiment.Estimate) -> String? {
    guard let perRun = estimate.secondsPerRun, let seconds = estimate.seconds, seconds >= 10 else {
      return nil
    }
    return "the first runs took \(ProgressLine.tenths(perRun * 1000)) ms each; about "
      + "\(ProgressLine.duration(seconds)) left for \(count(estimate.remainingRuns, "run")) with "
      + "\(count(estimate.jobs, "job"))"
  }

  static func failure(_ failure: SweepExperiment.Failure, _ order: SweepOrder) -> String {
    "cell \(failure.cell) (\(order.words(of: failure.cell))), replicate \(failure.replicate): "
      + failure.message
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }
}
