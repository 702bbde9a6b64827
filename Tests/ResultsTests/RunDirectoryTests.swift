import Formats
import Simulation
import Testing

@testable import Results

@Suite("The run directory")
struct RunDirectoryTests {
  private func error(_ run: ToyRun) -> String? {
    do {
      _ = try run.open()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("a run is absent until it is complete, and then nothing else is left")
  func completeOrAbsent() throws {
    let place = try TemporaryDirectory()
    let run = ToyRun(target: place.path("run"), replicates: 2)
    let workspace = try run.workspace()
    try workspace.spool.write(run.unit(run.plan.units[0]), for: run.plan.units[0])
    #expect(Files.kind(run.target) == nil)
    #expect(error(run) == "\(RunDirectoryError.busy(path: run.target))")
    withExtendedLifetime(workspace) {}
  }

  @Test("an interrupted run goes on and gives the bytes of one that was not")
  func resume() throws {
    let place = try TemporaryDirectory()
    let run = ToyRun(target: place.path("cut"), replicates: 3)
    try {
      let workspace = try run.workspace()
      for unit in run.plan.workingOrder.prefix(4) {
        try workspace.spool.write(run.unit(unit), for: unit)
      }
      // What a loss of power may leave: a file cut short.
      let torn = run.unit(Unit(regime: 0, mode: 0, replicate: 0)).fileBytes.dropLast(3)
      try Files.replace(workspace.spool.directory + "/0-0-0.unit", with: Array(torn))
    }()
    let made = try run.make()
    #expect(made.count == 3)
    #expect(made.contains(Unit(regime: 0, mode: 0, replicate: 0)))
    let straight = ToyRun(target: place.path("straight"), replicates: 3)
    #expect(try straight.make().count == 6)
    #expect(try run.contents() == straight.contents())
    #expect(try Files.list(place.path) == ["cut", "straight"])
  }

  @Test("the time by phase is summed over the units, those of an earlier attempt included")
  func phaseTimes() throws {
    let place = try TemporaryDirectory()
    let run = ToyRun(target: place.path("run"), replicates: 2)
    let seconds = phaseNames.indices.map { Double($0) + 0.25 }
    func write(_ units: some Sequence<Unit>, _ seconds: [Double], to workspace: RunWorkspace) throws
    {
      for unit in units {
        var finished = run.unit(unit)
        finished.phaseSeconds = seconds
        try workspace.spool.write(finished, for: unit)
      }
    }
    try write(run.plan.units.prefix(2), seconds, to: try run.workspace())
    let resumed = try run.workspace()
    try write(run.plan.units.dropFirst(2).prefix(1), seconds, to: resumed)
    try write(run.plan.units.dropFirst(3), [], to: resumed)
    var publication = try Publication(resumed)
    #expect(publication.phaseTimes.json == nil)
    try publication.writeUnits()
    let times = publication.phaseTimes
    #expect(times.units == 3)
    #expect(times.phases.map(\.name) == phaseNames)
    #expect(times.phases.map(\.seconds) == seconds.map { 3 * $0 })
    #expect(times.json.map { PhaseTimes([$0]) } == times)
  }

  @Test("a larger number of replicates only adds to a published run")
  func extend() throws {
    let place = try TemporaryDirectory()
    let small = ToyRun(target: place.path("run"), replicates: 2)
    try small.make()
    let large = ToyRun(target: place.path("run"), replicates: 4)
    let made = try large.make()
    #expect(made.allSatisfy { $0.replicate >= 2 })
    #expect(made.count == 4)
    let straight = ToyRun(target: place.path("straight"), replicates: 4)
    try straight.make()
    #expect(try large.contents() == straight.contents())
  }

  @Test("a finished run is found again, also when fewer replicates are asked for")
  func finished() throws {
    let place = try TemporaryDirectory()
    try ToyRun(target: place.path("run"), replicates: 3).make()
    let before = try ToyRun(target: place.path("run"), replicates: 3).contents()
    for replicates in [2, 3] {
      guard
        case .finished(let run) = try ToyRun(target: place.path("run"), replicates: replicates)
          .open()
      else {
        Issue.record("\(replicates) replicates are made again")
        continue
      }
      #expect(run.manifest.replicates == 3)
    }
    #expect(try ToyRun(target: place.path("run"), replicates: 3).contents() == before)
    #expect(try Files.list(place.path) == ["run"])
  }

  @Test("another run at the target is left alone unless it is to be overwritten")
  func occupied() throws {
    let place = try TemporaryDirectory()
    try ToyRun(target: place.path("run"), replicates: 1).make()
    var other = ToyRun(target: place.path("run"), replicates: 1, seed: 2)
    #expect(error(other) == "\(RunDirectoryError.occupied(path: other.target))")
    other.overwrites = true
    #expect(try other.make().count == 2)
    #expect(try PublishedRun(other.target).manifest.seed == 2)
  }

  @Test("overwriting the same run makes every unit again")
  func overwriteSame() throws {
    let place = try TemporaryDirectory()
    var run = ToyRun(target: place.path("run"), replicates: 2)
    try run.make()
    run.overwrites = true
    #expect(try run.make().count == 4)
  }

  @Test("what is not a run directory is never replaced, an empty directory is filled")
  func foreign() throws {
    let place = try TemporaryDirectory()
    try Files.createDirectory(place.path("home"))
    try Files.replace(place.path("home/letter"), with: [1])
    var run = ToyRun(target: place.path("home"), replicates: 1)
    run.overwrites = true
    #expect(error(run) == "\(RunDirectoryError.foreign(path: run.target))")
    try Files.createDirectory(place.path("empty"))
    run.target = place.path("empty")
    run.overwrites = false
    try run.make()
    #expect(Files.kind(place.path("empty/runs.csv")) == .file)
  }

  @Test("units of another seed or another arithmetic are not taken over")
  func staleUnits() throws {
    let place = try TemporaryDirectory()
    var run = ToyRun(target: place.path("run"), replicates: 1)
    for change in 0..<3 {
      try {
        let workspace = try run.workspace()
        for unit in run.plan.units { try workspace.spool.write(run.unit(unit), for: unit) }
      }()
      if change == 0 { run.seed = 9 }
      if change == 1 { run.making.numericFingerprint = "kernel-2" }
      if change == 2 { run.making.isChecked = true }
      let workspace = try run.workspace()
      #expect(try workspace.spool.read(run.plan.units[0]) == nil)
    }
    // A checked unit serves where no check is asked for.
    try {
      let workspace = try run.workspace()
      try workspace.spool.write(run.unit(run.plan.units[0]), for: run.plan.units[0])
    }()
    run.making.isChecked = false
    let workspace = try run.workspace()
    #expect(try workspace.spool.read(run.plan.units[0]) != nil)
  }

  @Test("a run that was not checked is made again when a check is asked for")
  func checkAgain() throws {
    let place = try TemporaryDirectory()
    var run = ToyRun(target: place.path("run"), replicates: 1)
    try run.make()
    run.making.isChecked = true
    #expect(try run.make().count == 2)
    #expect(try PublishedRun(run.target).manifest.making.isChecked)
  }

  @Test("a table that was altered is not added to")
  func altered() throws {
    let place = try TemporaryDirectory()
    try ToyRun(target: place.path("run"), replicates: 1).make()
    let path = place.path("run/events.csv")
    try Files.replace(path, with: try Files.read(path) + [0x0A])
    #expect(
      error(ToyRun(target: place.path("run"), replicates: 2))
        == "\(RunDirectoryError.altered(path: path))")
  }

  @Test("a unit that failed has no rows and is tried again when the run grows")
  func failedUnit() throws {
    let place = try TemporaryDirectory()
    var run = ToyRun(target: place.path("run"), replicates: 2)
    run.failing = [Unit(regime: 1, mode: 0, replicate: 0)]
    try run.make()
    #expect(try PublishedRun(run.target).table("runs").rowCount == 3)
    run.failing = []
    run.replicates = 3
    let made = try run.make()
    #expect(made.contains(Unit(regime: 1, mode: 0, replicate: 0)))
    #expect(made.count == 3)
  }

  @Test("a place that cannot be written in is reported with the refusal")
  func unwritable() throws {
    let place = try TemporaryDirectory()
    try Files.replace(place.path("file"), with: [1])
    let run = ToyRun(target: place.path("file/run"), replicates: 1)
    #expect(error(run) == "cannot create \(place.path("file")): File exists")
  }
}
