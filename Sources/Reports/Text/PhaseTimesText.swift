package import Results

/// How the time of a run is spread over the phases of its ticks, for a terminal.
package enum PhaseTimesText {
  package static func lines(_ times: PhaseTimes) -> [String] {
    let total = times.total
    let table = TextTable(
      columns: ["seconds", "share"],
      rows: times.phases.map { phase in
        .cells(
          label: phase.name,
          [
            NumberText.fixed(phase.seconds, decimals: 3),
            total > 0 ? NumberText.fixed(100 * phase.seconds / total, decimals: 1) + " %" : "",
          ])
      })
    return ["processor time by phase, \(times.units) units:"] + table.lines
  }
}
