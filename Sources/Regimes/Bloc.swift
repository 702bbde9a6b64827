internal import LinearAlgebra

/// Jurisdictions that harmonise among themselves, while others keep what they have.
///
/// The rules of the members move along the bloc's own path, toward the centre of the members weighted by
/// their activity; each recognises every other member so far, in all subjects.
package struct Bloc: Sendable, Equatable {
  /// Places of the members among the jurisdictions; a jurisdiction is in one bloc at most.
  package var members: [Int]
  /// Where the members' rules stand between apart and together; together unless it says otherwise.
  package var path: HarmonisationPath
  /// ρ between members, in [0, 1].
  package var recognition = 1.0

  package init(members: [Int]) {
    self.members = members
    path = HarmonisationPath()
    path.dispersion = 0
  }
}

/// The rulebooks after every bloc has moved those of its members.
func unified(
  _ rulebooks: [Rulebook], of jurisdictions: [Jurisdiction], in blocs: [Bloc], assets: [String]
) -> [Rulebook] {
  var moved = rulebooks
  for bloc in blocs {
    let members = bloc.members.map { j in
      Jurisdiction(
        id: jurisdictions[j].id, rulebook: rulebooks[j], activity: jurisdictions[j].activity)
    }
    for (j, rulebook) in zip(bloc.members, harmonised(members, along: bloc.path, assets: assets)) {
      moved[j] = rulebook
    }
  }
  return moved
}

extension Regime {
  /// ρ of a subject over this many jurisdictions, blocs included.
  func recognitionMatrix(of subject: RecognitionSubject, jurisdictions count: Int) -> Matrix {
    var matrix = recognition(of: subject).matrix(jurisdictions: count)
    for bloc in blocs {
      for j in bloc.members {
        for k in bloc.members where k != j { matrix[j, k] = bloc.recognition }
      }
    }
    return matrix
  }
}
