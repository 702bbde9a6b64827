/// Takes over, or is taken over by, a firm of its kind where both earn more as one.
package struct Consolidation: Sendable, Equatable {
  package var reviewHours: Double
  /// Yearly compliance cost over equity from which a firm looks for a partner.
  package var costShare: Double
  /// Money paid once for a merger; made if a year's gain exceeds it.
  package var mergerCost: Double

  package init(reviewHours: Double, costShare: Double = 0, mergerCost: Double = 0) {
    self.reviewHours = reviewHours
    self.costShare = costShare
    self.mergerCost = mergerCost
  }
}
