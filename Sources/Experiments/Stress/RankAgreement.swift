import Formats
import Results

/// How far claims alone explain a ranking: what they carry of the losses, and whether they put institutions
/// in the same order.
package struct RankAgreement: Sendable, Equatable {
  /// Two orders of the same institutions, each against that of the simulated loss.
  package struct Order: Sendable, Equatable {
    package var spearman: Double?
    package var kendall: Double?

    init(_ measure: [Double], _ losses: [Double]) {
      spearman = RankCorrelation.spearman(measure, losses)
      kendall = RankCorrelation.kendall(measure, losses)
    }
  }

  package var regime: String
  package var mode: String
  package var institutions: Int
  /// Mean further losses, summed over who fails.
  package var furtherLoss: Double
  /// What claims alone carry of the same failures.
  package var claimsLoss: Double
  package var byClaims: Order
  package var byDistress: Order

  /// From the lines of one regime and mode.
  init(_ lines: some Collection<DefaultRanking.Line>, regime: String, mode: String) {
    self.regime = regime
    self.mode = mode
    institutions = lines.count
    let losses = lines.map(\.furtherLoss.mean)
    furtherLoss = losses.reduce(0, +)
    claimsLoss = lines.reduce(0) { $0 + $1.claimsLoss }
    byClaims = Order(lines.map(\.claimsLoss), losses)
    byDistress = Order(lines.map(\.distress), losses)
  }

  static func table(money: String) -> Table {
    func order(_ name: String, _ of: String) -> [Column] {
      [
        Column(
          "spearman_\(name)", .number,
          "Spearman's rank correlation of \(of) with further_loss over institutions; empty where one of "
            + "them is the same for all."),
        Column(
          "kendall_\(name)", .number, "Kendall's tau-b of the same, ties taken into account."),
      ]
    }
    return Table(
      "rank_agreement", "One row per regime and mode: what claims alone explain of the ranking.",
      columns: [
        Column("regime", .string, "Name of the regime.", isRequired: true),
        Column("mode", .string, "Comparison: impact or equilibrium.", isRequired: true),
        Column("institutions", .integer, "Institutions that are ranked.", isRequired: true),
        Column(
          "further_loss", .number, unit: money, "Mean further losses, summed over who fails.",
          isRequired: true),
        Column(
          "claims_loss", .number, unit: money, "The same through claims alone.", isRequired: true),
      ] + order("claims", "claims_loss") + order("distress", "distress"), key: ["regime", "mode"])
  }

  var cells: [CSVWriter.Cell] {
    [
      .string(regime), .string(mode), .int(institutions), .double(furtherLoss),
      .double(claimsLoss),
    ]
      + [byClaims.spearman, byClaims.kendall, byDistress.spearman, byDistress.kendall]
      .map { .init(optional: $0) }
  }
}

extension DefaultRanking {
  /// For each regime and mode, in the order of the lines.
  package var agreements: [RankAgreement] {
    var agreements: [RankAgreement] = []
    var place = lines.startIndex
    while place < lines.endIndex {
      let (regime, mode) = (lines[place].regime, lines[place].mode)
      let own = lines[place...].prefix { $0.regime == regime && $0.mode == mode }
      agreements.append(RankAgreement(own, regime: regime, mode: mode))
      place = own.endIndex
    }
    return agreements
  }
}
