import ArgumentParser
import Experiments
import Reports

struct ReverseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reverse",
    abstract: "Find the smallest shock that breaks each regime.",
    discussion: """
      The moves of prices, external losses, fines, thefts and runs among the scenario's events are scaled \
      together, prices in logarithms, thefts and runs up to all that there is: 1 is the scenario, 0 is no shock. Sizes are tried from small to large; the first at which the \
      share of equity, or of venues, is lost with the given probability is narrowed down by bisection. Every \
      size and regime meets the same luck. A search that was interrupted goes on when the same command is given \
      again.

        concordat reverse Scenarios/starter.json --share 0.2 --probability 0.9
        concordat reverse Scenarios/starter.json --of venues --share 0.3
      """)

  @Argument(help: ArgumentHelp("The scenario, a JSON file.", valueName: "scenario"))
  var scenario: String

  @OptionGroup var options: StressOptions

  @Option(help: "What is lost: equity of the system, or venues in default.")
  var of: ReverseStress.Target = .equity

  @Option(help: ArgumentHelp("Which share of it.", valueName: "fraction"))
  var share = 0.1

  @Option(help: ArgumentHelp("In which share of the replicates.", valueName: "fraction"))
  var probability = 0.5

  @Option(help: ArgumentHelp("The largest size that is tried.", valueName: "number"))
  var largest = 4.0

  @Option(help: ArgumentHelp("How closely the size is found.", valueName: "number"))
  var tolerance = 0.01

  func validate() throws {
    guard share > 0, share <= 1 else {
      throw ValidationError("--share takes a number above 0 and up to 1.")
    }
    guard probability > 0, probability <= 1 else {
      throw ValidationError("--probability takes a number above 0 and up to 1.")
    }
    guard largest > 0, largest <= 100 else {
      throw ValidationError("--largest takes a number above 0 and up to 100.")
    }
    guard tolerance > 0, tolerance < largest else {
      throw ValidationError("--tolerance takes a number above 0 and below the largest size.")
    }
  }

  func run() async throws {
    try await reportingComplaints {
      var question = ReverseStress.Question()
      question.target = of
      question.share = share
      question.probability = probability
      question.largest = largest
      question.tolerance = tolerance
      let line = ProgressLine(isShown: Console.hasReader, noun: "regimes and modes")
      Interruption.arm()
      var stress = try ReverseStress(
        scenario: scenario, changes: options.changes, question: question)
      let path = try await stress.answer(
        into: options.out, overwrites: options.overwrite, jobs: options.workers,
        progress: line.update)
      line.clear()
      Console.print(StressText.reverse(stress))
      Console.print("\nThe tables are in \(path).\n")
    }
  }
}

extension ReverseStress.Target: ExpressibleByArgument {}
