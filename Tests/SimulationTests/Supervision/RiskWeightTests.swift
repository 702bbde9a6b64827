import Contagion
import Regimes
import Testing

@testable import Simulation

@Suite("Risk weights of the capital requirement")
struct RiskWeightTests {
  /// A bank with tokens worth 120, short positions of 80 and nothing else, under weights of 12.5 on the token.
  private func bank(_ weights: [Double]) -> SmallWorld {
    var small = SmallWorld()
    small.addExchange()
    let bank = small.add("bank", cash: 1000, tokens: [1: 1.2])
    small.position(bank, at: 0, -0.8)
    small.rules { $0.riskWeights = weights }
    return small
  }

  /// BCBS SCO60 (revised July 2024): 1250 % of the larger side, so that 8 % of it are all of it.
  @Test("a group 2b exposure of 120 long and 80 short weighs 1500 and needs 120 of capital")
  func groupTwoB() throws {
    let assets = try bank([0, 12.5]).world().riskWeightedAssets()[1]
    #expect(isNear(assets, 1500))
    #expect(isNear(0.08 * assets, 120))
    #expect(isNear(assets, groupTwoRiskWeightedAssets(long: 120, short: 80)))
  }

  @Test("the larger side counts, tokens and long positions together; cash has its own weight")
  func sides() throws {
    var small = bank([0.5, 2])
    small.position(1, at: 0, -1.2)
    #expect(isNear(try small.world().riskWeightedAssets()[1], 500 + 2 * 200))
    small.addExchange("second")
    small.position(1, at: 2, 3)
    #expect(isNear(try small.world().riskWeightedAssets()[1], 500 + 2 * 420))
  }

  /// CRE54 (BCBS 282, 2014) with exposures of 100, 80, 60 and 40, contributions of 4, 3, 2 and 1, and 1 of the
  /// house's own.
  @Test("contributions to a default fund weigh 12.5 times the capital against them")
  func defaultFund() throws {
    var small = SmallWorld()
    small.addExchange()
    let house = small.add("house", .clearingHouse) {
      $0.venue = VenueSpecification()
      $0.venue?.ownFund = 1
    }
    small.regime.topology = .perJurisdiction
    small.specification.margin.stressMultiple = 2
    small.rules {
      $0.marginFloorRate = 0.1
      $0.riskWeights = [0, 0]
    }
    let (exposures, contributions) = ([100.0, 80, 60, 40], [4.0, 3, 2, 1])
    for (number, exposure) in exposures.enumerated() {
      // Twice the margin in stress, less margin and contribution, is the exposure.
      let margin = exposure + contributions[number]
      let member = small.add("m\(number)", cash: 50) {
        $0.prefunding = [
          Prefunding(clearer: house, margin: margin, defaultFund: contributions[number])
        ]
      }
      small.position(member, at: 0, margin / 10)
    }
    let world = try small.world()
    let capital = world.defaultFundCapital(at: 1)
    #expect(isNear(capital.hypothetical, 4.48))
    #expect(
      areNear(
        Array(capital.members[2...]),
        [1.629090909090909, 1.2218181818181817, 0.8145454545454545, 0.40727272727272723]))
    #expect(
      areNear(
        Array(world.riskWeightedAssets()[2...]),
        [20.36363636363636, 15.272727272727272, 10.18181818181818, 5.09090909090909]))
    small.rules { $0.riskWeights = [] }
    #expect(areNear(Array(try small.world().riskWeightedAssets()[2...]), [158, 136, 114, 92]))
  }

  @Test("without weights assets count at their value, and positions do not")
  func absent() throws {
    let world = try bank([]).world()
    #expect(world.riskWeightedAssets() == world.totalAssets())
  }

  /// SCO60: exposures of 8, 15 and 25 against 1000 of capital are within the limit, above it by 5, and all above.
  @Test(
    "above one percent of equity the excess weighs 12.5, above two percent everything",
    arguments: [(8.0, 8.0), (15.0, 72.5), (25.0, 312.5)])
  func limits(exposure: Double, published: Double) throws {
    for weights in [[], [0.0, 1]] {
      var small = SmallWorld()
      let bank = small.add("bank", cash: 1000 - exposure, tokens: [1: exposure / 100])
      small.rules {
        $0.riskWeights = weights
        $0.groupTwoLimits = true
      }
      let cash = weights.isEmpty ? 1000 - exposure : 0
      #expect(isNear(try small.world().riskWeightedAssets()[bank], cash + published))
      small.rules { $0.groupTwoLimits = false }
      #expect(isNear(try small.world().riskWeightedAssets()[bank], cash + exposure))
    }
  }

  @Test("what has no equity has all its exposure above the limits")
  func noEquity() throws {
    var small = SmallWorld()
    let bank = small.add("bank", tokens: [1: 1]) { $0.externalLiabilities = 200 }
    small.rules { $0.groupTwoLimits = true }
    #expect(isNear(try small.world().riskWeightedAssets()[bank], 1250))
  }

  @Test("an institution is in breach where its weights make it one")
  func breach() throws {
    func breaches(_ weights: [Double]) throws -> Double? {
      var small = bank(weights)
      small.rules { $0.capitalRatio = 0.08 }
      small.specification.institutions[1].externalLiabilities = 1010
      return small.metric("breaches", try small.run().0)
    }
    #expect(try breaches([]) == 0)
    #expect(try breaches([1, 1]) == 0)
    // Equity of 110 against a requirement of 120.
    #expect(try breaches([0, 12.5]) == 1)
  }

  /// Equity 200 and 1000 of tokens: a ratio of 8 % allows 200 of group 2b, and 1000 with a weight of 2.5.
  @Test(
    "leverage is bounded by the inverse of ratio times weight", arguments: [(12.5, 2.0), (2.5, 10)])
  func leverage(weight: Double, left: Double) throws {
    var small = SmallWorld(ticks: 2)
    small.specification.switches.marketImpact = false
    let fund = small.add("fund", tokens: [1: 10]) { fund in
      fund.externalLiabilities = 800
      fund.behaviour.leverageTarget = LeverageTargeting(
        target: 10, maximum: 10, adjustmentHalfLifeHours: 0, isSymmetric: false)
    }
    small.rules {
      $0.capitalRatio = 0.08
      $0.riskWeights = [0, weight]
    }
    #expect(isNear(try small.run().1.holdings[fund, 0, 1], left))
  }

  @Test("weights harmonise like other numbers, and where none is stated none appears")
  func harmonised() throws {
    var small = SmallWorld(jurisdictions: 2)
    small.regime.path.dispersion = 0
    #expect(try small.resolved().rulebooks.allSatisfy { $0.riskWeights.isEmpty })
    small.specification.jurisdictions[0].rulebook.riskWeights = [1, 12.5]
    small.specification.jurisdictions[1].rulebook.riskWeights = [1, 1]
    #expect(try small.resolved().rulebooks.map(\.riskWeights) == [[1, 6.75], [1, 6.75]])
    small.regime.path.strictness = 1
    #expect(try small.resolved().rulebooks.map(\.riskWeights) == [[1, 12.5], [1, 12.5]])
  }
}
