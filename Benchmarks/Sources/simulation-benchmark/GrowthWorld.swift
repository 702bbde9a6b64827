/// A scenario of any size, always the same market: jurisdictions with an exchange or more each, five tokens,
/// market makers, lenders and funds (1 : 2 : 4) that lend to each other and stand on the other side of
/// small leveraged clients, and a fall of one token by 5 %.
///
/// Everything but the number of venues, tokens and jurisdictions grows with the institutions, so that a
/// larger world is not a calmer one; more venues or jurisdictions share the same trade.
struct GrowthWorld {
  var institutions = 50
  var accounts = 1000
  var jurisdictions = 4
  /// Exchanges in each jurisdiction.
  var venues = 1
  var replicates = 2

  static let ticks = 60

  /// The scenario file.
  var json: String {
    let jurisdictions = (1...self.jurisdictions).map { "place-\($0)" }
    let exchanges = jurisdictions.flatMap { home in
      (1...venues).map { (id: "exchange-\(home)-\($0)", home: home) }
    }
    let tokens = ["ada", "btc", "eth", "sol", "xrp"]
    let makers = (institutions - exchanges.count) / 7
    let lenders = 2 * makers
    let funds = institutions - exchanges.count - makers - lenders
    let size = Double(institutions)
    func list(_ elements: [String]) -> String { "[" + elements.joined(separator: ",\n  ") + "]" }
    func object(_ keys: [String], _ value: String) -> String {
      "{" + keys.map { "\"\($0)\": \(value)" }.joined(separator: ", ") + "}"
    }
    let places = exchanges.flatMap { exchange in tokens.map { (venue: exchange.id, $0) } }
    let shared = "\"home\": {\"shares\": \(object(jurisdictions, "1"))}"
    return """
      {"format": 1, "name": "growth", "replicates": \(replicates),
      "clock": {"tick_seconds": 60, "horizon_hours": \(Double(Self.ticks) / 60)},
      "jurisdictions": \(list(jurisdictions.enumerated().map { place, id in
        "{\"id\": \"\(id)\", \"rulebook\": {\"margin_floor_rate\": \(0.02 + 0.01 * Double(place % 4))}}"
      })),
      "assets": \(list(["{\"id\": \"usd\", \"kind\": \"settlement\"}"] + tokens.map {
        """
        {"id": "\($0)", "kind": "token", "price": 100, "annual_volatility": 0.6,
         "background_depth": \(object(jurisdictions, "\(32 * size / Double(jurisdictions.count))"))}
        """
      })),
      "correlation": {"default": 0.6},
      "institutions": \(list(exchanges.map {
        """
        {"id": "\($0.id)", "kind": "exchange", "home": "\($0.home)", "cash": \(size),
         "venue": {"own_fund": \(size / 10)}}
        """
      } + [
        """
        {"id": "maker", "count": \(makers), "kind": "market_maker", \(shared), "cash": 60,
         "behaviour": {"market_making": {"depth": \(object(jurisdictions, object(tokens, "\(80 / Double(jurisdictions.count))")))}}}
        """,
        """
        {"id": "lender", "count": \(lenders), "kind": "lender", \(shared), "cash": 50,
         "behaviour": {"run": {"distress_threshold": 0.5}}}
        """,
        """
        {"id": "fund", "count": \(funds), "kind": "fund", \(shared),
         "cash": {"distribution": "lognormal", "median": 20, "sigma": 0.5},
         "behaviour": {"leverage_target": {"target": 3, "maximum": 5}}}
        """,
      ])),
      "claim_networks": [{"id": "loans", "method": "erdos_renyi", "mean_degree": 4,
        "members": ["maker", "lender", "fund"], "total": \(2 * size)}],
      "positions": \(list(places.flatMap { venue, token in
        [("fund", -0.6), ("maker", -0.4)].map { id, share in
          """
          {"institution": "\(id)", "venue": "\(venue)", "asset": "\(token)",
           "notional": \(share * size * 4 / Double(exchanges.count))}
          """
        }
      })),
      "accounts": \(list(places.map { venue, token in
        """
        {"id": "\(venue)-\(token)", "venue": "\(venue)", "asset": "\(token)", "side": "long",
         "count": \(accounts / places.count), "notional": \(size * 4 / Double(exchanges.count)),
         "leverage": {"distribution": "lognormal", "median": 10, "sigma": 0.5, "minimum": 2,
                      "maximum": 30}}
        """
      })),
      "events": [{"at_hours": 0.2, "kind": "price_move", "asset": "btc", "fraction": -0.05}],
      "record": {"tables": ["institutions"]}}
      """
  }
}
