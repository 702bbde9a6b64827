import ArgumentParser
import Formats
import Scenarios

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check scenarios, and print what is in them.",
    discussion: """
      A scenario that is right is summed up: its world, how many of its numbers have a source, what \
      is switched off, and the mean and dispersion of every rule under its regimes. One that is \
      wrong gets a report of all its problems, each with its place, what was found and what was \
      expected. Nothing is run and nothing is written.
      """)

  @Argument(help: ArgumentHelp("Scenario files.", valueName: "file"))
  var files: [String]

  func run() throws {
    var isBad = false
    for file in files {
      do throws(InputProblems) {
        Console.print(try Scenario.load(file).validationReport)
      } catch {
        Console.complain("concordat: " + Complaint(error).text)
        isBad = true
      }
    }
    if isBad { throw CommandStatus.badInput.code }
  }
}
