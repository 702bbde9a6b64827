import Testing

@testable import Experiments

@Suite("Rank correlations")
struct RankCorrelationTests {
  @Test("without ties they are the share of pairs in order, and 1 − 6·Σd²/(n³ − n)")
  func withoutTies() throws {
    let first: [Double] = [7, 4, 3, 10, 6, 2, 9, 8, 1, 5]
    let second: [Double] = [5, 7, 3, 10, 1, 9, 6, 2, 8, 4]
    var agreement = 0
    for i in 0..<10 {
      for k in 0..<i {
        agreement += (first[i] - first[k]) * (second[i] - second[k]) > 0 ? 1 : -1
      }
    }
    let squares = zip(first, second).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let tau = try #require(RankCorrelation.kendall(first, second))
    let rho = try #require(RankCorrelation.spearman(first, second))
    #expect(abs(tau - Double(agreement) / 45) < 1e-14)
    #expect(abs(rho - (1 - 6 * squares / 990)) < 1e-14)
  }

  @Test("ties count on neither side, as in scipy.stats")
  func ties() throws {
    let x: [Double] = [1, 2, 2, 3, 5]
    let y: [Double] = [2, 1, 4, 4, 4]
    let tau = try #require(RankCorrelation.kendall(x, y))
    let rho = try #require(RankCorrelation.spearman(x, y))
    // Five pairs in the same order, one in the reverse; 9 untied in x, 7 in y. scipy 0.5039526306789696.
    #expect(abs(tau - 4 / 63.0.squareRoot()) < 1e-14)
    // Ranks 1, 2½, 2½, 4, 5 and 2, 1, 4, 4, 4: products 5.5, squares 9.5 and 8. scipy 0.6308932681440449.
    #expect(abs(rho - 5.5 / 76.0.squareRoot()) < 1e-14)
    #expect(meanRanks(x) == [1, 2.5, 2.5, 4, 5])
  }

  @Test("the same order is 1 and the reverse −1, whatever the scale; a constant has no order")
  func extremes() throws {
    let values: [Double] = [3, -1, 40, 7, 0.5]
    for (order, sign) in [(values.map { $0 * $0 * $0 }, 1.0), (values.map { -$0 }, -1.0)] {
      #expect(RankCorrelation.kendall(values, order) == sign)
      #expect(abs(try #require(RankCorrelation.spearman(values, order)) - sign) < 1e-14)
    }
    #expect(RankCorrelation.kendall(values, values.map { _ in 2 }) == nil)
    #expect(RankCorrelation.spearman(values, values.map { _ in 2 }) == nil)
    #expect(RankCorrelation.kendall([1], [1]) == nil)
  }
}
