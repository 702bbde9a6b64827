/// The power to freeze: until the measure ends an institution pays nothing and moves no cash.
///
/// A stay on payments, as courts order with a freezing injunction and FSB (2014, *Key Attributes of Effective
/// Resolution Regimes*, 4.3) asks for at the start of a resolution. It adds to phase 4: what falls due goes
/// unpaid and into arrears, so that the frozen may fail for illiquidity and pass the lack on. In
/// force for those against whom an authority with the power `freeze` acts.
extension World {
  mutating func freezeCash(of i: Int) {
    standing[i].frozenUntil = max(standing[i].frozenUntil, measureEnd)
  }
}
