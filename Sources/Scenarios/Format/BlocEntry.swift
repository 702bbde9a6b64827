internal import Formats
internal import Regimes

/// Jurisdictions that harmonise among themselves, as written.
struct BlocEntry: DescribedObject, Equatable {
  var members: [String] = []
  var path = PathEntry(dispersion: 0)
  var recognition = 1.0

  static let object = ObjectDescription(
    "Bloc",
    "Jurisdictions that harmonise among themselves; the others keep the rules that they have.",
    initial: BlocEntry()
  ) {
    Field(
      "members", \.members, .array(of: .reference(.jurisdiction), count: 2...Int.max),
      "The members; a jurisdiction is in one bloc at most.")
    Field(
      optional: "path", \.path, PathEntry.bloc.codec,
      "Where the members' rules stand: their centre is that of the members, weighted by activity.")
    Field(
      optional: "recognition", \.recognition, .fraction,
      "How far members recognise each other, in licences, collateral and reports alike.")
  }

  func bloc(jurisdictions: [String]) -> Bloc {
    var bloc = Bloc(members: members.compactMap { jurisdictions.firstIndex(of: $0) })
    bloc.path = path.path
    bloc.recognition = recognition
    return bloc
  }
}
