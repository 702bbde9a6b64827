import ArgumentParser
import Reports

/// What help says about `concordat contagion`, apart from the models.
enum ContagionHelp {
  /// The options that do not depend on the model.
  static let options: [(name: String, value: String, meaning: String)] = [
    (
      "exposures", "file",
      "creditor,debtor,amount and optionally layer (seniority ranks them, the others add them up)"
    ),
    ("dense", "", "--exposures is a square table: row = creditor, header of ids"),
    ("sum-duplicates", "", "add up claims that stand twice instead of refusing them"),
    ("nodes", "file", "id and the columns that the model needs"),
    ("holdings", "file", "institution,asset,amount"),
    ("assets", "file", "asset and the columns that the model needs"),
    ("cross-holdings", "file", "holder,issuer,share: the fraction of the issuer that is held"),
    (
      "shock", "none|all",
      "none: the tables hold the state after the shock; all: each node fails alone"
    ),
    (
      "shock-file", "file",
      "shock_id,node,kind,value; rows of one shock_id happen together, node * is everyone"
    ),
    ("out", "directory", "write node_results.csv, shock_results.csv and manifest.json there"),
    ("jobs", "number", "threads (default: all processors); the results are the same bytes for any"),
    ("overwrite", "", "replace results that are in the way of --out"),
    ("format", "text|csv|json", "what to print"),
    (
      "table", "nodes|shocks|assets|layers|exposures",
      "which table --format csv prints (default: nodes)"
    ),
    ("describe", "model", "print formula, inputs, options and source of a model"),
    ("help", "", "print this, or with a model what it needs"),
  ]

  static let discussion = """
    USAGE: concordat contagion MODEL --exposures FILE --nodes FILE [options] [--out DIR]

    Row = creditor everywhere; amounts in one currency; equity is signed. A file, a column or an option \
    that the model does not use is refused or noted, never ignored. \
    concordat contagion MODEL --help prints the formula, inputs, options and source of a model.
    """

  static var text: String {
    let rows = options.map { option in
      let name = "  --\(option.name)" + (option.value.isEmpty ? "" : " <\(option.value)>")
      guard name.count < 34 else {
        return "\(name)\n\(String(repeating: " ", count: 34))\(option.meaning)"
      }
      return name + String(repeating: " ", count: 34 - name.count) + option.meaning
    }
    return """
      OVERVIEW: \(ContagionCommand.configuration.abstract)

      \(discussion)

      MODELS:
      \(ModelHelp.list)

      \(ModelHelp.sizes)

      OPTIONS:
      \(rows.joined(separator: "\n"))

      Exit codes: 0 done; 2 a shock was not solved; 64 wrong command line; 65 bad input; 74 cannot write, \
      or the output is occupied.

      """
  }
}
