import ArgumentParser
import Results

@main
struct Concordat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concordat",
    abstract:
      "Simulate systemic contagion among crypto-derivatives protocols under different rules.",
    discussion: """
      A scenario describes a market: institutions, their balance sheets and positions, a shock, and \
      the regimes of rules to be compared. Running it gives a directory of CSV tables and a \
      scorecard that says what each regime does, how regimes differ, and how sure that is.

      Start with a scenario that is shipped:

        concordat run Scenarios/october-2025-cascade.json

      Exit codes: 0 done; 1 regress found a moved metric; 2 finished, but units failed or did not \
      converge; 64 wrong command line; \
      65 bad input; 70 internal error or a broken conservation law; 74 cannot write, or the output \
      is occupied; 130 interrupted; 143 terminated.
      """,
    version: Program.version,
    subcommands: [
      RunCommand.self, CompareCommand.self, ReportCommand.self, SweepCommand.self,
      RankCommand.self, ReverseCommand.self, AttributeCommand.self, RegressCommand.self,
      ValidateCommand.self,
      SchemaCommand.self, NetworkCommand.self, ContagionCommand.self,
    ])
}
