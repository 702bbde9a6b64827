package import Formats
internal import Simulation

/// Processor time by phase of the tick, summed over the units for which it was measured.
package struct PhaseTimes: Sendable, Equatable {
  /// The member of the manifest's times that holds it.
  package static let key = "phases"

  package struct Phase: Sendable, Equatable {
    package var name: String
    package var seconds: Double
  }

  /// How many units were measured: one that comes out of an earlier run directory was not.
  package private(set) var units = 0
  /// In the order of the tick.
  package private(set) var phases = phaseNames.map { Phase(name: $0, seconds: 0) }

  init() {}

  /// Adds the seconds of a unit; nothing where they were not measured.
  mutating func add(_ seconds: [Double]) {
    guard seconds.count == phases.count else { return }
    units += 1
    for (index, seconds) in seconds.enumerated() { phases[index].seconds += seconds }
  }

  package var total: Double { phases.reduce(0) { $0 + $1.seconds } }

  /// Nil where no unit was measured.
  package var json: JSONMember? {
    guard units > 0 else { return nil }
    return JSONMember(
      Self.key,
      [
        "units": .integer(units),
        "seconds": .object(phases.map { JSONMember($0.name, .number($0.seconds)) }),
      ])
  }

  /// Reads the times of a manifest; nil where they do not tell phases apart.
  package init?(_ times: [JSONMember]) {
    guard let json = times.first(where: { $0.key == Self.key })?.value,
      let units = json["units"]?.whole, case .object(let members)? = json["seconds"]
    else { return nil }
    self.units = units
    phases = members.map { Phase(name: $0.key, seconds: $0.value.real ?? 0) }
  }
}
