import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

/// Derivatives of clearings in obligations, against differences and against each other.
@Suite struct ClearingDerivativeTests {
  static let models: [Valuation] = [.eisenbergNoe, .rogersVeraart(alpha: 0.7, beta: 0.8)]
  /// Payments are smooth between kinks, of curvature of order one and, behind near singular systems, a few tens.
  static let (step, tolerance) = (1e-7, 1e-4)

  /// The network after a step in a direction.
  func moved(
    _ network: ExposureNetwork, _ direction: NetworkDirection, by step: Double
  ) throws -> ExposureNetwork {
    let count = network.count
    var claims = network.claims
    for i in 0..<count { for k in 0..<count { claims[i, k] += step * direction.claims[i, k] } }
    func added(_ amounts: [Double], _ change: [Double]) -> [Double] {
      zip(amounts, change).map { $0 + step * $1 }
    }
    return try ExposureNetwork(
      claims: claims, externalAssets: added(network.externalAssets, direction.externalAssets),
      externalLiabilities: added(network.externalLiabilities, direction.externalLiabilities))
  }

  /// A direction that changes some of everything, new claims included.
  func drawn(_ network: ExposureNetwork, _ stream: inout Stream) -> NetworkDirection {
    let count = network.count
    var direction = NetworkDirection(count: count)
    func change(_ amount: Double) -> Double {
      guard stream.uniform() < 0.4 else { return 0 }
      return amount > 0.01 ? 2 * stream.uniform() - 1 : stream.uniform()
    }
    for i in 0..<count {
      for k in 0..<count where k != i { direction.claims[i, k] = change(network.claims[i, k]) }
      direction.externalAssets[i] = change(network.externalAssets[i])
      direction.externalLiabilities[i] = change(network.externalLiabilities[i])
    }
    return direction
  }

  /// Checks a derivative against the difference of two clearings; returns how many payments moved.
  func compare(
    _ network: ExposureNetwork, _ direction: NetworkDirection, _ model: Valuation,
    _ options: ContagionOptions = .init(), name: String
  ) throws -> Int {
    func solved(_ network: ExposureNetwork) -> ContagionResult {
      propagate(
        network, valuation: model, referenceEquity: network.bookEquity, options: options)
    }
    let before = solved(network)
    let after = solved(try moved(network, direction, by: Self.step))
    if model != .eisenbergNoe, before.defaulted != after.defaulted { return 0 }
    let found = clearingDerivative(
      network, along: direction, valuation: model, at: before, options: options)
    #expect(found.report.status == .exact)
    let (payments, equity) = (try #require(found.payments), try #require(found.equity))
    var moving = 0
    for i in 0..<network.count {
      let slope = (after.payments[i] - before.payments[i]) / Self.step
      #expect(
        abs(slope - payments[i]) < Self.tolerance * max(1, abs(slope)),
        "\(name), node \(i): \(slope), \(payments[i])")
      let gain = (after.equity[i] - before.equity[i]) / Self.step
      #expect(
        abs(gain - equity[i]) < Self.tolerance * max(1, abs(gain)),
        "\(name), node \(i): \(gain), \(equity[i])")
      if abs(slope) > 0.01 { moving += 1 }
    }
    return moving
  }

  @Test(arguments: models, [ExternalLiabilities.senior, .pariPassu])
  func `the derivative along any direction is what differences show`(
    _ model: Valuation, _ rank: ExternalLiabilities
  ) throws {
    var moving = 0
    for world in RandomWorld.some.prefix(60) where world.network.count <= 15 {
      var stream = Stream(seed: world.seed, replicate: 0, purpose: 6, tick: 0, entity: 0)
      for _ in 0..<4 {
        moving += try compare(
          world.network, drawn(world.network, &stream), model, .init(externalLiabilities: rank),
          name: "\(world)")
      }
    }
    #expect(moving > 200, "\(moving)")
  }

  /// Small networks in whole numbers, in which many a node can just pay, or has just nothing.
  static let even: [ExposureNetwork] = (0..<200).map(evenNetwork)

  private static func evenNetwork(_ seed: Int) -> ExposureNetwork {
    var stream = Stream(seed: 79, replicate: UInt32(seed), purpose: 3, tick: 0, entity: 0)
    let count = 3 + stream.integer(below: 4)
    var claims = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for k in 0..<i where stream.uniform() < 0.5 {
        claims[i, k] = Double(1 + stream.integer(below: 3))
      }
    }
    return needed(
      try ExposureNetwork(
        claims: claims, externalAssets: (0..<count).map { _ in Double(stream.integer(below: 3)) },
        externalLiabilities: (0..<count).map { _ in Double(stream.integer(below: 2)) }))
  }

  @Test(arguments: [ExternalLiabilities.senior, .pariPassu])
  func `at kinks the derivative is that of the side to which the direction points`(
    _ rank: ExternalLiabilities
  ) throws {
    var (kinks, bent) = (0, 0)
    let options = ContagionOptions(externalLiabilities: rank)
    for (seed, network) in Self.even.enumerated() {
      var stream = Stream(seed: 80, replicate: UInt32(seed), purpose: 6, tick: 0, entity: 0)
      let result = propagate(
        network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity, options: options)
      for _ in 0..<3 {
        let direction = drawn(network, &stream)
        _ = try compare(network, direction, .eisenbergNoe, options, name: "network \(seed)")
        let there = clearingDerivative(network, along: direction, at: result, options: options)
        kinks += there.atKink.count { $0 }
        // Back along the same claims, where they can fall: not minus the same, if there are kinks.
        var back = direction
        for i in 0..<network.count {
          for k in 0..<network.count {
            back.claims[i, k] = network.claims[i, k] > 0 ? -direction.claims[i, k] : 0
          }
          back.externalAssets[i] = network.externalAssets[i] > 0 ? -direction.externalAssets[i] : 0
          back.externalLiabilities[i] =
            network.externalLiabilities[i] > 0 ? -direction.externalLiabilities[i] : 0
        }
        _ = try compare(network, back, .eisenbergNoe, options, name: "network \(seed) back")
        if there.atKink.contains(true) { bent += 1 }
      }
    }
    #expect(kinks > 200 && bent > 100, "\(kinks) \(bent)")
  }

  @Test func `redistributed debts move payments by the published formula`() throws {
    var compared = 0
    for world in RandomWorld.some.prefix(60) where world.network.count <= 15 {
      let network = world.network
      let count = network.count
      var stream = Stream(seed: world.seed, replicate: 1, purpose: 6, tick: 0, entity: 0)
      var change = Matrix(rows: count, columns: count)
      for k in 0..<count {
        let creditors = (0..<count).filter { network.claims[$0, k] > 0 }
        guard creditors.count > 1 else { continue }
        for i in creditors { change[i, k] = stream.uniform() }
        let mean = creditors.reduce(0) { $0 + change[$1, k] } / Double(creditors.count)
        for i in creditors { change[i, k] -= mean }
      }
      let result = propagate(
        network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity)
      let found = clearingDerivative(
        network, along: .relativeLiabilities(change, of: network), at: result)
      // Feinstein et al.: dp = d·(Π·dp + Δ·p), swept here, d one for those in default that pay something.
      let partial = (0..<count).map { result.defaulted[$0] && result.valuation[$0] > 0 }
      let source = change.times(result.payments)
      let relative = network.totalLiabilities
      var swept = [Double](repeating: 0, count: count)
      for _ in 0..<20_000 {
        let received = network.claims.times(zip(swept, relative).map { $1 > 0 ? $0 / $1 : 0 })
        swept = (0..<count).map { partial[$0] ? received[$0] + source[$0] : 0 }
      }
      expectClose(try #require(found.payments), swept, 1e-9)
      compared += swept.count { abs($0) > 1e-3 }
    }
    #expect(compared > 50, "\(compared)")
  }

  @Test(arguments: models, [ExternalLiabilities.senior, .pariPassu])
  func `the gradient holds the derivative of every single obligation`(
    _ model: Valuation, _ rank: ExternalLiabilities
  ) throws {
    let options = ContagionOptions(externalLiabilities: rank)
    var compared = 0
    for world in RandomWorld.some where world.network.count <= 8 {
      let network = world.network
      let count = network.count
      var stream = Stream(seed: world.seed, replicate: 2, purpose: 6, tick: 0, entity: 0)
      let weights = (0..<count).map { _ in stream.uniform() }
      let result = propagate(
        network, valuation: model, referenceEquity: network.bookEquity, options: options)
      let gradient = obligationGradient(
        network, weights: weights, valuation: model, at: result, options: options)
      guard !gradient.atKink.contains(true) else { continue }
      let (claims, assets) = (
        try #require(gradient.claims), try #require(gradient.externalAssets)
      )
      for k in 0..<count {
        var outside = NetworkDirection(count: count)
        outside.externalAssets[k] = 1
        let moved = clearingDerivative(
          network, along: outside, valuation: model, at: result, options: options)
        let gain = zip(weights, try #require(moved.payments)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(gain - assets[k]) < 1e-9 * max(1, abs(gain)), "\(world)")
        for i in 0..<count where i != k {
          let one = clearingDerivative(
            network, along: .obligation(of: k, to: i, count: count), valuation: model, at: result,
            options: options)
          let change = zip(weights, try #require(one.payments)).reduce(0) { $0 + $1.0 * $1.1 }
          #expect(abs(change - claims[i, k]) < 1e-9 * max(1, abs(change)), "\(world) \(i) \(k)")
          if abs(change) > 1e-3 { compared += 1 }
        }
      }
    }
    #expect(compared > 100, "\(compared)")
  }

  @Test func `no redistribution of its size lowers payments more than the worst one`() throws {
    var lowered = 0
    for world in RandomWorld.some where world.network.count <= 10 {
      let network = world.network
      let count = network.count
      let result = propagate(
        network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity)
      let weights = (0..<count).map { Double(1 + $0 % 3) }
      let gradient = obligationGradient(network, weights: weights, at: result)
      let (worst, slope) = try #require(gradient.worstRedistribution(of: network))
      func derivative(_ change: Matrix) throws -> Double {
        let moved = clearingDerivative(
          network, along: .relativeLiabilities(change, of: network), at: result)
        return zip(weights, try #require(moved.payments)).reduce(0) { $0 + $1.0 * $1.1 }
      }
      #expect(abs(try derivative(worst) - slope) < 1e-9 * max(1, -slope), "\(world)")
      var stream = Stream(seed: world.seed, replicate: 3, purpose: 6, tick: 0, entity: 0)
      for _ in 0..<20 {
        var change = Matrix(rows: count, columns: count)
        var square = 0.0
        for k in 0..<count {
          let creditors = (0..<count).filter { network.claims[$0, k] > 0 }
          guard creditors.count > 1 else { continue }
          for i in creditors { change[i, k] = stream.uniform() }
          let mean = creditors.reduce(0) { $0 + change[$1, k] } / Double(creditors.count)
          for i in creditors {
            change[i, k] -= mean
            square += change[i, k] * change[i, k]
          }
        }
        guard square > 0 else { continue }
        for i in 0..<count { for k in 0..<count { change[i, k] /= square.squareRoot() } }
        #expect(try derivative(change) >= slope - 1e-9 * max(1, -slope), "\(world)")
      }
      if slope < -1e-3 { lowered += 1 }
    }
    #expect(lowered > 10, "\(lowered)")
  }

  @Test func `a ring that pays in part has no derivative, an empty network an empty one`() throws {
    // From 1 over and 1 short any p0 = 1 + p1 clears; in between both pay in part.
    let ring = try ExposureNetwork(
      claims: Matrix(rows: [[0, 4], [4, 0]]), externalAssets: [0, 0])
    let stopped = propagate(
      try ring.with(externalAssets: [0, 0], externalLiabilities: [0.1, 0.1]),
      valuation: .eisenbergNoe, referenceEquity: [1, 1],
      options: ContagionOptions(maximumIterations: 3, method: .iteration))
    #expect(stopped.valuation.allSatisfy { $0 > 0 && $0 < 1 })
    let sinking = try ring.with(externalAssets: [0, 0], externalLiabilities: [0.1, 0.1])
    let none = clearingDerivative(
      sinking, along: .obligation(of: 0, to: 1, count: 2), at: stopped)
    #expect(none.report.status == .singular && none.payments == nil && none.equity == nil)
    let gradient = obligationGradient(sinking, weights: [1, 1], at: stopped)
    #expect(gradient.report.status == .singular && gradient.claims == nil)
    #expect(gradient.worstRedistribution(of: sinking) == nil)
    let empty = try ExposureNetwork(claims: Matrix(rows: 0, columns: 0), externalAssets: [])
    let nothing = propagate(empty, valuation: .eisenbergNoe, referenceEquity: [])
    #expect(
      clearingDerivative(empty, along: NetworkDirection(count: 0), at: nothing).payments == [])
    #expect(obligationGradient(empty, weights: [], at: nothing).externalAssets == [])
  }

  @Test func `the first debt of a node without debts goes where the direction says`() throws {
    // Node 0 has 1 and owes nothing; node 1 has nothing and owes 2 to node 2.
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 0], [0, 0, 0], [0, 2, 0]]), externalAssets: [1, 0.5, 0])
    let result = propagate(
      network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity)
    let found = clearingDerivative(
      network, along: .obligation(of: 0, to: 1, count: 3), at: result)
    #expect(found.payments == [1, 1, 0] && found.equity == [-1, 1, 1])
    // Without its 1 it pays nothing of it.
    let poor = try network.with(externalAssets: [0, 0.5, 0])
    let nothing = clearingDerivative(
      poor, along: .obligation(of: 0, to: 1, count: 3),
      at: propagate(poor, valuation: .eisenbergNoe, referenceEquity: poor.bookEquity))
    #expect(nothing.payments == [0, 0, 0] && nothing.atKink[0])
  }
}
