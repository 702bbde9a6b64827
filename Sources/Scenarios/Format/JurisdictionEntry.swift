internal import Formats

/// A jurisdiction and its rules.
struct JurisdictionEntry: DescribedObject, Equatable {
  var id = ""
  var name = ""
  var activity = 1.0
  var rulebook = RulebookEntry()

  static let object = ObjectDescription(
    "Jurisdiction", "A jurisdiction: its own rules, and its weight in the centre of all rules.",
    initial: JurisdictionEntry()
  ) {
    Field("id", \.id, .identifier(.jurisdiction), "The name by which everything refers to it.")
    Field(optional: "name", \.name, .string, "The name that people read; empty means the id.")
    Field(
      optional: "activity", \.activity, .number(.positive),
      "Weight in activity-weighted means of rules; only ratios matter.")
    Field(
      optional: "rulebook", \.rulebook, .object,
      "What it rules otherwise than the market's own rulebook.")
  }
}
