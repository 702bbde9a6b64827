import Contagion
import Randomness
import Testing

@Suite struct SwapPoolTests {
  /// Relative; the curve is a root of a quadratic and of a cubic.
  private static let tolerance = 1e-10

  /// The stable-swap equation itself, written once more: zero on the curve.
  private func residual(_ x: Double, _ y: Double, _ d: Double, _ a: Double) -> Double {
    (4 * a * (x + y) + d - 4 * a * d - d * d * d / (4 * x * y)) / (4 * a * d + d)
  }

  /// The reserve that keeps the equation, by halving an interval.
  private func solved(_ x: Double, _ d: Double, _ a: Double) -> Double {
    var (low, high) = (1e-9 * d, 1e9 * d)
    for _ in 0..<300 {
      let middle = (low + high) / 2
      if residual(x, middle, d, a) < 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private func pools(_ number: Int) -> [any SwapPool] {
    var stream = Stream(seed: 3, replicate: UInt32(number), purpose: 1, tick: 0, entity: 0)
    let x = 10 + 1000 * stream.uniform()
    let y = 10 + 1000 * stream.uniform()
    let fee = number % 2 == 0 ? 0 : 0.01 * stream.uniform()
    return [
      ConstantProductPool(reserveIn: x, reserveOut: y, fee: fee),
      StableSwapPool(
        reserveIn: x, reserveOut: y, amplification: [0.01, 1, 30, 2000][number % 4], fee: fee),
    ]
  }

  @Test("the invariant is a root of its equation, and a trade without a fee stays on it")
  func invariant() {
    for (x, y, a) in [(1e6, 1e6, 100.0), (1e6, 3e5, 100), (10, 9000, 0.5), (5, 1, 2000)] {
      let pool = StableSwapPool(reserveIn: x, reserveOut: y, amplification: a)
      #expect(abs(residual(x, y, pool.invariant, a)) < 1e-12)
      #expect(pool.invariant <= x + y)
      #expect(pool.invariant >= 2 * (x * y).squareRoot() * (1 - 1e-12))
      for share in [0.001, 0.1, 0.9, 5] {
        let left = y - pool.received(for: share * x)
        let expected = solved((1 + share) * x, pool.invariant, a)
        #expect(abs(left / expected - 1) < Self.tolerance, "\(x), \(y), \(a), \(share)")
      }
    }
  }

  @Test("a great amplification is a constant sum, a small one a constant product")
  func limits() {
    let sum = StableSwapPool(reserveIn: 1000, reserveOut: 1000, amplification: 1e9)
    #expect(abs(sum.received(for: 100) - 100) < 1e-4)
    let product = StableSwapPool(reserveIn: 1000, reserveOut: 500, amplification: 1e-9)
    let exact = ConstantProductPool(reserveIn: 1000, reserveOut: 500)
    #expect(abs(product.received(for: 100) / exact.received(for: 100) - 1) < 1e-6)
    #expect(abs(product.spotPrice / exact.spotPrice - 1) < 1e-6)
  }

  /// Where the curve is flat the marginal price says little about the amount.
  @Test(
    "cost inverts what is received, and the amount inverts the marginal price", arguments: 0..<8)
  func inverses(number: Int) {
    for pool in pools(number) {
      for share in [1e-6, 0.01, 0.5, 3] {
        let amount = share * pool.reserveIn
        let received = pool.received(for: amount)
        #expect(received > 0 && received < pool.reserveOut)
        #expect(abs(pool.cost(of: received) / amount - 1) < 1e-7)
        let price = pool.marginalPrice(selling: amount)
        #expect(price < pool.marginalPrice(selling: 0))
        #expect(abs(pool.amount(forMarginalPrice: price) / amount - 1) < 1e-5)
        let step = 1e-5 * amount
        let difference =
          (pool.received(for: amount + step) - pool.received(for: amount - step)) / (2 * step)
        #expect(abs(difference / price - 1) < 1e-4)
      }
      #expect(pool.amount(forMarginalPrice: 2 * pool.spotPrice) == 0)
      #expect(pool.received(for: 0) == 0 && pool.cost(of: 0) == 0)
      #expect(pool.cost(of: pool.reserveOut) == .infinity)
      #expect(abs(pool.marginalPrice(selling: 0) / pool.spotPrice - (1 - pool.fee)) < 1e-12)
    }
  }

  @Test("with a fee the invariant only rises")
  func invariantRises() {
    var pool = StableSwapPool(
      reserveIn: 900, reserveOut: 1100, amplification: 50, fee: 0.003)
    for amount in [1.0, 50, 700] {
      let next = pool.after(selling: amount)
      #expect(next.invariant > pool.invariant)
      pool = StableSwapPool(
        reserveIn: next.reserveOut, reserveOut: next.reserveIn, amplification: 50, fee: 0.003)
    }
  }
}

@Suite struct ImpactFlowTests {
  private static let laws: [PriceImpact] = [
    .linear(floor: 0.1), .exponential(floor: 0.1), .proportional(floor: 0.1),
    .levelDependent(floor: 0.1), .constantProduct(floor: 0.1), .powerLaw(exponent: 2, floor: 0.1),
    .powerLaw(exponent: 0.7, floor: 0.1),
  ]

  @Test("the flow that carries a price to another is the inverse of impact", arguments: laws)
  func inverse(law: PriceImpact) {
    for target in [60.0, 99, 100, 101, 130] {
      let flow = law.flow(from: 100, to: target, referencePrice: 90, depth: 1000)
      let after = law.priceAfter(price: 100, referencePrice: 90, netFlow: flow, depth: 1000)
      #expect(abs(after - target) < 1e-9)
      #expect(flow == 0 || (flow < 0) == (target < 100))
    }
  }

  @Test("no flow carries a level-dependent price to its floor")
  func beyondFloor() {
    let law = PriceImpact.levelDependent(floor: 0.5)
    #expect(law.flow(from: 100, to: 50, referencePrice: 100, depth: 10) == -.infinity)
    #expect(law.flow(from: 40, to: 30, referencePrice: 100, depth: 10) == -.infinity)
    #expect(law.flow(from: 40, to: 50, referencePrice: 100, depth: 10) > 0)
  }

  /// Amberdata (July and August 2025, Binance BTC/FDUSD): 3.50 million within 10 basis points of mid, 16.53 within 100.
  @Test("a power-law book: the published depths, and the impact of an order of 10 million")
  func powerLaw() {
    let law = PriceImpact.powerLaw(exponent: 0.6742048092211719, floor: 0)
    // Distances in basis points become relative ones by 1e4.
    let book = OrderBookDepth(through: (10e-4, 3.5), (100e-4, 16.53))
    #expect(abs(book.exponent - 0.6742048092211719) < 1e-12)
    func bp(_ flow: Double) -> Double {
      1e4 * (1 - law.priceAfter(price: 1, referencePrice: 1, netFlow: -flow, depth: book.scale))
    }
    #expect(abs(bp(3.5) - 10) < 1e-6)
    #expect(abs(bp(16.53) - 100) < 1e-6)
    #expect(abs(bp(10) - 47.45166045792219) < 1e-6)
    #expect(abs(bp(10.358979718396425) - 50) < 1e-6)
  }

  @Test("the square-root law is the power law with exponent 2; it does not lead below the floor")
  func squareRoot() {
    let law = PriceImpact.powerLaw(exponent: 2, floor: 0.3)
    let daily = squareRootImpact(amount: 40, dailyVolume: 1000, dailyVolatility: 0.5)
    let after = law.priceAfter(
      price: 100, referencePrice: 100, netFlow: -40, depth: 1000 / (0.5 * 0.5))
    #expect(abs(after - 100 * (1 - daily)) < 1e-9)
    #expect(law.priceAfter(price: 100, referencePrice: 100, netFlow: -1e9, depth: 1000) == 30)
    #expect(law.priceAfter(price: 100, referencePrice: 100, netFlow: -5, depth: .infinity) == 100)
  }
}
