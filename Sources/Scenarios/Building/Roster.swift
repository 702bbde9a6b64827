internal import Simulation

/// The order of everything that has an index in a world, by id.
struct Roster: Sendable {
  /// An institution of the world, and the entry that it is a member of.
  struct Seat: Sendable {
    let id: String
    let entry: Int
  }

  let jurisdictions: [String]
  let assets: [String]
  let seats: [Seat]
  private let jurisdictionIndex: [String: Int]
  private let assetIndex: [String: Int]
  private let institutionIndex: [String: Int]
  private let populations: [String: [Int]]
  private let kinds: [String: [Int]]

  init(_ source: ScenarioSource) {
    jurisdictions = source.document.jurisdictions.map(\.id)
    assets = source.document.assets.map(\.id)
    var seats: [Seat] = []
    var populations: [String: [Int]] = [:]
    var kinds: [String: [Int]] = [:]
    for (index, located) in source.institutions.enumerated() {
      let entry = located.value
      for member in entry.members {
        if entry.count != nil { populations[entry.id, default: []].append(seats.count) }
        kinds[entry.kind.rawValue, default: []].append(seats.count)
        seats.append(Seat(id: member, entry: index))
      }
    }
    self.seats = seats
    self.populations = populations
    self.kinds = kinds
    jurisdictionIndex = Self.index(jurisdictions)
    assetIndex = Self.index(assets)
    institutionIndex = Self.index(seats.map(\.id))
  }

  private static func index(_ ids: [String]) -> [String: Int] {
    Dictionary(zip(ids, ids.indices)) { first, _ in first }
  }

  // References were checked when the scenario was read, so a lookup that fails is a mistake here.

  func jurisdiction(_ id: String) -> Int { Self.require(jurisdictionIndex[id], id) }
  func asset(_ id: String) -> Int { Self.require(assetIndex[id], id) }
  func institution(_ id: String) -> Int { Self.require(institutionIndex[id], id) }

  /// The institutions that the id of an institution, the id of a population or the word of a kind
  /// stands for: the first of these that there is.
  func members(_ name: String) -> [Int] {
    institutionIndex[name].map { [$0] } ?? populations[name] ?? kinds[name] ?? []
  }

  /// The institutions that a list of such names stands for, ascending, each once.
  func members(_ names: [String]) -> [Int] { Set(names.flatMap(members)).sorted() }

  private static func require(_ index: Int?, _ id: String) -> Int {
    guard let index else { preconditionFailure("the id \(id) was not declared") }
    return index
  }
}
