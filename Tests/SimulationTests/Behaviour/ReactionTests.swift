import Contagion
import Glibc
import LinearAlgebra
import Randomness
import Regimes
import Testing

@testable import Simulation

@Suite("Runs with reaction times")
struct ReactionTests {
  /// A bank that loses 40 of 100 at hour one, and lenders of ten each with these reaction times, in hours.
  private func small(_ reactions: [Double], lag: Double = 0, thresholds: [Double]? = nil)
    -> SmallWorld
  {
    var small = SmallWorld(ticks: 24)
    let bank = small.add("bank", .lendingProtocol, cash: 100 + 10 * Double(reactions.count))
    for (index, hours) in reactions.enumerated() {
      let lender = small.add("lender\(index)", .lender) {
        $0.behaviour.run = RunBehaviour(
          distressThreshold: thresholds?[index] ?? 0.25, callShare: 1, informationLagHours: lag,
          reactionHours: hours)
      }
      small.claim(of: lender, on: bank, 10, layer: .deposits)
    }
    small.event(.externalLoss(institution: bank, amount: 40), atHours: 1)
    return small
  }

  /// Money withdrawn by the end of each hour.
  private func withdrawn(_ small: SmallWorld) throws -> [Double] {
    var world = try small.world()
    return (0..<24).map { tick in
      world.step(at: tick)
      return world.tally.withdrawn
    }
  }

  /// Reaction times of fifty lenders: lognormal with a median of four hours.
  private var fifty: [Double] {
    var stream = Stream(seed: 3, replicate: 0, purpose: 3, tick: 0, entity: 0)
    return (0..<50).map { _ in 4 * exp(0.8 * stream.normal()) }
  }

  @Test("each lender calls once it has seen distress for its reaction time")
  func one() throws {
    let hours = try withdrawn(small([0, 2, 2.5, 7]))
    for (hour, money) in hours.enumerated() {
      let called = [1, 3, 4, 8].count { hour >= $0 } * 10
      #expect(money == Double(called), "hour \(hour)")
    }
  }

  @Test("different reaction times spread a run over time; equal ones make it one rush")
  func spread() throws {
    let spread = try withdrawn(small(fifty))
    let rush = try withdrawn(small([Double](repeating: 4, count: 50)))
    #expect(Set(rush) == [0, 500])
    #expect(Set(spread).count > 8)
    let early = fifty.count { $0 <= 3 }
    #expect(spread[4] == 10 * Double(early) && rush[4] == 0)
  }

  @Test(
    "delayed information slows the run: never more withdrawn by any hour, and less by the third",
    arguments: [1.0, 3, 6])
  func delayed(lag: Double) throws {
    let publicly = try withdrawn(small(fifty))
    let late = try withdrawn(small(fifty, lag: lag))
    #expect(zip(late, publicly).allSatisfy { $0 <= $1 })
    #expect(late[3] < publicly[3])
    // The same run, later by the lag.
    #expect(Array(late[Int(lag)...]) == Array(publicly[..<(24 - Int(lag))]))
  }

  @Test("distress that passes before a lender has reacted is forgotten")
  func forgotten() throws {
    var small = small([3])
    small.event(.externalLoss(institution: 0, amount: -40), atHours: 3)
    #expect(try withdrawn(small).last == 0)
    small.event(.externalLoss(institution: 0, amount: 40), atHours: 10)
    let hours = try withdrawn(small)
    #expect(hours[12] == 0 && hours[13] == 10)
  }

  @Test("thresholds of their own make a run as large as the distress is deep")
  func thresholds() throws {
    let thresholds = (0..<20).map { 0.05 * Double($0) }
    let run = try withdrawn(small([Double](repeating: 0, count: 20), thresholds: thresholds))
    // Distress 0.4 is above the thresholds 0, 0.05, …, 0.35.
    #expect(run.last == 80)
  }
}
