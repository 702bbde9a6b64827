package import Contagion
package import Formats

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

  /// The option that tells the rows of a name apart, and all others, in the order of the catalogue.
  package var settings: [JSONMember] {
    let variant = model.variant.map { [JSONMember($0.option, .string($0.word))] } ?? []
    return variant
      + model.options.compactMap { option in
        values[option.name].map { JSONMember(option.name, $0.json) }
      }
  }
}
