/// Two one-sided tests (Schuirmann 1987): whether a mean difference is shown to be smaller than a margin.
///
/// The absence of a significant difference shows nothing; this test turns the question round. Its null
/// hypothesis is a difference of the margin or more, and `p` is the larger of the two one-sided p-values.
package struct EquivalenceTest: Sendable, Equatable {
  package var difference: Double
  package var margin: Double
  package var p: Double

  /// Both one-sided tests reject at this level.
  package func isEquivalent(level: Double = 0.05) -> Bool { p < level }

  /// Of differences of pairs; none for fewer than two.
  package init?(differences: [Double], margin: Double) {
    guard let deviation = sampleStandardDeviation(differences) else { return nil }
    self.init(
      difference: mean(differences),
      standardError: deviation / Double(differences.count).squareRoot(),
      degreesOfFreedom: Double(differences.count - 1), margin: margin)
  }

  /// Of two independent samples; none unless both have two values or more.
  package init?(_ other: [Double], minus baseline: [Double], margin: Double) {
    guard let moments = WelchMoments(other, minus: baseline) else { return nil }
    self.init(
      difference: moments.difference, standardError: moments.variance.squareRoot(),
      degreesOfFreedom: moments.degreesOfFreedom ?? 1, margin: margin)
  }

  private init(
    difference: Double, standardError: Double, degreesOfFreedom: Double, margin: Double
  ) {
    precondition(margin >= 0, "margin \(margin)")
    self.difference = difference
    self.margin = margin
    guard standardError > 0 else {
      p = abs(difference) <= margin ? 0 : 1
      return
    }
    func tail(_ t: Double) -> Double { studentUpperTail(t, degreesOfFreedom: degreesOfFreedom) }
    p = max(
      tail((difference + margin) / standardError), tail((margin - difference) / standardError))
  }
}
