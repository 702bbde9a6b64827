import Glibc
public import LinearAlgebra
import Randomness

/// Whether the liquidation of one bank of a large random system leads to that of many.
public struct PortfolioBranching: Sendable, Equatable {
  /// The numbers of assets in a portfolio to which rows and columns of the transmission matrix belong.
  public let degrees: [Int]
  /// `N[a, b]`: how many banks of the `b`-th degree are liquidated on the average because one of the `a`-th is,
  /// that was itself reached through one of its assets.
  public let transmission: Matrix
  /// The largest eigenvalue of ``transmission``: above one a cascade can grow without bound.
  public let growth: Double
  /// By how much ``growth`` can be off at most.
  public let uncertainty: Double

  /// Whether ``growth`` is above one for certain.
  public var isUnstable: Bool { growth - uncertainty > 1 }
}

extension PortfolioEnsemble {
  /// The stability of the ensemble as a branching process: no eigenvalue above one, no global cascade.
  ///
  /// Caccioli, Shrestha, Moore and Farmer (2014, doi:10.1016/j.jbankfin.2014.05.021), in the limit of many banks and assets where portfolios overlap in one asset at
  /// most. A bank of `b` assets is liquidated by the fall of one price if `w/b·(1 − exp(−α·x)) > 1/λ`, so if the share
  /// sold exceeds `x*_b = −ln(1 − b/(w·λ))/α`; never if `b ≥ w·λ`. A liquidated bank of `a` assets sells, of an asset that it
  /// shares with this one and with others who hold `Y = Σ 1/b_m` of it together,
  /// `x = (1/a)/(1/a + 1/b + Y)`. Degrees at the end of a link are size-biased, `q_b = b·p_b/μ`, and the number of further
  /// holders is Poisson of mean `ν`, the others being so whatever two of them are (Mecke):
  ///
  ///     N[a, b] = (a − 1)·ν·q_b·P( Y < (1/a)/x*_b − 1/a − 1/b )
  ///
  /// `Y` is compound Poisson; its distribution is computed on a grid by Panjer's recursion (1981) with all amounts
  /// rounded up, and down, which bounds the matrix on both sides. With one number of assets `k` for all, in closed form:
  /// `(k − 1)·ν·P(Poisson(ν) < 1/x*_k − 2)`. Only what one bank does to another directly is counted: who falls by the sales of those who fell with
  /// the first in the same asset is in ``branchingThroughAssets(samples:seed:)``, and losses through several prices are
  /// in neither, so that a growth above one means cascades and one below it does not rule them out.
  ///
  /// - Precondition: at most 500 holders of an asset in the mean.
  public func branching() -> PortfolioBranching {
    precondition(meanHolders <= 500, "\(meanHolders) holders of an asset")
    let law = degreeLaw()
    let degrees = law.indices.filter { law[$0] > 0 && $0 > 0 }
    let mean = diversification.mean
    let biased = degrees.map { Double($0) * law[$0] / mean }
    let holders = CompoundPoisson(
      rate: meanHolders, amounts: degrees.map { 1 / Double($0) }, shares: biased)
    var (low, high) = (
      Matrix(rows: degrees.count, columns: degrees.count),
      Matrix(rows: degrees.count, columns: degrees.count)
    )
    for (column, b) in degrees.enumerated() {
      guard let share = fatalShare(b) else { continue }
      for (row, a) in degrees.enumerated() {
        let bound = 1 / (Double(a) * share) - 1 / Double(a) - 1 / Double(b)
        let links = Double(a - 1) * meanHolders * biased[column]
        low[row, column] = links * holders.probability(below: bound, roundedUp: true)
        high[row, column] = links * holders.probability(below: bound, roundedUp: false)
      }
    }
    var middle = low
    for i in degrees.indices {
      for k in degrees.indices { middle[i, k] = (low[i, k] + high[i, k]) / 2 }
    }
    let growth = spectralRadius(middle).value
    return PortfolioBranching(
      degrees: degrees, transmission: middle, growth: growth,
      uncertainty: max(
        growth - spectralRadius(low).value, spectralRadius(high).value - growth, 0))
  }

  /// The same with the cascade inside an asset followed to its end: who is liquidated by the sales of one sells too, and
  /// brings the price of that asset down for those who could bear the first.
  ///
  /// In a large sparse system where every bank is reached through one asset this is the criterion itself, and not less
  /// than that of ``branching()``, to which it is equal where all hold the same number of assets. The expectation over
  /// the holders of an asset is a mean over draws: the uncertainty is three standard errors from ten batches of them.
  ///
  /// - Parameters:
  ///   - samples: how many assets are drawn, at least ten.
  ///   - seed: of the draws.
  public func branchingThroughAssets(samples: Int = 20_000, seed: UInt64) -> PortfolioBranching {
    precondition(samples >= 10, "\(samples) samples")
    let law = degreeLaw()
    let degrees = law.indices.filter { $0 > 0 && law[$0] > 1e-12 }
    let batches = 10
    var sum = Matrix(rows: degrees.count, columns: degrees.count)
    var growths: [Double] = []
    for batch in 0..<batches {
      let part = sampled(
        degrees, law: law, samples: samples / batches, seed: seed, batch: UInt32(batch))
      for i in degrees.indices {
        for k in degrees.indices { sum[i, k] += part[i, k] / Double(batches) }
      }
      growths.append(spectralRadius(part).value)
    }
    let mean = growths.reduce(0, +) / Double(batches)
    let variance = growths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(batches - 1)
    return PortfolioBranching(
      degrees: degrees, transmission: sum, growth: spectralRadius(sum).value,
      uncertainty: 3 * (variance / Double(batches)).squareRoot())
  }

  /// The mean matrix over drawn assets, every kind of first seller being tried on each.
  private func sampled(
    _ degrees: [Int], law: [Double], samples: Int, seed: UInt64, batch: UInt32
  ) -> Matrix {
    var stream = Stream(seed: seed, replicate: batch, purpose: 1, tick: 0, entity: 0)
    let mean = diversification.mean
    var running = 0.0
    let biased = degrees.map { degree in
      running += Double(degree) * law[degree] / mean
      return running
    }
    let thresholds = degrees.map { fatalShare($0) ?? .infinity }
    var matrix = Matrix(rows: degrees.count, columns: degrees.count)
    for _ in 0..<samples {
      // Places in the list of degrees, ascending: who holds most of the asset gives way first.
      let holders = (0..<arrivals(meanHolders, &stream)).map { _ in
        let drawn = stream.uniform()
        return min(biased.firstIndex { drawn < $0 } ?? degrees.count - 1, degrees.count - 1)
      }.sorted()
      let held = holders.reduce(0) { $0 + 1 / Double(degrees[$1]) }
      for (row, a) in degrees.enumerated() where a > 1 {
        var sold = 1 / Double(a)
        let total = sold + held
        for b in holders {
          guard sold / total > thresholds[b] else { break }
          sold += 1 / Double(degrees[b])
          matrix[row, b] += Double(a - 1) / Double(samples)
        }
      }
    }
    return matrix
  }

  /// A Poisson number: how many exponential times of mean one fit into the given one.
  private func arrivals(_ time: Double, _ stream: inout Stream) -> Int {
    var (count, passed) = (0, stream.exponential(rate: 1))
    while passed < time {
      count += 1
      passed += stream.exponential(rate: 1)
    }
    return count
  }

  /// `x*_b`: the share of one asset whose sale liquidates a holder of `b` assets; nil where not even all does.
  private func fatalShare(_ b: Int) -> Double? {
    let fall = Double(b) / (investedShare * leverage)
    guard fall < 1 else { return nil }
    let share = -log(1 - fall) / impactRate
    return share < 1 ? share : nil
  }

  /// `p_b`: the probability of a portfolio of `b` assets in a large system.
  private func degreeLaw() -> [Double] {
    switch diversification {
    case .fixed(let count):
      return (0...count).map { $0 == count ? 1 : 0 }
    case .poisson(let mean):
      let most = Int(mean + 12 * mean.squareRoot() + 20)
      var logarithm = -mean
      return (0...most).map { b in
        if b > 0 { logarithm += log(mean / Double(b)) }
        return exp(logarithm)
      }
    }
  }
}

/// The sum of a Poisson number of independent amounts, on a grid, with amounts rounded to either side.
private struct CompoundPoisson {
  /// Steps of the grid in one.
  private static let resolution = 2048
  /// `P(sum ≤ s steps)` with amounts rounded up, and with amounts rounded down.
  private let above: [Double]
  private let below: [Double]

  init(rate: Double, amounts: [Double], shares: [Double]) {
    let mean = rate * zip(amounts, shares).reduce(0) { $0 + $1.0 * $1.1 }
    let square = rate * zip(amounts, shares).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    // Beyond this there is less than 1e-16 of the probability: Bernstein's bound for amounts of at most one.
    let reach = mean + 10 * square.squareRoot() + 30
    let steps = Int(reach * Double(Self.resolution))
    func law(_ rule: FloatingPointRoundingRule) -> [Double] {
      Self.cumulative(
        rate: rate,
        amounts: amounts.map { Int(($0 * Double(Self.resolution)).rounded(rule)) },
        shares: shares, steps: steps)
    }
    above = law(.up)
    below = law(.down)
  }

  /// Panjer's recursion `g(s) = rate/s·Σ j·f_j·g(s − j)`, `g(0) = exp(−rate·(1 − f_0))`, summed up.
  private static func cumulative(
    rate: Double, amounts: [Int], shares: [Double], steps: Int
  ) -> [Double] {
    var weights: [(amount: Int, weight: Double)] = []
    var nothing = 0.0
    for (amount, share) in zip(amounts, shares) {
      if amount == 0 { nothing += share } else { weights.append((amount, share)) }
    }
    let total = shares.reduce(0, +)
    var density = [Double](repeating: 0, count: steps + 1)
    density[0] = exp(-rate * (total - nothing))
    for s in 1...max(1, steps) where s <= steps {
      var sum = 0.0
      for (amount, weight) in weights where amount <= s {
        sum += Double(amount) * weight * density[s - amount]
      }
      density[s] = rate / Double(s) * sum
    }
    var running = 0.0
    return density.map {
      running += $0
      return min(1, running)
    }
  }

  /// A bound of `P(sum < bound)`: from below with amounts rounded up, from above with amounts rounded down.
  func probability(below bound: Double, roundedUp: Bool) -> Double {
    guard bound > 0 else { return 0 }
    let place = bound * Double(Self.resolution)
    // The largest whole number of steps that is less than the bound.
    let last = Int(min(place, 1e15).rounded(.up)) - 1
    let law = roundedUp ? above : self.below
    return last >= law.count ? 1 : law[last]
  }
}
