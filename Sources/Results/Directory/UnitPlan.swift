/// The units of a run: every replicate of every regime in every mode of comparison.
///
/// A unit is named by its places in these lists; its rows stand in this order in every table.
package struct UnitPlan: Sendable, Equatable {
  package var regimes: [String]
  package var modes: [String]
  package var replicates: Int

  package init(regimes: [String], modes: [String], replicates: Int) {
    precondition(!regimes.isEmpty && !modes.isEmpty && replicates > 0, "a run without units")
    self.regimes = regimes
    self.modes = modes
    self.replicates = replicates
  }

  package var count: Int { regimes.count * modes.count * replicates }

  /// All units in the order of the tables: by regime, mode, replicate.
  package var units: [Unit] {
    regimes.indices.flatMap { regime in
      modes.indices.flatMap { mode in
        (0..<replicates).map { Unit(regime: regime, mode: mode, replicate: $0) }
      }
    }
  }

  /// All units in the order in which they are worked on: a run that is cut short has whole pairs.
  package var workingOrder: [Unit] {
    (0..<replicates).flatMap { replicate in
      modes.indices.flatMap { mode in
        regimes.indices.map { Unit(regime: $0, mode: mode, replicate: replicate) }
      }
    }
  }

  package func name(of unit: Unit) -> String {
    "\(regimes[unit.regime]), \(modes[unit.mode]), replicate \(unit.replicate)"
  }
}

/// One regime, mode and replicate.
package struct Unit: Hashable, Sendable {
  package var regime: Int
  package var mode: Int
  package var replicate: Int

  package init(regime: Int, mode: Int, replicate: Int) {
    self.regime = regime
    self.mode = mode
    self.replicate = replicate
  }
}
