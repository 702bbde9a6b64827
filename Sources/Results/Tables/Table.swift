package import Formats

/// What one column of a table holds.
///
/// The CSV header, the width of rows and the data package all come from these descriptions.
package struct Column: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case string, integer, number, boolean
  }

  package var name: String
  package var kind: Kind
  /// None for names and pure numbers.
  package var unit: String?
  package var meaning: String
  /// No cell is empty.
  package var isRequired: Bool
  /// Further properties of the column in the data package.
  package var properties: [JSONMember]

  package init(
    _ name: String, _ kind: Kind, unit: String? = nil, _ meaning: String, isRequired: Bool = false,
    properties: [JSONMember] = []
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.meaning = meaning
    self.isRequired = isRequired
    self.properties = properties
  }
}

/// A table of a run: its file is `<name>.csv`.
package struct Table: Sendable, Equatable {
  package var name: String
  package var meaning: String
  package var columns: [Column]
  /// The columns that together name a row.
  package var key: [String]

  package init(_ name: String, _ meaning: String, columns: [Column], key: [String]) {
    let names = columns.map(\.name)
    precondition(Set(names).count == names.count, "a column of \(name) stands twice: \(names)")
    precondition(key.allSatisfy(names.contains), "the key \(key) of \(name) is not among \(names)")
    self.name = name
    self.meaning = meaning
    self.columns = columns
    self.key = key
  }

  package var fileName: String { name + ".csv" }

  /// A writer of rows, with the header line or for rows to be put under one.
  package func writer(writesHeader: Bool) -> CSVWriter {
    CSVWriter(columns: columns.map(\.name), writesHeader: writesHeader)
  }
}
