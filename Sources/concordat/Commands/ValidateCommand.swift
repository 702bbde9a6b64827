import ArgumentParser
import Experiments
import Formats
import Scenarios

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check scenarios and experiments, and print what is in them.",
    discussion: """
      A scenario that is right is summed up: its world, how many of its numbers have a source, what \
      is switched off, and the mean and dispersion of every rule under its regimes. One that is \
      wrong gets a report of all its problems, each with its place, what was found and what was \
      expected. An experiment is checked with its scenario and its design, and its size is printed. \
      Nothing is run and nothing is written.
      """)

  @Argument(help: ArgumentHelp("Files of scenarios or experiments.", valueName: "file"))
  var files: [String]

  func run() throws {
    var isBad = false
    for file in files {
      do throws(InputProblems) {
        Console.print(try report(file))
      } catch {
        Console.complain("concordat: " + Complaint(error).text)
        isBad = true
      }
    }
    if isBad { throw CommandStatus.badInput.code }
  }

  /// A scenario has a world of its own; an experiment has a design, and names a scenario.
  private func report(_ file: String) throws(InputProblems) -> String {
    let content = try JSONReader.read(try InputFile.read(file), file: file).plain
    guard content["design"] != nil else { return try Scenario.load(file).validationReport }
    return "\(SweepWords.size(try SweepOrder(experiment: file)))\n"
  }
}
