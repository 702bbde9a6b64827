import Foundation
import Glibc
import LinearAlgebra

/// The measurements of one report; every figure is the least of several repetitions.
struct Measurements {
  var concordat: Concordat
  var repetitions: Int

  /// Runs a scenario with one worker, and reads the times of its phases.
  func profile(_ scenario: String, _ options: [String] = []) throws -> (Cost, PhaseProfile) {
    let out = concordat.directory + "/run"
    var best: (cost: Cost, profile: PhaseProfile)?
    for _ in 0..<repetitions {
      let cost = try concordat.run([
        [
          scenario, "--jobs", "1", "--out", out, "--overwrite", "--set", "record.phase_times=true",
        ] + options
      ])
      let profile = try PhaseProfile(directory: out)
      var least = best ?? (cost, profile)
      if profile.total < least.profile.total { least.profile = profile }
      if cost.processorSeconds < least.cost.processorSeconds { least.cost = cost }
      best = least
    }
    guard let best else { preconditionFailure("\(repetitions) repetitions") }
    return best
  }

  func profile(_ world: GrowthWorld) throws -> (Cost, PhaseProfile) {
    try profile(try file(world))
  }

  func file(_ world: GrowthWorld) throws -> String { try file(world.json, "growth") }

  /// Writes a scenario; returns its path.
  func file(_ json: String, _ name: String) throws -> String {
    let path = concordat.directory + "/\(name).json"
    try json.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// Processor seconds of one `dgemv` with an exposure matrix of an order.
  func yardstick(order: Int) -> Double {
    let matrix = Matrix(
      rows: order, columns: order, elements: (0..<order * order).map { 1 / Double($0 + 1) })
    let vector = [Double](repeating: 1, count: order)
    let products = max(10, 20_000_000 / (order * order))
    var least = Double.infinity
    var sum = 0.0
    for _ in 0..<10 * repetitions {
      let start = Concordat.now(CLOCK_THREAD_CPUTIME_ID)
      for _ in 0..<products { sum += matrix.times(vector)[0] }
      least = min(least, (Concordat.now(CLOCK_THREAD_CPUTIME_ID) - start) / Double(products))
    }
    precondition(sum > 0, "a product of positive numbers is \(sum)")
    return least
  }

  /// How much more two workers of one process get done than two processes of one worker each, all with the
  /// same number of replicates: the ratio of the times from start to end.
  func twoWorkers(_ world: GrowthWorld) throws -> (workers: Double, processes: Double) {
    let scenario = try file(world)
    func arguments(_ name: String, jobs: Int, replicates: Int, seed: Int) -> [String] {
      [
        scenario, "--jobs", "\(jobs)", "--replicates", "\(replicates)", "--seed", "\(seed)",
        "--out", concordat.directory + "/" + name, "--overwrite",
      ]
    }
    let half = world.replicates / 2
    return try twoWorkers(
      "run", workers: arguments("both", jobs: 2, replicates: world.replicates, seed: 1),
      processes: [1, 2].map { arguments("half-\($0)", jobs: 1, replicates: half, seed: $0) })
  }

  /// The same for an experiment over the size of the shock; the processes have half of the cells each.
  func twoWorkersOfSweep(
    _ world: GrowthWorld, cells: Int
  ) throws -> (workers: Double, processes: Double) {
    _ = try file(world)
    let sizes = (1...cells).map { Double($0) / Double(cells) }
    func arguments(_ name: String, jobs: Int, _ sizes: some Collection<Double>) throws -> [String] {
      let experiment = try file(
        """
        {"format": 1, "name": "\(name)", "scenario": "growth.json", "modes": ["impact"],
         "factors": [{"name": "shock", "paths": ["events[0].fraction"], "operation": "scale",
                      "values": \(Array(sizes))}],
         "design": {"design": "full_factorial"}}
        """, name)
      return [
        experiment, "--jobs", "\(jobs)", "--out", concordat.directory + "/" + name, "--overwrite",
      ]
    }
    let half = sizes.count / 2
    return try twoWorkers(
      "sweep", workers: arguments("all-cells", jobs: 2, sizes),
      processes: [
        arguments("first-cells", jobs: 1, sizes[..<half]),
        arguments("last-cells", jobs: 1, sizes[half...]),
      ])
  }

  private func twoWorkers(
    _ verb: String, workers: [String], processes: [[String]]
  ) throws -> (workers: Double, processes: Double) {
    var least = (workers: Double.infinity, processes: Double.infinity)
    for _ in 0..<repetitions {
      least.workers = min(least.workers, try concordat.run([workers], verb: verb).wallSeconds)
      least.processes = min(least.processes, try concordat.run(processes, verb: verb).wallSeconds)
    }
    return least
  }
}
