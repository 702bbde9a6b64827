/// The power to ask for more margin: a multiplier on the initial margin of an institution, for good.
///
/// Supervisors' add-ons over the model's margin stand in every clearing rulebook (CPMI–IOSCO 2012,
/// *Principles for Financial Market Infrastructures*, Principle 6). It adds to phase 3: `multiplier ×
/// margin`; what is not met shrinks positions in phase 5. In force for those against whom an authority
/// with the power `margin_add_on` acts.
extension World {
  mutating func raiseMargin(of i: Int) {
    standing[i].marginAddOn = specification.supervision.marginAddOn
    marginIsStale = true
  }
}
