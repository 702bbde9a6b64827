internal import Glibc

/// Physical time on ticks: every duration of a specification is in hours, so that a finer tick means the same.
package struct Clock: Sendable, Equatable {
  /// Length of a tick in hours.
  package var tickHours: Double
  /// Number of ticks after the burn-in.
  package var ticks: Int
  /// Shock-free ticks before the run in which institutions adapt (equilibrium comparison only).
  package var burnInTicks: Int
  /// Bound on passes of the cascade inside a tick; a bound that is hit is counted and reported.
  package var maximumPasses: Int

  package init(tickHours: Double, ticks: Int, burnInTicks: Int = 0, maximumPasses: Int = 50) {
    self.tickHours = tickHours
    self.ticks = ticks
    self.burnInTicks = burnInTicks
    self.maximumPasses = maximumPasses
  }

  /// The first tick that starts at or after this time.
  package func tick(atHours hours: Double) -> Int {
    Int((hours / tickHours - 1e-9).rounded(.up))
  }

  /// Whole ticks that cover a duration; zero only for a duration of zero.
  package func ticks(coveringHours hours: Double) -> Int {
    max(0, Int((hours / tickHours - 1e-9).rounded(.up)))
  }

  /// Share of a gap that closes in one tick at this half-life; a half-life of zero closes it at once.
  package func fractionPerTick(halfLifeHours: Double) -> Double {
    halfLifeHours <= 0 ? 1 : 1 - Glibc.exp2(-tickHours / halfLifeHours)
  }

  /// Length of a tick in years of 365.25 days, the unit of volatilities and hazard rates.
  package var tickYears: Double { tickHours / (24 * 365.25) }
}
