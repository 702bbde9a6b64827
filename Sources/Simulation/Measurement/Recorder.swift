internal import Regimes

/// Collects what a plan asks for while the world runs; it only reads.
struct Recorder: Sendable {
  let plan: RecordingPlan
  private var observations: Observations

  init(plan: RecordingPlan, world: World) {
    self.plan = plan
    observations = Observations(world)
    observations.spectral.append(world.spectralView())
  }

  /// Reads the end of a tick.
  mutating func observe(_ world: World) {
    observations.observe(world)
    let tick = world.tick
    let isLast = tick == world.specification.clock.ticks - 1
    if plan.keepsSeries, tick % max(1, plan.seriesInterval) == 0 || isLast {
      observations.series.append(
        SeriesRow(
          tick: tick, values: seriesColumns(of: world.specification).map { $0.value(world) }))
    }
    if isLast || (tick > 0 && tick % max(1, plan.spectralInterval) == 0) {
      observations.spectral.append(world.spectralView())
    }
  }

  /// The record of the whole run.
  func finish(_ world: World) -> ReplicateRecord {
    var record = ReplicateRecord()
    record.metrics = replicateMetrics(of: world.specification).map {
      $0.value(world, observations)
    }
    record.series = observations.series
    if plan.keepsInstitutions {
      record.institutions = (0..<world.layout.institutions).map {
        world.institutionRecord($0, start: observations.startEquities)
      }
    }
    if plan.keepsEvents { record.events = world.eventRecords() }
    record.passLimitHits = world.tally.passLimitHits
    return record
  }
}

extension World {
  func institutionRecord(_ i: Int, start: [Double]) -> InstitutionRecord {
    let institution = specification.institutions[i]
    let equity = equities()[i]
    return InstitutionRecord(
      id: institution.id, kind: institution.kind.rawValue,
      jurisdiction: specification.jurisdictions[institution.home].id, equityStart: start[i],
      equityEnd: equity, channels: Channel.allCases.map { channels[i, $0] },
      defaultTick: standing[i].defaultTick, defaultCause: standing[i].cause?.rawValue,
      extras: InstitutionColumn.all.map { $0.value(self, i, equity) })
  }

  func eventRecords() -> [EventRecord] {
    journal.entries.enumerated().map { id, entry in
      EventRecord(
        id: id, tick: entry.tick, pass: entry.pass, kind: entry.kind.rawValue,
        who: nodeName(entry.who), toWhom: entry.toWhom.map(nodeName) ?? "",
        amount: entry.amount, cause: entry.cause)
    }
  }
}

/// Phase 10, once: the prices of this tick become history, which oracles with latency read.
func measurement(_ world: inout World) {
  world.market.history.append(world.market.price)
  if world.market.history.count > world.longestOracleTicks + 2 {
    world.market.history.removeFirst()
  }
  world.tally.peakTickLiquidation = max(
    world.tally.peakTickLiquidation, world.tally.liquidatedThisTick)
}

extension World {
  /// How many ticks of prices the slowest oracle needs.
  fileprivate var longestOracleTicks: Int {
    let slowest = (0..<layout.venues).map { hostSpecification($0).oracleLatencyHours }.max() ?? 0
    return specification.clock.ticks(coveringHours: slowest)
  }
}
