internal import LinearAlgebra

/// Regimes between two others: every field belongs to one lever, and each lever stands where it is told.
extension ResolvedRegime {
  /// The regime in which every lever stands somewhere between two others (MODEL.md, "Levers").
  ///
  /// Numbers are linear in the place `h` of their lever: a rule that goes from its own value to the common
  /// centre has the dispersion `δ = 1 − h`, and recognition that goes from none to full is `ρ = h`, so that zones
  /// merge at 1 only. Categories change over at the switch point. With `h` = 0 or 1 everywhere the canonical form is
  /// exactly that of the one or of the other; with `h` of either for each lever, it is the regime in which some
  /// levers are moved. The cost of changing a rule goes with the rule; on the way it is the dearer of both.
  package init(
    between first: ResolvedRegime, and second: ResolvedRegime, at place: LeverPositions,
    jurisdictions: [Jurisdiction], assets: [String]
  ) throws(RecognitionError) {
    let hasNewTopology = place.isSwitched(.clearing)
    var recognition: [RecognitionSubject: Matrix] = [:]
    for subject in RecognitionSubject.allCases {
      recognition[subject] = Self.between(
        first.matrix(of: subject), second.matrix(of: subject), at: place, subject.lever)
    }
    let contents = RegimeContents(
      rulebooks: zip(first.rulebooks, second.rulebooks).map {
        Self.between($0, $1, at: place, assets: assets)
      },
      recognition: recognition,
      topology: hasNewTopology ? second.topology : first.topology,
      globalClearer: hasNewTopology ? second.globalClearer : first.globalClearer,
      positionData: hasNewTopology ? second.positionData : first.positionData,
      coordination: Self.between(first.coordination, second.coordination, at: place),
      settlementDelayHours: place.between(
        first.settlementDelayHours, second.settlementDelayHours, .technicalStandards),
      interoperability: Interoperability(
        between: first.interoperability, and: second.interoperability, at: place),
      commonality: place.between(first.commonality, second.commonality, .technicalStandards),
      transitionCostPerRule: Dictionary(
        uniqueKeysWithValues: Lever.allCases.map {
          ($0, Self.transitionCost(of: $0, first, second, at: place))
        }))
    try self.init(contents, jurisdictions: jurisdictions, assets: assets)
  }

  /// One regime with some levers moved to where another has them.
  ///
  /// All ten give the canonical form of the other, none that of the first.
  package static func mixed(
    from first: ResolvedRegime, to second: ResolvedRegime, levers: some Sequence<Lever>,
    jurisdictions: [Jurisdiction], assets: [String]
  ) -> ResolvedRegime {
    do throws(RecognitionError) {
      return try ResolvedRegime(
        between: first, and: second, at: LeverPositions(moved: levers),
        jurisdictions: jurisdictions, assets: assets)
    } catch {
      preconditionFailure("licences are recognised as in one of two regimes that hold: \(error)")
    }
  }

  func matrix(of subject: RecognitionSubject) -> Matrix {
    switch subject {
    case .licences: recognition
    case .collateral: collateralRecognition
    case .reports: reportRecognition
    }
  }

  private static func between(
    _ first: Matrix, _ second: Matrix, at place: LeverPositions, _ lever: Lever
  ) -> Matrix {
    var matrix = first
    for j in 0..<first.rows {
      for k in 0..<first.columns { matrix[j, k] = place.between(first[j, k], second[j, k], lever) }
    }
    return matrix
  }

  private static func between(
    _ first: Rulebook, _ second: Rulebook, at place: LeverPositions, assets: [String]
  ) -> Rulebook {
    var rulebook = first
    for rule in NumericRule.all(assets: assets) {
      rule.set(&rulebook, place.between(rule.get(first), rule.get(second), rule.lever))
    }
    for rule in CategoricalRule.all where place.isSwitched(rule.lever) {
      rule.copy(second, &rulebook)
    }
    return rulebook
  }

  private static func transitionCost(
    of lever: Lever, _ first: ResolvedRegime, _ second: ResolvedRegime, at place: LeverPositions
  ) -> Double {
    switch place[lever] {
    case 0: first.transitionCost(of: lever)
    case 1: second.transitionCost(of: lever)
    default: max(first.transitionCost(of: lever), second.transitionCost(of: lever))
    }
  }

  private static func between(
    _ first: Coordination, _ second: Coordination, at place: LeverPositions
  ) -> Coordination {
    if case .college(let oldDelay, let oldQuorum) = first,
      case .college(let newDelay, let newQuorum) = second
    {
      return .college(
        delayHours: place.between(oldDelay, newDelay, .enforcement),
        quorum: place.between(oldQuorum, newQuorum, .enforcement))
    }
    return place.isSwitched(.enforcement) ? second : first
  }
}
