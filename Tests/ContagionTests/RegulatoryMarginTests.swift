import Contagion
import Testing

@Suite struct RegulatoryMarginTests {
  /// Murphy, Vasios and Vause (2014): moves of three deviations.
  @Test(arguments: [
    (0.94, [1.216552506059644, 1.76883233258554, 2.1658899065374504]),
    (0.97, [1.1135528725660044, 1.459495732915996, 1.7608540498407514]),
    (0.99, [1.0392304845413265, 1.1798642298162958, 1.32851172367035]),
  ])
  func `an exponential margin grows as in closed form, and as its recursion does`(
    decay: Double, expected: [Double]
  ) {
    for (moves, growth) in zip([1, 5, 10], expected) {
      #expect(abs(deviationGrowth(decay: decay, moves: moves, size: 3) - growth) < 1e-12)
      let margins = exponentialMargins(
        returns: Array(repeating: -0.06, count: moves), decay: decay, initialDeviation: 0.02,
        quantile: 2.33)
      #expect(margins.count == moves + 1)
      #expect(abs(margins[moves] / margins[0] - growth) < 1e-12)
    }
    #expect(deviationGrowth(decay: decay, moves: 0, size: 3) == 1)
    #expect(abs(deviationGrowth(decay: decay, moves: 100_000, size: 3) - 3) < 1e-12)
  }

  @Test func `procyclicality is the rise within the horizon and peak over trough`() {
    let margins = [2.0, 3, 2.5, 5, 4, 1]
    #expect(MarginProcyclicality(margins: margins, horizon: 1).largestRise == 2.5)
    #expect(MarginProcyclicality(margins: margins, horizon: 3).largestRise == 3)
    #expect(MarginProcyclicality(margins: margins, horizon: 3).peakToTrough == 5)
    #expect(MarginProcyclicality(margins: [3, 2, 1], horizon: 9).largestRise == 0)
    #expect(MarginProcyclicality(margins: [], horizon: 1).peakToTrough == nil)
    #expect(MarginProcyclicality(margins: [0, 1], horizon: 1).peakToTrough == nil)
  }

  @Test func `the European tools damp calls and never ask for less than is calculated`() {
    let calculated = [100.0, 110, 130, 120, 60, 70]
    expectClose(
      AntiProcyclicality.buffer(share: 0.25).margins(calculated: calculated),
      [125, 125, 130, 130, 75, 75], 1e-12)
    expectClose(
      AntiProcyclicality.stressWeight(share: 0.25, stressedMargin: 200)
        .margins(calculated: calculated), [125, 132.5, 147.5, 140, 95, 102.5], 1e-12)
    expectClose(
      AntiProcyclicality.floor(longTermMargin: 105).margins(calculated: calculated),
      [105, 110, 130, 120, 105, 105], 1e-12)
    #expect(AntiProcyclicality.none.margins(calculated: calculated) == calculated)
    let buffer = AntiProcyclicality.buffer(share: 0.25)
    #expect(buffer.margin(calculated: 100, held: nil) == 125)
    #expect(buffer.margin(calculated: 110, held: 125) == 125)
    #expect(buffer.margin(calculated: 130, held: 125) == 130)
    #expect(buffer.margin(calculated: 60, held: 130) == 75)
    let plain = MarginProcyclicality(margins: calculated, horizon: 2)
    for tool in [
      AntiProcyclicality.buffer(share: 0.25), .stressWeight(share: 0.25, stressedMargin: 200),
      .floor(longTermMargin: 105),
    ] {
      let damped = tool.margins(calculated: calculated)
      let measures = MarginProcyclicality(margins: damped, horizon: 2)
      #expect(measures.largestRise < plain.largestRise)
      #expect(zip(damped, calculated).allSatisfy { $0 >= $1 })
    }
  }

  /// BCBS–IOSCO d499, appendix A.
  @Test(arguments: [(0.0, 9.6e6), (0.25, 13.2e6), (0.5, 16.8e6), (1, 24e6)])
  func `the schedule weighs gross margin by the net-to-gross ratio`(ratio: Double, net: Double) {
    let gross = scheduleGrossMargin([(.commodity, 100e6), (.equity, 60e6)])
    #expect(abs(gross - 24e6) < 1e-6)
    #expect(abs(scheduleNetMargin(gross: gross, netToGrossRatio: ratio) - net) < 1e-6)
    let costs = scheduleNetMargin(
      gross: gross, netReplacementCost: 8 * ratio, grossReplacementCost: 8)
    #expect(abs(costs - net) < 1e-6)
  }

  @Test func `without replacement cost the ratio is one, and other classes have their rates`() {
    #expect(scheduleNetMargin(gross: 5, netReplacementCost: 0, grossReplacementCost: 0) == 5)
    #expect(
      ScheduleMarginClass.allCases.map(\.rate)
        == [0.02, 0.05, 0.1, 0.15, 0.15, 0.06, 0.01, 0.02, 0.04, 0.15])
    #expect(scheduleGrossMargin([]) == 0)
  }

  /// BCBS–IOSCO d499: threshold EUR 50 million, haircuts of appendix B.
  @Test func `only what is above the threshold is exchanged, and collateral is cut`() {
    #expect([30.0, 50, 80].map { exchangedMargin(required: $0, threshold: 50) } == [0, 0, 30])
    #expect(exchangedMargin(required: 50.4, threshold: 50, minimumTransfer: 0.5) == 0)
    #expect(exchangedMargin(required: 51, threshold: 50, minimumTransfer: 0.5) == 1)
    func value(_ kind: ScheduleCollateral, _ mismatch: Bool) -> Double {
      kind.value(ofMarketValue: 100, currencyMismatch: mismatch)
    }
    expectClose(
      [
        value(.governmentAboveFiveYears, true), value(.equity, false), value(.gold, true),
        value(.cash, false), value(.corporateToOneYear, false),
      ], [88, 85, 77, 100, 99], 1e-9)
  }

  /// ESMA decision (EU) 2018/796: crypto at 2 to 1, close-out at half the margin.
  @Test func `a retail contract on crypto is closed after a move of a quarter`() {
    let contract = RetailContractForDifference(notional: 100)
    #expect(contract.initialMargin == 50 && contract.closeOutEquity == 25)
    #expect(contract.adverseMoveToCloseOut == 0.25)
    #expect(contract.clientLoss(adverseMove: 0.25) == 25)
    #expect(contract.clientLoss(adverseMove: 0.8) == 50)
    #expect(abs(contract.providerLoss(adverseMove: 0.8) - 30) < 1e-12)
    #expect(contract.clientLoss(adverseMove: -0.3) == 0)
    #expect(
      RetailContractForDifference.Underlying.allCases.map(\.maximumLeverage) == [30, 20, 10, 5, 2])
  }

  /// MAS consultation of November 2019: S$10,000 at an exchange margin of 40 % needs S$6,000.
  @Test func `Singapore's proposal is one and a half times the exchange's margin or a half`() {
    let margins = [0.4, 0.3, 0.2].map {
      singaporeRetailMargin(notional: 10_000, exchangeMarginRate: $0)
    }
    expectClose(margins, [6000, 5000, 5000], 1e-9)
  }

  /// BCBS SCO60.
  @Test func `group 2b capital is the larger side, and limits move exposures there`() {
    #expect(groupTwoRiskWeightedAssets(long: 120, short: 80) == 1500)
    #expect(groupTwoRiskWeightedAssets(long: 120, short: 200, riskWeight: 2) == 400)
    #expect(0.08 * groupTwoRiskWeightedAssets(long: 80, short: 120) == 120)
    let limits = [8.0, 10, 15, 20, 25].map { GroupTwoLimit(exposure: $0, tierOneCapital: 1000) }
    #expect(
      limits == [.within, .within, .excessAsGroupTwoB, .excessAsGroupTwoB, .allAsGroupTwoB])
    #expect(
      [8.0, 15, 25].map {
        GroupTwoLimit.amountAsGroupTwoB(exposure: $0, tierOneCapital: 1000)
      } == [0, 5, 25])
  }
}
