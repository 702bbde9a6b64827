/// A contract between two institutions, agreed off venues, in units of the asset.
package struct BilateralPosition: Sendable, Equatable {
  package var holder: Int
  package var counterparty: Int
  package var asset: Int
  /// Units that the holder is long against the counterparty; negative when it is short.
  package var quantity: Double
  /// Institution indices of the venues that take the contract where it is cleared: none, and it is
  /// never cleared; several, and each party splits it to the least margin.
  package var venues: [Int]

  package init(
    holder: Int, counterparty: Int, asset: Int, quantity: Double, venues: [Int] = []
  ) {
    self.holder = holder
    self.counterparty = counterparty
    self.asset = asset
    self.quantity = quantity
    self.venues = venues
  }
}
