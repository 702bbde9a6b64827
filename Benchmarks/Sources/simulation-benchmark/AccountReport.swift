import BenchmarkReport
import Glibc

/// Accounts by the million: time, growth and memory.
struct AccountReport {
  let measure: Measurements
  /// A scenario with very many accounts, run under its first two regimes.
  let scenario: String

  private static let sizes = [250_000, 1_000_000, 4_000_000]

  func text() throws -> String {
    // Memory first: a child inherits the peak of the process that starts it, and bandwidth takes a lot.
    let (memory, whole) = (try memory(), try wholeScenario())
    return [try scans(), memory, whole].joined(separator: "\n")
  }

  /// What one account costs in a tick in which nobody is liquidated: margin and liquidation phases.
  private func scans() throws -> String {
    let bandwidth = Self.bandwidth(repetitions: measure.repetitions)
    var rows: [[String]] = []
    for kind in AccountWorld.Kind.allCases {
      var points: [(x: Double, y: Double)] = []
      for size in Self.sizes {
        let world = AccountWorld(kind: kind, accounts: size)
        let (_, profile) = try measure.profile(try measure.file(world.json, "accounts"))
        let seconds = profile.phases.filter { ["margining", "liquidation"].contains($0.name) }
          .reduce(0) { $0 + $1.seconds }
        points.append((Double(size), seconds / Double(AccountWorld.ticks)))
      }
      let world = AccountWorld(kind: kind, accounts: Self.sizes[2])
      let last = points[points.count - 1]
      let rate = last.x / last.y
      let bound = world.bytes > 0 ? bandwidth / world.bytes : nil
      rows.append([
        kind.rawValue, number(world.bytes, 0), "\(number(last.y * 1e6, 1)) µs",
        "\(number(rate / 1e6, 0)) million", bound.map { number(rate / $0, 2) } ?? "–",
        number(exponent(points), 2),
      ])
    }
    return """
      ## Accounts by the million

      Margin and liquidation phases of \(Self.sizes[2]) accounts in a tick in which nobody is \
      liquidated, on one core. Memory reads \(number(bandwidth / 1e9, 1)) GB/s in this process; the bound \
      is that over the bytes of an account that a look at all of them reads. Isolated accounts in cash are put \
      in order once, which is nearly all of their time over \(AccountWorld.ticks) ticks.

      \(table(["accounts", "bytes read", "tick", "account-steps a second", "over the bound", "fitted exponent"], rows))
      """
  }

  /// Resident memory and set-up time of an account, from the difference of two sizes.
  private func memory() throws -> String {
    var rows: [[String]] = []
    for kind in AccountWorld.Kind.allCases {
      let costs = try Self.sizes.suffix(2).map {
        try measure.profile(
          try measure.file(AccountWorld(kind: kind, accounts: $0).json, "accounts")
        ).0
      }
      let more = Double(Self.sizes[2] - Self.sizes[1])
      let bytes = (costs[1].peakMegabytes - costs[0].peakMegabytes) * 1024 * 1024 / more
      let seconds = (costs[1].processorSeconds - costs[0].processorSeconds) / more
      rows.append([kind.rawValue, number(bytes, 0), "\(number(seconds * 1e9, 0)) ns"])
    }
    return """
      Memory at its peak, while the world is made, and all processor time outside of and in \
      \(AccountWorld.ticks) ticks (the world is drawn twice: to check it and to run it), per account:

      \(table(["accounts", "bytes", "time"], rows))
      """
  }

  private func wholeScenario() throws -> String {
    var least: Cost?
    for _ in 0..<measure.repetitions {
      let cost = try measure.concordat.run([
        [
          scenario, "--replicates", "1", "--regime", "fragmented", "--regime", "harmonised",
          "--jobs", "2", "--out", measure.concordat.directory + "/whole", "--overwrite",
        ]
      ])
      if cost.wallSeconds < least?.wallSeconds ?? .infinity { least = cost }
    }
    guard let least else { preconditionFailure("\(measure.repetitions) repetitions") }
    return """
      `\(scenario.split(separator: "/").last ?? "")`, two regimes with one replicate each and two \
      workers: **\(number(least.wallSeconds, 1)) s** from start to end, \
      \(number(least.processorSeconds, 1)) s of processor time, \
      \(number(least.peakMegabytes, 0)) MB at the peak.

      """
  }

  /// Bytes a second that one thread reads from memory, out of an array far beyond any cache.
  private static func bandwidth(repetitions: Int) -> Double {
    let words = [UInt64](repeating: 1, count: 1 << 25)
    var least = Double.infinity
    var sum: UInt64 = 0
    for _ in 0..<5 * repetitions {
      let start = Concordat.now(CLOCK_THREAD_CPUTIME_ID)
      words.withUnsafeBufferPointer { words in
        var part: UInt64 = 0
        var place = 0
        while place < words.count {
          part &+= words[place]
          place += 1
        }
        sum &+= part
      }
      least = min(least, Concordat.now(CLOCK_THREAD_CPUTIME_ID) - start)
    }
    precondition(sum > 0, "a sum of ones is \(sum)")
    return Double(words.count * 8) / least
  }
}
