import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Returns")
struct ReturnsTests {
  /// End-of-tick prices of a token over a run.
  private func path(_ small: SmallWorld, asset: Int = 1) throws -> [Double] {
    var world = try small.world()
    return (0..<small.specification.clock.ticks).map { tick in
      world.step(at: tick)
      return world.price(0, asset)
    }
  }

  @Test("a scheduled move of −30 % over four hours is spread evenly in logs")
  func moveIsSpread() throws {
    var small = SmallWorld(ticks: 7)
    small.event(.priceMove(asset: 1, fraction: -0.3, durationHours: 4), atHours: 1)
    let expected = [0, 1, 2, 3, 4, 4, 4].map { 100 * pow(0.7, Double($0) / 4) }
    #expect(areNear(try path(small), expected, within: 1e-12))
  }

  @Test("a move without duration happens in one tick")
  func moveAtOnce() throws {
    var small = SmallWorld(ticks: 3)
    small.event(.priceMove(asset: 1, fraction: 0.5, durationHours: 0), atHours: 1)
    #expect(areNear(try path(small), [100, 150, 150], within: 1e-12))
  }

  @Test("half the tick is the same move at every full hour")
  func tickDoesNotMatter() throws {
    var coarse = SmallWorld(ticks: 6)
    coarse.event(.priceMove(asset: 1, fraction: -0.3, durationHours: 4), atHours: 1)
    var fine = coarse
    fine.specification.clock = Clock(tickHours: 0.5, ticks: 12)
    let every = try path(fine)
    #expect(areNear(try path(coarse), (0..<6).map { every[2 * $0 + 1] }, within: 1e-12))
  }

  /// Two tokens with yearly volatilities 0.8 and 1.2 and correlation 0.6 over 5000 hours.
  private func diffusion(degrees: Double) throws -> (first: [Double], second: [Double]) {
    var small = SmallWorld(tokens: [("btc", 100), ("eth", 10)], ticks: 5000)
    small.specification.margin.correlation = Matrix(rows: [[1, 0, 0], [0, 1, 0.6], [0, 0.6, 1]])
    for (asset, volatility) in [(1, 0.8), (2, 1.2)] {
      small.specification.assets[asset].annualVolatility = volatility
      small.specification.assets[asset].tailDegreesOfFreedom = degrees
    }
    var world = try small.world()
    var prices = [[100.0], [10.0]]
    for tick in 0..<5000 {
      world.step(at: tick)
      for asset in 1...2 { prices[asset - 1].append(world.price(0, asset)) }
    }
    let moves = prices.map { path in zip(path.dropFirst(), path).map { log($0 / $1) } }
    return (moves[0], moves[1])
  }

  private func covariance(_ x: [Double], _ y: [Double]) -> Double {
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    return zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / (count - 1)
  }

  /// Standard error of a variance: sqrt((kurtosis − 1)/n), 2 % for normal and 4 % for t with five
  /// degrees of freedom (kurtosis 9); the tolerance is four of them.
  @Test(
    "log returns have variance σ²dt and the correlations of the scenario, whatever their tails",
    arguments: [(Double.infinity, 0.08), (5, 0.16)])
  func variance(degrees: Double, tolerance: Double) throws {
    let moves = try diffusion(degrees: degrees)
    let hour = 1 / (24 * 365.25)
    let first = covariance(moves.first, moves.first)
    let second = covariance(moves.second, moves.second)
    #expect(isNear(first / (0.64 * hour), 1, within: tolerance))
    #expect(isNear(second / (1.44 * hour), 1, within: tolerance))
    let correlation = covariance(moves.first, moves.second) / (first * second).squareRoot()
    #expect(abs(correlation - 0.6) < tolerance)
  }

  /// E[p] = p0: mean of exp(log return) is one within four standard errors of 0.0121/√5000.
  @Test("the fundamental value is a martingale")
  func martingale() throws {
    let moves = try diffusion(degrees: .infinity)
    let mean = moves.first.reduce(0) { $0 + exp($1) } / 5000
    let deviation = 0.8 / (24 * 365.25).squareRoot()
    #expect(abs(mean - 1) < 4 * deviation / 5000.0.squareRoot())
  }

  @Test("the increments of a token do not depend on what else is traded")
  func keyedByAsset() throws {
    var alone = SmallWorld(ticks: 5)
    alone.specification.assets[1].annualVolatility = 0.8
    var both = SmallWorld(tokens: [("btc", 100), ("eth", 10)], ticks: 5)
    for asset in 1...2 { both.specification.assets[asset].annualVolatility = 0.8 }
    #expect(try path(alone) == path(both))
  }

  @Test("without returns, or without volatility, prices stand still")
  func switchedOff() throws {
    var small = SmallWorld(ticks: 5)
    #expect(try path(small) == [100, 100, 100, 100, 100])
    small.specification.assets[1].annualVolatility = 0.8
    #expect(try path(small) != [100, 100, 100, 100, 100])
    small.switchOff(\.returns)
    #expect(try path(small) == [100, 100, 100, 100, 100])
  }
}
