import ArgumentParser
import Experiments
import Formats
import Scenarios

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract:
      "Print the format of scenarios or experiments: its JSON Schema, or every key in words.",
    discussion: """
      The schema (JSON Schema 2020-12) is what an editor needs to complete and check keys. The \
      strict reader of concordat checks more than a schema can say; see concordat validate.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case json, markdown
  }

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case scenario, experiment
  }

  @Argument(help: "Of what the format is printed.")
  var kind: Kind = .scenario

  @Option(help: "json for the schema, markdown for the documentation of the keys.")
  var format: Format = .json

  func run() {
    switch (kind, format) {
    case (.scenario, .json): Console.print(JSONText.pretty(Scenario.schema))
    case (.scenario, .markdown): Console.print(Scenario.documentation)
    case (.experiment, .json): Console.print(JSONText.pretty(ExperimentDocument.schema))
    case (.experiment, .markdown): Console.print(ExperimentDocument.documentation)
    }
  }
}
