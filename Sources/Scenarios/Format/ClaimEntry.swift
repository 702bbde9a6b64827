internal import Formats

/// Face of an unsecured claim between two institutions.
struct ClaimEntry: DescribedObject, Equatable {
  var creditor = ""
  var debtor = ""
  var amount = 0.0
  var layer = StatedLayer.loans

  static let object = ObjectDescription(
    "Claim", "The face of an unsecured claim.", initial: ClaimEntry()
  ) {
    Field("creditor", \.creditor, .reference(.institution), "Who is owed.")
    Field("debtor", \.debtor, .reference(.institution), "Who owes.")
    Field("amount", \.amount, .money(), "Face.")
    Field(optional: "layer", \.layer, .choice, "What kind of claim.")
  }
  .checking { claim in
    claim.creditor == claim.debtor
      ? [
        .init(
          "debtor", found: "an exposure of \(claim.creditor) to itself",
          expected: "a debtor other than the creditor")
      ] : []
  }
}
