package import Contagion

/// What is asked of a model of contagion: on which files, with which options, under which shocks.
package struct ContagionOrder: Sendable {
  package enum Shocks: Sendable, Equatable {
    /// The column `shock`, or nothing beyond the state of the tables.
    case given
    /// Each node's default alone.
    case eachNode
    /// The scenarios of a file.
    case file(String)
  }

  package var model: ContagionModel
  /// The options given and the defaults of the others.
  package var values: [String: ModelOption.Value]
  /// Where the tables are.
  package var files: [InputTable: String]
  package var isDense: Bool
  package var sumsDuplicates: Bool
  package var shocks: Shocks

  package init(
    model: ContagionModel, values: [String: ModelOption.Value], files: [InputTable: String],
    isDense: Bool = false, sumsDuplicates: Bool = false, shocks: Shocks = .given
  ) {
    self.model = model
    self.values = values
    self.files = files
    self.isDense = isDense
    self.sumsDuplicates = sumsDuplicates
    self.shocks = shocks
  }
}
