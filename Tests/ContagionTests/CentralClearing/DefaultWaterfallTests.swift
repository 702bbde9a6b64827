import Contagion
import Testing

@Suite struct DefaultWaterfallTests {
  /// A member with margin 40 and fund 10 fails; others have 12, 8 and 20 in the fund, the house 15.
  ///
  /// Hand computation in the order of EMIR, article 45.
  static let house = DefaultWaterfall(
    defaulterInitialMargin: 40, defaulterDefaultFund: 10, skinInTheGame: 15,
    survivorsDefaultFund: [12, 8, 20], assessmentMultiple: 1)

  @Test(arguments: [
    (100.0, [10.5, 7, 17.5], [0.0, 0, 0], 0.0), (130, [12, 8, 20], [7.5, 5, 12.5], 0),
    (160, [12, 8, 20], [12, 8, 20], 15),
  ])
  func `the layers are used in order and pro rata`(
    loss: Double, fund: [Double], calls: [Double], uncovered: Double
  ) {
    let use = Self.house.allocate(loss: loss)
    #expect(use.contributions(.defaulterInitialMargin) == [40])
    #expect(use.contributions(.defaulterDefaultFund) == [10])
    #expect(use.contributions(.skinInTheGame) == [15])
    #expect(use.contributions(.survivorsDefaultFund) == fund)
    #expect(use.contributions(.assessments) == calls)
    #expect(use.uncovered == uncovered)
  }

  /// Sequential allocation over layers of 50, 10, 5, 90, 90 and 40; closed form.
  static let deep = DefaultWaterfall(
    defaulterInitialMargin: 50, defaulterDefaultFund: 10, skinInTheGame: 5,
    survivorsDefaultFund: [40, 30, 20], assessmentMultiple: 1, variationMarginGains: [25, 15])

  @Test(arguments: [
    (45.0, [45.0, 0, 0, 0, 0, 0], 0.0), (63, [50, 10, 3, 0, 0, 0], 0),
    (100, [50, 10, 5, 35, 0, 0], 0), (200, [50, 10, 5, 90, 45, 0], 0),
    (260, [50, 10, 5, 90, 90, 15], 0), (300, [50, 10, 5, 90, 90, 40], 15),
  ])
  func `each layer is exhausted before the next`(
    loss: Double, used: [Double], uncovered: Double
  ) {
    let use = Self.deep.allocate(loss: loss)
    #expect(use.layers.map(\.kind) == LossLayerKind.allCases)
    // This house has no second skin in the game.
    #expect(use.total(.secondSkinInTheGame) == 0)
    #expect(use.layers.filter { $0.kind != .secondSkinInTheGame }.map(\.total) == used)
    #expect(use.uncovered == uncovered)
  }

  @Test func `survivors share in proportion to their contributions`() {
    let use = Self.deep.allocate(loss: 100)
    expectClose(use.contributions(.survivorsDefaultFund), [140 / 9.0, 105 / 9.0, 70 / 9.0], 1e-12)
  }

  @Test func `gains are haircut pro rata`() {
    // A shortfall of 25 against gains of 60, 30 and 10 is a haircut of a quarter (CPMI–IOSCO 2017).
    let use = DefaultWaterfall(layers: [
      LossLayer(kind: .variationMarginGains, capacities: [60, 30, 10])
    ]).allocate(loss: 25)
    #expect(use.contributions(.variationMarginGains) == [15, 7.5, 2.5])
  }

  @Test func `what is used and what is uncovered add up to the loss`() {
    for step in 0...400 {
      let loss = Double(step) * 0.77
      let use = Self.deep.allocate(loss: loss)
      let total = use.layers.reduce(0) { $0 + $1.total }
      #expect(abs(total + use.uncovered - loss) <= 1e-12 * max(1, loss))
      for layer in use.layers {
        #expect(abs(layer.contributions.reduce(0, +) - layer.total) <= 1e-12 * max(1, loss))
      }
    }
  }

  @Test func `a waterfall without layers covers nothing`() {
    let use = DefaultWaterfall(layers: []).allocate(loss: 7)
    #expect(use.uncovered == 7)
    #expect(use.total(.assessments) == 0 && use.contributions(.assessments).isEmpty)
  }

  @Test func `the second skin in the game stands behind the survivors and before the calls`() {
    let house = DefaultWaterfall(
      defaulterInitialMargin: 40, defaulterDefaultFund: 10, skinInTheGame: 15,
      survivorsDefaultFund: [12, 8, 20], secondSkinInTheGame: 6, assessmentMultiple: 1)
    let use = house.allocate(loss: 130)
    #expect(use.contributions(.survivorsDefaultFund) == [12, 8, 20])
    #expect(use.contributions(.secondSkinInTheGame) == [6])
    // 130 − 40 − 10 − 15 − 40 − 6 = 19 of 40.
    expectClose(use.contributions(.assessments), [5.7, 3.8, 9.5], 1e-12)
    #expect(house.allocate(loss: 104).total(.secondSkinInTheGame) == 0)
  }

  /// Nasdaq Clearing, September 2018, as published: 114 million beyond the defaulter's resources, 7
  /// of them from the house's junior capital and 107 from a fund of 166.
  @Test func `the default at Nasdaq Clearing used what was published`() {
    let use = DefaultWaterfall(
      defaulterInitialMargin: 0, defaulterDefaultFund: 0, skinInTheGame: 7,
      survivorsDefaultFund: [166], assessmentMultiple: 1
    ).allocate(loss: 114)
    #expect(use.total(.skinInTheGame) == 7 && use.total(.survivorsDefaultFund) == 107)
    #expect(use.total(.assessments) == 0 && use.uncovered == 0)
  }
}
