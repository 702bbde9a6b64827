/// Metrics of loans on demand that are repaid; each only where a world has terms of repayment.
func creditMetrics(of specification: WorldSpecification) -> [ReplicateMetric] {
  let terms = specification.creditLines.compactMap(\.repayment)
  let support = specification.supervision.supportRepayment
  var metrics: [ReplicateMetric] = []
  if !terms.isEmpty {
    metrics.append(
      .init(
        "credit_repaid", unit: "money", "paid back on credit lines, interest included", .stability
      ) { world, _ in world.tally.creditRepaid })
  }
  if support != nil {
    metrics.append(
      .init(
        "support_repaid", unit: "money", "paid back to lenders of last resort, interest included",
        .stability
      ) { world, _ in world.tally.supportRepaid })
  }
  if (terms + [support].compactMap { $0 }).contains(where: { $0.interestPerYear > 0 }) {
    metrics.append(
      .init(
        "loan_interest", unit: "money",
        "interest added to what is owed on credit lines and to lenders of last resort", .stability
      ) { world, _ in world.tally.loanInterest })
  }
  return metrics
}
