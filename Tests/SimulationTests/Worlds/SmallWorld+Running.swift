import Contagion
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

extension SmallWorld {
  /// The world at its start.
  func world() throws -> World { try simulator().world }

  /// The world after its first ticks.
  func world(after ticks: Int) throws -> World {
    var world = try world()
    for tick in 0..<ticks { world.step(at: tick) }
    return world
  }

  /// The world after a whole run, whose books must balance after every phase.
  func finished(seed: UInt64 = 1) throws -> World {
    let (record, world) = try run(seed: seed)
    #expect(record.conservationViolations.isEmpty)
    return world
  }

  mutating func switchOff(_ paths: WritableKeyPath<Switches, Bool>...) {
    for path in paths { specification.switches[keyPath: path] = false }
  }

  /// Leaves only these mechanisms on.
  mutating func switchOnOnly(_ paths: WritableKeyPath<Switches, Bool>...) {
    let all: [WritableKeyPath<Switches, Bool>] = [
      \.returns, \.hazards, \.marketImpact, \.arbitrage, \.variationMargin, \.initialMargin,
      \.payments, \.liquidation, \.waterfall, \.contagion, \.defaults, \.behaviour, \.supervision,
      \.compliance,
    ]
    for path in all { specification.switches[keyPath: path] = paths.contains(path) }
  }

  /// Changes the rules of every jurisdiction.
  mutating func rules(_ change: (inout Rulebook) -> Void) {
    for j in specification.jurisdictions.indices {
      change(&specification.jurisdictions[j].rulebook)
    }
  }

  /// Adds an exchange that clears itself.
  @discardableResult
  mutating func addExchange(
    _ id: String = "exchange", home: Int = 0, cash: Double = 1e6,
    change: (inout VenueSpecification) -> Void = { _ in }
  ) -> Int {
    var venue = VenueSpecification()
    change(&venue)
    return add(id, .exchange, home: home, cash: cash) { $0.venue = venue }
  }

  /// Recognition of one strength between all jurisdictions.
  mutating func recognise(_ strength: Double) {
    let count = specification.jurisdictions.count
    var matrix = Recognition.none.matrix(jurisdictions: count)
    for j in 0..<count {
      for k in 0..<count where j != k { matrix[j, k] = strength }
    }
    regime.recognition = .matrix(matrix)
  }
}

extension World {
  /// Initial margin required of a member at a clearer, both by institution index.
  func requirement(of member: Int, at house: Int) -> Double {
    guard let clearer = layout.venueOfInstitution[house] else { return .nan }
    return initialMargins()[member * layout.venues + clearer]
  }

  /// The events of one kind.
  func events(_ kind: EventLog.Kind) -> [EventLog.Entry] {
    journal.entries.filter { $0.kind == kind }
  }

  /// Value of an institution's claim, by institution index.
  func claimValue(of creditor: Int, on debtor: Int) -> Double {
    claims.value(creditor: creditor, debtor: debtor) * claims.total[creditor, debtor]
  }
}

/// Equality to rounding: a few thousand operations on numbers of this size.
func isNear(_ left: Double, _ right: Double, within tolerance: Double = 1e-9) -> Bool {
  abs(left - right) <= tolerance * max(1, abs(left), abs(right))
}

/// The same, entry by entry.
func areNear(_ left: [Double], _ right: [Double], within tolerance: Double = 1e-9) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { isNear($0, $1, within: tolerance) }
}
