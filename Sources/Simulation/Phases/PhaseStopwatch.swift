/// The names of the phases of a tick, in the order in which they first run.
package let phaseNames: [String] = (Tick.before + Tick.cascade + Tick.after).map(\.name)

/// Wall-clock time by phase.
struct PhaseStopwatch {
  private(set) var seconds = [Double](repeating: 0, count: phaseNames.count)
  private var last = ContinuousClock.now

  /// Starts counting; what happened before belongs to no phase.
  mutating func resume() { last = .now }

  /// Adds the time since the last lap to a phase.
  mutating func lap(_ phase: Phase) {
    let now = ContinuousClock.now
    let elapsed = (now - last).components
    if let index = phaseNames.firstIndex(of: phase.name) {
      seconds[index] += Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }
    last = now
  }
}
