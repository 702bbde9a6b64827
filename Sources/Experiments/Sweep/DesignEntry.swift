import Formats

/// How the cells of an experiment are chosen.
enum DesignEntry: Equatable {
  case fullFactorial
  case oneAtATime
  case latinHypercube(Cells)
  case sobolSequence(Cells)
  case morris(Morris)
  case sobolIndices(Indices)
  case table(File)

  struct Cells: Equatable {
    var cells = 100
  }

  struct Morris: Equatable {
    var trajectories = 10
    var levels = 4
  }

  struct Indices: Equatable {
    var base = 128
  }

  struct File: Equatable {
    var file = ""
  }
}

extension DesignEntry {
  static let object = ObjectDescription(
    "Design", "How the cells of an experiment are chosen.", initial: DesignEntry.fullFactorial
  ) {
    Variants("design", \.self, "The design.") {
      Variant("full_factorial", "Every combination of the values of all factors.", .fullFactorial)
      Variant(
        "one_at_a_time",
        "The scenario as it is, then each value of each factor with the others as they are.",
        .oneAtATime)
      Variant("latin_hypercube", Cells.latinHypercube) {
        .latinHypercube($0)
      } unwrap: {
        if case .latinHypercube(let cells) = $0 { cells } else { nil }
      }
      Variant("sobol_sequence", Cells.sobolSequence) {
        .sobolSequence($0)
      } unwrap: {
        if case .sobolSequence(let cells) = $0 { cells } else { nil }
      }
      Variant("morris", Morris.object) {
        .morris($0)
      } unwrap: {
        if case .morris(let morris) = $0 { morris } else { nil }
      }
      Variant("sobol_indices", Indices.object) {
        .sobolIndices($0)
      } unwrap: {
        if case .sobolIndices(let indices) = $0 { indices } else { nil }
      }
      Variant("table", File.object) {
        .table($0)
      } unwrap: {
        if case .table(let file) = $0 { file } else { nil }
      }
    }
  }

  /// The word of the format.
  var name: String {
    switch self {
    case .fullFactorial: "full_factorial"
    case .oneAtATime: "one_at_a_time"
    case .latinHypercube: "latin_hypercube"
    case .sobolSequence: "sobol_sequence"
    case .morris: "morris"
    case .sobolIndices: "sobol_indices"
    case .table: "table"
    }
  }
}

extension DesignEntry.Cells {
  static let latinHypercube = ObjectDescription(
    "LatinHypercube", "Each stratum of each factor once (McKay, Beckman and Conover 1979).",
    initial: Self()
  ) {
    Field("cells", \.cells, .integer(.between(1, 1_000_000)), "How many cells.")
  }

  static let sobolSequence = ObjectDescription(
    "SobolSequence",
    "Evenly spread points (Sobol 1967, directions of Joe and Kuo 2008, digitally shifted).",
    initial: Self()
  ) {
    Field(
      "cells", \.cells, .integer(.between(1, 1_000_000)),
      "How many cells; powers of two are balanced.")
  }
}

extension DesignEntry.Morris {
  static let object = ObjectDescription(
    "Morris", "Screening by elementary effects (Morris 1991); few runs, gives a sensitivity table.",
    initial: Self()
  ) {
    Field(
      optional: "trajectories", \.trajectories, .integer(.between(2, 100_000)),
      "How many; each has one cell more than there are factors.")
    Field(
      optional: "levels", \.levels, .integer(.between(2, 1000)),
      "Levels of the grid, an even number. A distribution is taken at the middle of each level.")
  }
  .checking { morris in
    morris.levels.isMultiple(of: 2)
      ? [] : [.init("levels", found: String(morris.levels), expected: "an even number")]
  }
}

extension DesignEntry.Indices {
  static let object = ObjectDescription(
    "SobolIndices",
    "Shares of variance by factor (Sobol 1993, design of Saltelli and others 2010); gives a sensitivity "
      + "table.", initial: Self()
  ) {
    Field(
      optional: "base", \.base, .integer(.between(2, 1_048_576)),
      "Cells are this times the number of factors plus two; powers of two are balanced.")
  }
}

extension DesignEntry.File {
  static let object = ObjectDescription(
    "TableDesign", "A CSV file with a column for each factor and a row for each cell.",
    initial: Self()
  ) {
    Field(
      "file", \.file, .string,
      "The CSV file, named from the experiment's directory; an empty cell leaves the scenario's value."
    )
  }
}
