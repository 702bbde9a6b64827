internal import Glibc

/// The names of the phases of a tick, in the order in which they first run.
package let phaseNames: [String] = (Tick.before + Tick.cascade + Tick.after).map(\.name)

/// Processor time by phase of the thread that runs the world; others on the machine do not count.
struct PhaseStopwatch {
  private(set) var seconds = [Double](repeating: 0, count: phaseNames.count)
  private var last = Self.now()

  /// Starts counting; what happened before belongs to no phase.
  mutating func resume() { last = Self.now() }

  /// Adds the time since the last lap to a phase.
  mutating func lap(_ phase: Phase) {
    let now = Self.now()
    if let index = phaseNames.firstIndex(of: phase.name) { seconds[index] += now - last }
    last = now
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
