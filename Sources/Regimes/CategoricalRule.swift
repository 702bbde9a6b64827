/// A rule that is a category: how to read it as text, and how to take it over from another rulebook.
package struct CategoricalRule: Sendable {
  package let name: String
  package let lever: Lever
  package let text: @Sendable (Rulebook) -> String
  package let copy: @Sendable (_ from: Rulebook, _ to: inout Rulebook) -> Void
  /// Whether it says anything in a rulebook: what is not in force in any is no rule of that world.
  package var isInForce: @Sendable (Rulebook) -> Bool = { _ in true }

  /// Every categorical field of a rulebook, in the order of its declaration.
  package static let all: [CategoricalRule] = [
    .init(
      name: "margin_model", lever: .margin, text: { $0.marginModel.rawValue },
      copy: { $1.marginModel = $0.marginModel }, isInForce: { $0.marginModel != .exponential }),
    .init(
      name: "group_two_limits", lever: .capital, text: { String($0.groupTwoLimits) },
      copy: { $1.groupTwoLimits = $0.groupTwoLimits }, isInForce: \.groupTwoLimits),
    .init(
      name: "clearing_mandate", lever: .clearing, text: { String($0.clearingMandate) },
      copy: { $1.clearingMandate = $0.clearingMandate }),
    .init(
      name: "uncleared_margin", lever: .clearing, text: { String($0.unclearedMargin) },
      copy: { $1.unclearedMargin = $0.unclearedMargin }, isInForce: { $0.unclearedMargin }),
    .init(
      name: "insolvency", lever: .custody, text: { $0.insolvency.rawValue },
      copy: { $1.insolvency = $0.insolvency }),
    .init(
      name: "access", lever: .access, text: { $0.access.rawValue },
      copy: { $1.access = $0.access }),
    .init(
      name: "contract_standard", lever: .contracts, text: { $0.contractStandard },
      copy: { $1.contractStandard = $0.contractStandard }),
    .init(
      name: "oracle_standard", lever: .technicalStandards,
      text: { $0.oracleStandard ?? "" }, copy: { $1.oracleStandard = $0.oracleStandard },
      isInForce: { $0.oracleStandard != nil }),
    .init(
      name: "attestation", lever: .reporting, text: { String($0.attestation) },
      copy: { $1.attestation = $0.attestation }),
    .init(
      name: "enforcement_style", lever: .enforcement, text: { $0.enforcementStyle.rawValue },
      copy: { $1.enforcementStyle = $0.enforcementStyle }),
    .init(
      name: "powers", lever: .enforcement,
      text: { $0.powers.map(\.rawValue).sorted().joined(separator: "+") },
      copy: { $1.powers = $0.powers }),
  ]
}
