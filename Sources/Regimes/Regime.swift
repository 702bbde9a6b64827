package import LinearAlgebra

/// How trades are cleared across venues.
package enum ClearingTopology: String, Sendable, CaseIterable {
  /// Contracts off venues stay between their parties; each venue clears itself.
  case bilateral
  /// Each venue clears itself; nothing nets across venues.
  case perVenue = "per_venue"
  /// One clearing house for each zone; what is traded inside the zone nets.
  case perJurisdiction = "per_jurisdiction"
  /// The same houses, each of which counts what a member holds at the others.
  case linked
  /// One clearing house for the world; nets across zones as far as they recognise each other.
  case global
}

/// Which positions of a member a clearing house sees when it charges for concentration.
package enum PositionData: String, Sendable, CaseIterable {
  /// Those that it clears itself.
  case own
  /// Those at all houses.
  case shared
}

/// How authorities act on what they find.
package enum Coordination: Sendable, Equatable {
  /// Each at once, on its own sight, with its own error of judgement.
  case alone
  /// Reports are shared as far as they are recognised; decisions stay separate.
  case memorandum
  /// One decision with one common error, after a delay, once this share of authorities sees the breach.
  case college(delayHours: Double, quorum: Double)
}

/// How far licences, collateral and reports of one jurisdiction count in another.
package enum Recognition: Sendable, Equatable {
  /// Nobody recognises anybody: every jurisdiction is its own zone.
  case none
  /// Everybody recognises everybody: one zone.
  case full
  /// `matrix[j, k]` in [0, 1] is how far `k`'s licences, collateral and reports count in `j`.
  case matrix(Matrix)

  /// The recognition matrix over this many jurisdictions; the diagonal is one.
  package func matrix(jurisdictions count: Int) -> Matrix {
    switch self {
    case .none: return Matrix.identity(count)
    case .full: return Matrix(rows: count, columns: count, repeating: 1)
    case .matrix(var given):
      for j in 0..<count { given[j, j] = 1 }
      return given
    }
  }
}

/// Where on the path from fragmented to harmonised the rules stand, and how strict their centre is.
///
/// `rulebook_j = centre(strictness) + dispersion · deviation_j`, with deviations of activity-weighted
/// mean zero (MODEL.md, "Fragmentation and strictness are separate").
package struct HarmonisationPath: Sendable, Equatable {
  /// δ in [0, 1]: 1 keeps the jurisdictions' differences, 0 removes them.
  package var dispersion = 1.0
  /// δ of single levers, where it differs from `dispersion`.
  package var leverDispersion: [Lever: Double] = [:]
  /// In [−1, 1]: −1 the laxest rule is the centre, 0 the activity-weighted mean, 1 the strictest.
  package var strictness = 0.0
  /// Categorical rules take the activity-weighted mode where δ is below this point.
  package var categoricalSwitchPoint = 0.5

  package init() {}

  package func dispersion(of lever: Lever) -> Double { leverDispersion[lever] ?? dispersion }
}

/// A regime as data: what is to be done to the jurisdictions' own rulebooks, and the world's rules.
package struct Regime: Sendable, Equatable {
  package var name: String
  package var path = HarmonisationPath()
  /// Of all subjects that have none of their own.
  package var recognition = Recognition.none
  /// Of single subjects, where it differs.
  package var recognitionBySubject: [RecognitionSubject: Recognition] = [:]
  /// Jurisdictions that harmonise among themselves.
  package var blocs: [Bloc] = []
  package var topology = ClearingTopology.perVenue
  /// Id of the clearing house of the world under a global topology; nil: the first that there is.
  package var globalClearer: String?
  package var positionData = PositionData.own
  package var coordination = Coordination.alone
  /// Time that a transfer between zones without recognition takes; scaled by 1 − ρ.
  package var settlementDelayHours = 0.0
  package var interoperability = Interoperability()
  /// Share in [0, 1] of a hazard's probability that is one common draw for all adopters of a standard.
  package var commonality = 0.0
  /// One-off cost for every rule that changes for a firm on the way to this regime.
  package var transitionCostPerRule = 0.0
  /// Whether it is what its fields say, or lies between two other regimes.
  package var origin = RegimeOrigin.itself
  /// Whether it is in force from the start of a run, or after another one.
  package var introduction = RegimeIntroduction.atOnce

  package init(name: String) { self.name = name }

  package func recognition(of subject: RecognitionSubject) -> Recognition {
    recognitionBySubject[subject] ?? recognition
  }
}
