internal import Formats
internal import Regimes

/// A regime as written, after what it extends has been merged in.
struct RegimeEntry: DescribedObject, Equatable {
  var isAbstract = false
  var extends: String?
  var path = PathEntry()
  var recognition = SubjectRecognitionEntry.all(.none)
  var blocs: [BlocEntry] = []
  var topology = ClearingTopology.perVenue
  var globalClearer: String?
  var positionData = PositionData.own
  var coordination = Coordination.alone
  var settlementDelayHours = 0.0
  var interoperability = Interoperability()
  var commonality = 0.0
  var transitionCostPerRule = 0.0
  var between: BetweenEntry?
  var transition: TransitionEntry?

  static let object = ObjectDescription(
    "Regime", "What is done to the jurisdictions' own rulebooks, and the rules of the world.",
    initial: RegimeEntry()
  ) {
    Field(
      optional: "abstract", \.isAbstract, .boolean, "Only a base that others extend; never run.")
    Field(
      optional: "extends", \.extends, .orNull(.reference(.regime)),
      "The regime from which everything is taken that is not said here.")
    Field(optional: "path", \.path, .object, "Where the rules stand between apart and together.")
    Field(
      optional: "recognition", \.recognition, SubjectRecognitionEntry.codec,
      "How far licences, collateral and reports count elsewhere.")
    Field(
      optional: "blocs", \.blocs, .array(of: .object),
      "Jurisdictions that harmonise among themselves.")
    Field(optional: "topology", \.topology, .choice, "How trades are cleared across venues.")
    Field(
      optional: "global_clearer", \.globalClearer, .orNull(.reference(.institution)),
      "The clearing house of the world, where the topology is global; null: the first of the file.")
    Field(
      optional: "position_data", \.positionData, .choice,
      "Which positions of a member a clearer charges for concentration.")
    Field(
      optional: "coordination", \.coordination, .described(Coordination.object),
      "How authorities act on what they find.")
    Field(
      optional: "settlement_delay_hours", \.settlementDelayHours, .hours(),
      "Time of a transfer between zones without recognition.")
    Field(
      optional: "interoperability", \.interoperability, .object,
      "Finality and failing messages of transfers between zones.")
    Field(
      optional: "commonality", \.commonality, .fraction,
      "Share of a hazard that is one common draw for all adopters of a standard.")
    Field(
      optional: "transition_cost_per_rule", \.transitionCostPerRule, .money(),
      "One-off cost for every rule that changes for a firm.")
    Field(
      optional: "between", \.between, .orNull(.object),
      "The regime lies between two others, and says nothing else itself; null: it is what it says.")
    Field(
      optional: "transition", \.transition, .orNull(.object),
      "The regime comes into force in the course of the run; null: it is in force from the start.")
  }
}
