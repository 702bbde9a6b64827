import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite struct FixedPointLawsTests {
  static let models: [Valuation] = [
    .furfine(recovery: 0), .furfine(recovery: 0.4), .eisenbergNoe,
    .rogersVeraart(alpha: 0.7, beta: 0.8), .rogersVeraart(alpha: 1, beta: 0.5), .linearDebtRank,
    .nonlinearDebtRank(alpha: 2, recovery: 0.3),
  ]

  /// Sweeps stop at moves of 1e-13; with a contraction as slow as 0.999 that is 1e-10 from the limit.
  static let sweepTolerance = 1e-9

  func run(
    _ world: RandomWorld, _ model: Valuation, _ options: ContagionOptions = .init(),
    failed: [Bool]? = nil
  ) -> ContagionResult {
    propagate(
      world.network, valuation: model, referenceEquity: world.reference, alreadyDefaulted: failed,
      options: options)
  }

  /// Every third node, failed whatever its equity.
  func everyThird(_ world: RandomWorld) -> [Bool] {
    (0..<world.network.count).map { $0 % 3 == 0 }
  }

  @Test func `the worlds of these tests are many and mixed`() {
    #expect(RandomWorld.some.count == 120)
    let failures = RandomWorld.some.map { run($0, .eisenbergNoe).defaulted.count { $0 } }
    #expect(failures.count { $0 > 0 } > 60)
    #expect(failures.enumerated().count { $1 < RandomWorld.some[$0].network.count } > 100)
  }

  @Test(arguments: models)
  func `active sets and monotone iteration agree`(_ model: Valuation) {
    for world in RandomWorld.some {
      for fixedPoint in [FixedPoint.greatest, .least] {
        for failed in [nil, everyThird(world)] {
          let exact = run(world, model, .init(fixedPoint: fixedPoint), failed: failed)
          let swept = run(
            world, model, .init(fixedPoint: fixedPoint, method: .iteration), failed: failed)
          #expect(swept.report.status != .iterationLimit, "\(world)")
          #expect(exact.report.status != .iterationLimit, "\(world)")
          expectClose(exact.valuation, swept.valuation, Self.sweepTolerance)
          expectClose(exact.equity, swept.equity, Self.sweepTolerance)
          #expect(exact.defaulted == swept.defaulted, "\(world)")
        }
      }
    }
  }

  @Test(arguments: models)
  func `the fixed-point equation holds to rounding`(_ model: Valuation) {
    for world in RandomWorld.some {
      let result = run(world, model)
      // Equities are sums of a few dozen amounts, divided by buffers as small as 0.05.
      #expect(result.report.residual < 1e-10, "\(world): \(result.report.residual)")
      let assets = world.network.claims.times(result.valuation)
      for i in 0..<world.network.count {
        let equity =
          world.network.externalAssets[i] - world.network.externalLiabilities[i] + assets[i]
          - world.network.totalLiabilities[i]
        #expect(result.equity[i] == equity)
      }
    }
  }

  @Test(arguments: models)
  func `values, payments and distress stay within their bounds`(_ model: Valuation) {
    for world in RandomWorld.some {
      for failed in [nil, everyThird(world)] {
        let result = run(world, model, failed: failed)
        let owed = world.network.totalLiabilities
        for i in 0..<world.network.count {
          #expect(result.valuation[i] >= 0 && result.valuation[i] <= 1)
          #expect(result.payments[i] >= 0 && result.payments[i] <= owed[i])
          #expect(result.distress[i] >= 0 && result.distress[i] <= 1)
          #expect(result.defaulted[i] == (result.defaultRound[i] != nil))
          if failed?[i] == true { #expect(result.defaultRound[i] == 0) }
        }
      }
    }
  }

  @Test(arguments: models)
  func `the greatest fixed point is at least the least`(_ model: Valuation) {
    for world in RandomWorld.some {
      let greatest = run(world, model)
      let least = run(world, model, .init(fixedPoint: .least))
      #expect(greatest.report.fixedPoint == .greatest && least.report.fixedPoint == .least)
      for i in 0..<world.network.count {
        #expect(greatest.valuation[i] >= least.valuation[i] - Self.sweepTolerance, "\(world)")
      }
    }
  }

  @Test(arguments: models)
  func `a larger shock leaves nobody better off`(_ model: Valuation) throws {
    for world in RandomWorld.some {
      let mild = run(world, model)
      let harsher = try world.network.with(
        externalAssets: world.network.externalAssets.enumerated().map {
          $0 % 2 == 0 ? 0.9 * $1 : $1
        })
      let severe = propagate(harsher, valuation: model, referenceEquity: world.reference)
      for i in 0..<world.network.count {
        #expect(severe.equity[i] <= mild.equity[i] + Self.sweepTolerance, "\(world)")
        if mild.defaulted[i] { #expect(severe.defaulted[i], "\(world)") }
      }
    }
  }

  @Test(arguments: models)
  func `failing nodes by decree leaves nobody better off`(_ model: Valuation) {
    for world in RandomWorld.some {
      let free = run(world, model)
      let decreed = run(world, model, failed: everyThird(world))
      for i in 0..<world.network.count {
        #expect(decreed.equity[i] <= free.equity[i] + Self.sweepTolerance, "\(world)")
      }
    }
  }

  @Test(arguments: models)
  func `renumbering the nodes renumbers the result`(_ model: Valuation) throws {
    for world in RandomWorld.some.prefix(30) {
      let network = world.network
      let last = network.count - 1
      var claims = Matrix(rows: network.count, columns: network.count)
      for i in 0...last {
        for k in 0...last { claims[last - i, last - k] = network.claims[i, k] }
      }
      let turned = try ExposureNetwork(
        claims: claims, externalAssets: network.externalAssets.reversed(),
        externalLiabilities: network.externalLiabilities.reversed())
      let result = propagate(
        turned, valuation: model, referenceEquity: world.reference.reversed())
      expectClose(result.equity.reversed(), run(world, model).equity, Self.sweepTolerance)
    }
  }

  @Test func `Eisenberg–Noe loses no money`() {
    for world in RandomWorld.some {
      let network = world.network
      let result = run(world, .eisenbergNoe)
      var (equity, outside) = (0.0, 0.0)
      let received = network.claims.times(result.valuation)
      for i in 0..<network.count {
        equity += max(0, result.equity[i])
        let available = network.externalAssets[i] + received[i]
        outside += network.externalAssets[i] - min(network.externalLiabilities[i], available)
      }
      // Sums of up to a thousand amounts of order ten.
      #expect(abs(equity - outside) < 1e-9 * max(1, equity), "\(world)")
    }
  }

  @Test func `Rogers–Veraart without costs is Eisenberg–Noe`() {
    for world in RandomWorld.some {
      let plain = run(world, .eisenbergNoe)
      let costless = run(world, .rogersVeraart(alpha: 1, beta: 1))
      expectClose(costless.equity, plain.equity, 1e-12)
      #expect(costless.defaultRound == plain.defaultRound)
    }
  }

  @Test func `non-linear DebtRank without curvature and recovery is linear DebtRank`() {
    for world in RandomWorld.some {
      let linear = run(world, .linearDebtRank)
      let flat = run(world, .nonlinearDebtRank(alpha: 0, recovery: 0))
      expectClose(flat.equity, linear.equity, Self.sweepTolerance)
    }
  }

  @Test(arguments: models)
  func `the same input gives the same bytes`(_ model: Valuation) {
    for world in RandomWorld.some.prefix(20) {
      #expect(run(world, model) == run(world, model))
    }
  }
}
