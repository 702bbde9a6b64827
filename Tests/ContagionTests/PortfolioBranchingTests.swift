import Contagion
import Glibc
import LinearAlgebra
import Randomness
import Testing

@Suite struct PortfolioBranchingTests {
  /// A tenth sold lowers a price by a tenth, as in the paper.
  static let rate = impactRate(priceDrop: 0.1, shareSold: 0.1)

  func ensemble(
    _ diversification: PortfolioEnsemble.Diversification, leverage: Double, size: Int = 300,
    crowding: Double = 1
  ) -> PortfolioEnsemble {
    PortfolioEnsemble(
      banks: Int(crowding * Double(size)), assets: size, diversification: diversification,
      leverage: leverage, investedShare: 0.8, impactRate: Self.rate)
  }

  @Test(arguments: [2, 3, 5, 8], [5.0, 10, 20, 40])
  func `with one number of assets for all the growth is a Poisson probability`(
    degree: Int, leverage: Double
  ) {
    for crowding in [0.5, 1, 2] {
      let ensemble = ensemble(.fixed(degree), leverage: leverage, crowding: crowding)
      let holders = Double(degree) * crowding
      let fall = Double(degree) / (0.8 * leverage)
      var probability = 0.0
      // A price falls by 1 − exp(−α/(n + 2)) with n further holders of the same amount.
      var weight = exp(-holders)
      for n in 0..<400 {
        if 1 - exp(-Self.rate / Double(n + 2)) > fall { probability += weight }
        weight *= holders / Double(n + 1)
      }
      let found = ensemble.branching()
      let expected = Double(degree - 1) * holders * probability
      #expect(
        abs(found.growth - expected) <= found.uncertainty + 1e-10, "\(expected) \(found.growth)")
      #expect(found.uncertainty < 1e-6 && found.degrees == [degree])
    }
  }

  @Test(arguments: [(2.0, 10.0), (4, 20), (8, 30)])
  func `the transmission matrix is what counting in large random networks shows`(
    mean: Double, leverage: Double
  ) {
    let ensemble = ensemble(.poisson(mean: mean), leverage: leverage, size: 1500)
    let theory = ensemble.branching()
    // What one liquidated bank does to others through one asset at a time, by the bank's own degree.
    var counted = [Double](repeating: 0, count: theory.degrees.count + 2)
    var banks = counted
    for draw in 0..<4 {
      var stream = Stream(seed: 31, replicate: UInt32(draw), purpose: 0, tick: 0, entity: 0)
      let portfolios = ensemble.portfolios(stream: &stream)
      let held = portfolios.holdings.columnSums
      var holders = [[Int]](repeating: [], count: ensemble.assets)
      var degree = [Int](repeating: 0, count: ensemble.banks)
      for i in 0..<ensemble.banks {
        for k in 0..<ensemble.assets where portfolios.holdings[i, k] > 0 {
          holders[k].append(i)
          degree[i] += 1
        }
      }
      for i in 0..<ensemble.banks where degree[i] > 1 && degree[i] < counted.count {
        banks[degree[i]] += 1
      }
      for k in 0..<ensemble.assets {
        for i in holders[k] where degree[i] > 1 && degree[i] < counted.count {
          let fall = 1 - exp(-Self.rate * portfolios.holdings[i, k] / held[k])
          for j in holders[k] where j != i && portfolios.holdings[j, k] * fall > 1 / leverage {
            counted[degree[i]] += 1
          }
        }
      }
    }
    var compared = 0
    for (row, a) in theory.degrees.enumerated() where a > 1 && a < counted.count && banks[a] > 300 {
      let through = theory.degrees.indices.reduce(0) { $0 + theory.transmission[row, $1] }
      // The matrix leaves out the asset through which the bank was reached.
      let expected = through * Double(a) / Double(a - 1)
      let found = counted[a] / banks[a]
      // Counts are nearly Poisson; those of one asset go together, hence the factor.
      let deviation = 3 * (max(expected, 0.01) / banks[a]).squareRoot()
      #expect(abs(found - expected) < 5 * deviation, "degree \(a): \(found) \(expected)")
      compared += 1
    }
    #expect(compared > 2 && theory.uncertainty < 0.02 * max(1, theory.growth))
  }

  @Test func `where all hold as many assets the cascade inside an asset adds nothing`() {
    for degree in [2, 3, 4] {
      let ensemble = ensemble(.fixed(degree), leverage: 15)
      let (direct, full) = (ensemble.branching(), ensemble.branchingThroughAssets(seed: 4))
      // Three standard errors; the width is that of a share of 20,000 draws.
      #expect(abs(full.growth - direct.growth) <= 1.5 * full.uncertainty, "\(degree)")
      #expect(full.uncertainty < 0.1 * direct.growth + 0.1 && full.uncertainty > 0)
    }
    // Elsewhere it does, and the more the larger the spread of holdings.
    for mean in [1.0, 2, 4] {
      let ensemble = ensemble(.poisson(mean: mean), leverage: 12)
      let (direct, full) = (ensemble.branching(), ensemble.branchingThroughAssets(seed: 4))
      #expect(full.growth > direct.growth + full.uncertainty, "\(full.growth) \(direct.growth)")
      #expect(full == ensemble.branchingThroughAssets(seed: 4))
    }
  }

  @Test(arguments: [8.0, 12, 20])
  func `outside the window few banks fall with one, inside many do`(leverage: Double) {
    // As many banks as assets: sparse and broad portfolios are stable, those between are not.
    var (outside, inside) = (0, 0)
    for mean in [0.5, 1, 2, 3, 5, 8, 16] {
      let ensemble = ensemble(.poisson(mean: mean), leverage: leverage)
      let theory = ensemble.branchingThroughAssets(samples: 4000, seed: 2)
      let found = ensemble.cascades(draws: 50, seed: 8)
      // Three hundred banks have some cascades beyond the edges; broad portfolios rare ones of all (seen: 5 of 50).
      if theory.growth < 0.5 {
        outside += 1
        #expect(found.frequency <= 0.1, "mean \(mean): \(theory.growth), \(found.frequency)")
      }
      if theory.growth > 1.2 {
        inside += 1
        #expect(found.frequency > 0.3, "mean \(mean): \(theory.growth), \(found.frequency)")
      }
    }
    #expect(outside >= 2 && (inside >= 2 || leverage < 10), "\(outside) \(inside)")
  }

  @Test func `below a critical leverage every ensemble is stable, and more leverage never helps`() {
    var before = [Double](repeating: 0, count: 12)
    for leverage in [1.5, 2, 3, 5, 8, 12, 20, 40] {
      let growth = (1...12).map {
        ensemble(.poisson(mean: Double($0) / 1.5), leverage: leverage).branching().growth
      }
      for (now, then) in zip(growth, before) { #expect(now >= then - 1e-9) }
      if leverage < 2 { #expect(growth.allSatisfy { $0 < 1 }) }
      if leverage > 19 { #expect(growth.contains { $0 > 1 }) }
      before = growth
    }
  }

  @Test func `draws have the balance sheets that the ensemble says, and are the same every time`() {
    let ensemble = ensemble(.poisson(mean: 3), leverage: 10, size: 200, crowding: 2)
    var (one, two) = (
      Stream(seed: 1, replicate: 0, purpose: 0, tick: 0, entity: 0),
      Stream(seed: 1, replicate: 0, purpose: 0, tick: 0, entity: 0)
    )
    let portfolios = ensemble.portfolios(stream: &one)
    #expect(portfolios == ensemble.portfolios(stream: &two))
    #expect(portfolios.count == 400 && portfolios.assetCount == 200)
    for (assets, equity) in zip(portfolios.totalAssets, portfolios.bookEquity) {
      #expect(abs(assets - 1) < 1e-12 && abs(equity - 0.1) < 1e-12)
    }
    let links = portfolios.holdings.elements.count { $0 > 0 }
    // 400 × 3 links expected, standard deviation 35.
    #expect(abs(links - 1200) < 175)
    #expect(ensemble.meanHolders == 6)
    // Without anybody near, one default stays alone.
    let alone = self.ensemble(.fixed(1), leverage: 1.01, size: 30).cascades(draws: 20, seed: 3)
    #expect(alone.frequency <= 0.05 || alone.extent != nil)
    #expect(self.ensemble(.fixed(1), leverage: 50).branching().growth == 0)
  }
}
