/// How a clearer closes what a member in default holds.
package enum CloseOut: String, Sendable, CaseIterable {
  /// By orders in the market, which move its price.
  case market
  /// By an auction among the other members; what finds no bidder goes to the market.
  case auction
}
