package import Formats

/// Which numbers of a scenario have a source, which are assumed, and of which nothing is said.
package struct ProvenanceAccount: Sendable, Equatable {
  package var sourced = 0
  package var recalled = 0
  package var assumed = 0
  /// Numbers that no pointer covers.
  package var unmarked: [JSONPointer] = []
  /// Numbers in files that no pointer covers.
  package var unmarkedCells = 0

  package var count: Int { sourced + recalled + assumed + unmarked.count + unmarkedCells }
}

extension Scenario {
  /// Counts every number of the world; levers of regimes, seeds and what is only printed are none.
  package var provenance: ProvenanceAccount {
    let marks = marks
    var account = ProvenanceAccount()
    func add(_ count: Int, at pointer: JSONPointer, isFile: Bool) {
      let mark = marks.filter { pointer.tokens.starts(with: $0.pointer.tokens) }
        .max { $0.pointer.tokens.count < $1.pointer.tokens.count }
      switch (mark?.entry.isAssumption, mark?.entry.evidence) {
      case (true?, _): account.assumed += count
      case (false?, .recalled?): account.recalled += count
      case (false?, _): account.sourced += count
      case (nil, _) where isFile: account.unmarkedCells += count
      case (nil, _): account.unmarked.append(pointer)
      }
    }
    guard case .object(let members) = source.root.value else { return account }
    for member in members where !Self.uncounted.contains(member.key) {
      for pointer in member.node.numbers(below: JSONPointer([member.key])) {
        add(1, at: pointer, isFile: false)
      }
    }
    for file in source.cellCounts { add(file.count, at: file.pointer, isFile: true) }
    return account
  }

  private static let uncounted = [
    "format", "seed", "replicates", "regimes", "comparison", "record", "published", "provenance",
  ]

  private var marks: [(pointer: JSONPointer, entry: ProvenanceEntry)] {
    source.document.provenance.entries.compactMap { entry in
      JSONPointer(parsing: entry.key).flatMap(source.root.resolved).map { ($0, entry.value) }
    }
  }

  /// The assumed numbers that have a range, for varying them one at a time.
  package var assumptions: [Assumption] {
    marks.compactMap { pointer, entry in
      guard entry.isAssumption, entry.range.count == 2,
        case .number(let value, _)? = source.root[pointer]?.value
      else { return nil }
      return Assumption(
        pointer: pointer, path: source.root.named(pointer).tokens.joined(separator: "."),
        value: value, low: entry.range[0], high: entry.range[1])
    }
  }
}

/// A number that is assumed, and where it may lie.
package struct Assumption: Sendable, Equatable {
  package let pointer: JSONPointer
  /// The path of an override of it.
  package let path: String
  package let value: Double
  package let low: Double
  package let high: Double
}

extension JSONNode {
  /// The pointers to all numbers in a tree, in its order.
  fileprivate func numbers(below pointer: JSONPointer) -> [JSONPointer] {
    switch value {
    case .number: [pointer]
    case .array(let elements):
      elements.enumerated().flatMap { $0.element.numbers(below: pointer.appending($0.offset)) }
    case .object(let members):
      members.flatMap { $0.node.numbers(below: pointer.appending($0.key)) }
    default: []
    }
  }
}
