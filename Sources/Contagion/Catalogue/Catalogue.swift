/// Every model that the command line runs, in the order in which help lists them.
package enum ContagionCatalogue {
  package static let models: [ContagionModel] =
    clearingModels + cascadeModels + distressModels + valuationModels + fireSaleModels
    + ownershipModels + nettingModels + houseModels + measureModels

  /// The names on the command line, each once.
  package static let names: [String] = {
    var names: [String] = []
    for model in models where names.last != model.name { names.append(model.name) }
    return names
  }()

  /// The names of all columns of tables of nodes that some model reads.
  package static let nodeColumns: [String] = columnNames { $0.inputs.nodeColumns }

  /// The same for tables of assets.
  package static let assetColumns: [String] = columnNames { $0.inputs.assetColumns }

  private static func columnNames(_ needs: (ContagionModel) -> [ColumnNeed]) -> [String] {
    var names: [String] = []
    for need in models.flatMap(needs) where !names.contains(need.name) { names.append(need.name) }
    return names
  }

  /// The rows of a name: several where an option tells them apart.
  package static func rows(named name: String) -> [ContagionModel] {
    models.filter { $0.name == name }
  }
}
