package import Formats
import Simulation

/// An experiment as written.
package struct ExperimentDocument: DescribedObject {
  var format = 1
  package var name = ""
  package var description = ""
  var scenario = ""
  var changes: [String] = []
  var regimes: [String] = []
  var modes: [ComparisonMode]?
  var replicates: Int?
  var seed: Int?
  var metrics: [String] = []
  var factors: [FactorEntry] = []
  var design = DesignEntry.fullFactorial
  var twoWay: TwoWayEntry?

  package static let object = ObjectDescription(
    "Experiment",
    "A scenario, what is varied in it and how. Every cell of the design is run under every regime, in every "
      + "mode and replicate, and equal replicates meet the same luck in all of them.",
    initial: ExperimentDocument()
  ) {
    Field("format", \.format, .integer(.between(1, 1)), "Version of this format.")
    Field(
      "name", \.name, .identifier(EntityKind("experiment")),
      "Name of the experiment and of its directory.")
    Field(optional: "description", \.description, .string, "What it is about.")
    Field(
      "scenario", \.scenario, .string,
      "The scenario file, named from the directory of the experiment.")
    Field(
      optional: "set", \.changes, .array(of: .string),
      "Changes of the scenario in all cells, as `path.to.key=value`.")
    Field(
      optional: "regimes", \.regimes, .array(of: .string),
      "The regimes that are run, a factor like any other; empty is all of the scenario.")
    Field(
      optional: "modes", \.modes, .orNull(.array(of: .choice, count: 1...2)),
      "With which start; null is the scenario's choice.")
    Field(
      optional: "replicates", \.replicates, .orNull(.integer(.between(1, 1_000_000))),
      "Replicates of each cell; null is the scenario's number.")
    Field(
      optional: "seed", \.seed, .orNull(.integer(.between(0, 0x1p53))),
      "Key of everything drawn, the design included; null is the scenario's.")
    Field(
      optional: "metrics", \.metrics, .array(of: .string),
      "The metrics of the summary and of the analyses; empty is the headline metrics. Rows have all."
    )
    Field(
      "factors", \.factors, .array(of: .object, count: 1...Int.max), "What is varied.")
    Field("design", \.design, DesignEntry.object.codec, "How cells are chosen.")
    Field(
      optional: "two_way", \.twoWay, .orNull(.object),
      "Two factors of a full factorial design whose interaction is tabulated.")
  }
}

/// Two factors whose interaction is asked for.
struct TwoWayEntry: DescribedObject, Equatable {
  var rows = ""
  var columns = ""

  static let object = ObjectDescription(
    "TwoWay",
    "A table over two factors, and the interaction of each cell against the first row and column.",
    initial: TwoWayEntry()
  ) {
    Field("rows", \.rows, .string, "The factor of the rows, or `regime`.")
    Field("columns", \.columns, .string, "The factor of the columns, or `regime`.")
  }
  .checking { table in
    table.rows == table.columns
      ? [.init("columns", found: JSONText.quoted(table.columns), expected: "another factor")] : []
  }
}

extension ExperimentDocument {
  /// The JSON Schema of the format.
  package static var schema: JSONValue {
    FormatDescription(of: ExperimentDocument.object).schema(
      identifier: "experiment.schema.json", title: "Experiment of Concordat, version 1")
  }

  /// The documentation of every key of the format, in Markdown.
  package static var documentation: String {
    """
    # The experiment format, version 1

    An experiment is a JSON file for `concordat sweep`. It names a scenario, factors (paths into it, as `--set` \
    takes them, with a list, a range or a distribution) and a design. An unknown key is refused, with the \
    nearest known one; `description`, `note` and `$schema` are allowed in every object.

    This page and `experiment.schema.json` come from the description that decodes the files.


    """ + FormatDescription(of: ExperimentDocument.object).markdown
  }
}
