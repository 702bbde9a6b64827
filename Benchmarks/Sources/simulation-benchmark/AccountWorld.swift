/// One exchange with very many leveraged clients and a fund on the other side, in so quiet a market that nobody
/// is liquidated: what is left is to settle margins and to look for accounts under maintenance.
struct AccountWorld {
  enum Kind: String, CaseIterable {
    /// Isolated margin in cash: kept in order of liquidation price.
    case ordered = "isolated, cash"
    /// Isolated margin in a token: scanned, because two prices decide.
    case scanned = "isolated, token collateral"
    /// Three positions that share their margin: revalued in one pass.
    case cross = "cross margin, three positions"
  }

  var kind: Kind
  var accounts: Int

  static let ticks = 120
  private static let tokens = ["btc", "eth", "sol"]

  /// Bytes of an account that a look at all of them reads: quantity and base of each position, and the
  /// units of a token.
  var bytes: Double {
    switch kind {
    case .ordered: 0
    case .scanned: 24
    case .cross: 48
    }
  }

  /// The scenario file.
  var json: String {
    let notional = 1e6
    func list(_ elements: [String]) -> String { "[" + elements.joined(separator: ",\n  ") + "]" }
    let traded = kind == .cross ? Self.tokens : ["btc"]
    return """
      {"format": 1, "name": "accounts",
      "clock": {"tick_seconds": 1, "horizon_hours": \(Double(Self.ticks) / 3600)},
      "switches": {"hazards": false, "market_impact": false, "arbitrage": false,
        "initial_margin": false, "contagion": false, "defaults": false, "behaviour": false,
        "supervision": false, "compliance": false},
      "jurisdictions": [{"id": "here"}],
      "assets": \(list([#"{"id": "usd", "kind": "settlement"}"#] + Self.tokens.map {
        """
        {"id": "\($0)", "kind": "token", "price": 100, "annual_volatility": 0.1,
         "background_depth": {"here": 1e9}}
        """
      })),
      "institutions": [
        {"id": "exchange", "kind": "exchange", "home": "here", "cash": \(notional),
         "venue": {"own_fund": 1000}},
        {"id": "fund", "kind": "fund", "home": "here", "cash": \(notional)}],
      "positions": \(list(traded.map {
        """
        {"institution": "fund", "venue": "exchange", "asset": "\($0)", "notional": \(-notional)}
        """
      })),
      \(groups(notional)),
      "record": {"tables": ["institutions"]}}
      """
  }

  private func groups(_ notional: Double) -> String {
    let drawn = """
      "size": {"distribution": "lognormal", "median": 1, "sigma": 1},
      "leverage": {"distribution": "uniform", "minimum": 2, "maximum": 4}
      """
    switch kind {
    case .ordered, .scanned:
      let collateral = kind == .scanned ? #", "collateral": {"asset": "eth", "share": 0.5}"# : ""
      return """
        "accounts": [{"id": "clients", "venue": "exchange", "asset": "btc", "side": "long",
          "count": \(accounts), "notional": \(notional), \(drawn)\(collateral)}]
        """
    case .cross:
      let positions = Self.tokens.map { #"{"asset": "\#($0)", "long": \#(notional)}"# }
      return """
        "cross_accounts": [{"id": "clients", "venue": "exchange", "count": \(accounts),
          "positions": [\(positions.joined(separator: ", "))], \(drawn)}]
        """
    }
  }
}
