/// Buys a token below a floor, out of cash and of a reserve token.
package struct TokenSupport: Sendable, Equatable {
  package var asset: Int
  /// Share of the price at the start below which it buys.
  package var floorShare: Double
  /// Money spent at most in an hour.
  package var budgetPerHour: Double
  /// Token that it sells when cash does not do.
  package var reserve: Int?

  package init(asset: Int, floorShare: Double, budgetPerHour: Double, reserve: Int? = nil) {
    self.asset = asset
    self.floorShare = floorShare
    self.budgetPerHour = budgetPerHour
    self.reserve = reserve
  }
}

/// Pays cash into an institution whose equity falls below a share of that at the start.
package struct Backstop: Sendable, Equatable {
  package var institution: Int
  /// Share of its equity at the start to which it is brought back.
  package var equityShare: Double

  package init(institution: Int, equityShare: Double) {
    self.institution = institution
    self.equityShare = equityShare
  }
}

/// Lends a share of what it holds unsegregated for others to somebody else.
package struct Rehypothecation: Sendable, Equatable {
  package var to: Int
  package var share: Double
  /// Token on which the borrower has spent the cash lent to it.
  package var buys: Int?

  package init(to: Int, share: Double, buys: Int? = nil) {
    self.to = to
    self.share = share
    self.buys = buys
  }
}

/// Tokens set aside for a lender, to cover what is owed to it under loans.
package struct Pledge: Sendable, Equatable {
  package var lender: Int
  package var asset: Int
  package var units: Double

  package init(lender: Int, asset: Int, units: Double) {
    self.lender = lender
    self.asset = asset
    self.units = units
  }
}

/// A point of a scheduled path of prices.
package struct PricePoint: Sendable, Equatable {
  /// Hours since the event.
  package var hours: Double
  package var price: Double

  package init(hours: Double, price: Double) {
    self.hours = hours
    self.price = price
  }
}
