import Formats
import Scenarios
import Simulation
import Testing

/// Scenarios written in tests, read from memory.
enum Sample {
  static func load(
    _ text: String, overrides: [String] = [], files: [String: String] = [:]
  ) throws(InputProblems) -> Scenario {
    var parsed: [Override] = []
    for override in overrides { parsed.append(try Override(parsing: override)) }
    return try Scenario.load("in/s.json", overrides: parsed) { path throws(InputProblems) in
      if path == "in/s.json" { return Array(text.utf8) }
      guard let file = files[path] else {
        throw InputProblems([
          Problem(file: path, found: "no such file", expected: "a readable file")
        ])
      }
      return Array(file.utf8)
    }
  }

  /// What is wrong with a scenario, one problem a line.
  static func problems(
    _ text: String, overrides: [String] = [], files: [String: String] = [:]
  ) -> String {
    do throws(InputProblems) {
      _ = try load(text, overrides: overrides, files: files)
      return "valid"
    } catch {
      return error.description
    }
  }

  /// A scenario with one value changed is refused with this problem.
  static func expect(
    _ problem: String, of text: String, override: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = problems(text, overrides: [override]).split(separator: "\n").map { String($0) }
    #expect(
      found.contains { $0.hasSuffix(problem) }, "\(found)", sourceLocation: sourceLocation)
  }

  /// The resolved form reads back as the same scenario and the same world, and it runs with balanced books.
  static func expectRoundTrip(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let scenario = try load(text)
    let resolved = JSONText.pretty(scenario.resolved)
    let again = try load(resolved)
    #expect(JSONText.pretty(again.resolved) == resolved, sourceLocation: sourceLocation)
    #expect(
      again.specification(replicate: 1) == scenario.specification(replicate: 1),
      sourceLocation: sourceLocation)
    let regime = try #require(scenario.regimes.first)
    let record = scenario.simulate(regime: regime, mode: .impact, replicate: 0, checks: true)
    #expect(record.conservationViolations.isEmpty, sourceLocation: sourceLocation)
  }

  static let minimal = #"""
    {"format": 1, "name": "minimal", "jurisdictions": [{"id": "x"}],
     "assets": [{"id": "usd", "kind": "settlement"}],
     "institutions": [{"id": "a", "kind": "lender", "home": "x"}]}
    """#

  /// Invented numbers; every kind of object of the format appears.
  static let complete = #"""
    {
      "$schema": "./scenario.schema.json", "format": 1, "name": "complete", "description": "All.",
      "unit_of_account": "USD million", "seed": 7, "replicates": 2,
      "clock": {"start_utc": "2025-10-10T20:00:00Z", "tick_seconds": 60, "horizon_hours": 7,
                "burn_in_hours": 1, "maximum_passes": 40},
      "switches": {"hazards": false},
      "rulebook": {"margin_floor_rate": 0.03, "collateral_haircuts": {"btc": 0.1, "usde": 0.2}},
      "jurisdictions": [
        {"id": "eu", "name": "European Union", "activity": 3,
         "rulebook": {"leverage_cap_margin_rate": 0.5, "access": "qualified",
                      "collateral_haircuts": {"btc": 0.6, "usde": null},
                      "powers": ["margin_add_on", "freeze"], "margin_floor_rate": null}},
        {"id": "off", "rulebook": {"enforcement_style": "ad_hoc"}}],
      "assets": [
        {"id": "usd", "kind": "settlement"},
        {"id": "btc", "kind": "token", "price": 100, "annual_volatility": 0.5,
         "tail_degrees_of_freedom": 4, "background_depth": {"eu": 50, "off": 200},
         "impact": {"function": "exponential", "floor": 0.05}, "impact_half_life_hours": 1},
        {"id": "eth", "kind": "token", "price": 4, "annual_volatility": 0.7,
         "impact": {"function": "linear", "floor": 0}},
        {"id": "usde", "kind": "stablecoin", "issuer": "issuer", "price": 1, "held_outside": 10}],
      "correlation": {"default": 0.6, "pairs": [{"assets": ["btc", "eth"], "value": 0.8}]},
      "institutions": [
        {"id": "bourse", "kind": "exchange", "home": "off", "cash": 1000,
         "venue": {"own_fund": 20, "deleveraging_rule": "pro_rata", "oracle_source": "all_zones",
                   "liquidation_capacity_per_hour": null}},
        {"id": "house", "kind": "clearing_house", "home": "eu", "cash": {"eu": 100, "off": 5}},
        {"id": "pool", "kind": "lending_protocol", "home": "off", "cash": 500},
        {"id": "issuer", "kind": "stablecoin_issuer", "home": "off", "cash": 50,
         "behaviour": {"redemption": {"asset": "usde", "capacity_per_hour": 10}}},
        {"id": "keeper", "kind": "custodian", "home": "eu"},
        {"id": "maker", "kind": "market_maker", "home": "off", "operates_in": ["eu"],
         "cash": {"home": 100, "eu": 10}, "tokens": {"btc": {"home": 1, "eu": 2}, "usde": 5},
         "behaviour": {"market_making": {"depth": {"eu": {"btc": 10}, "off": {"btc": 30}},
                                         "arbitrage_share": 0.1}}},
        {"id": "fund", "count": 5, "kind": "fund", "home": {"shares": {"eu": 1, "off": 3}},
         "cash": {"distribution": "lognormal", "median": 30, "sigma": 1},
         "external_assets": {"distribution": "uniform", "minimum": 1, "maximum": 2},
         "external_liabilities": {"distribution": "pareto", "shape": 2, "maximum": 9},
         "custody": [{"custodian": "keeper", "asset": "btc", "units": 0.5}],
         "prefunding": [{"clearer": "house", "margin": 1, "default_fund": 0.5}],
         "behaviour": {"leverage_target": {"target": 2, "maximum": 3},
                       "run": {"distress_threshold": 0.5}, "migration": {}}},
        {"id": "hedge", "kind": "hedger", "home": "off", "cash": 10,
         "behaviour": {"hedge": {"asset": "btc"}}},
        {"id": "bank", "kind": "lender", "home": "eu", "cash": 80}],
      "positions": [
        {"institution": "fund", "venue": "bourse", "asset": "btc", "notional": -300,
         "size": {"distribution": "lognormal", "median": 1, "sigma": 0.5}},
        {"institution": "hedge", "venue": "bourse", "asset": "btc", "quantity": -2}],
      "bilateral_positions": [
        {"holder": "bank", "counterparty": "maker", "asset": "btc", "notional": -200,
         "venues": ["house"]}],
      "bilateral_networks": [
        {"id": "swaps", "members": ["fund"], "counterparties": ["bank"], "correlation": 0.3,
         "classes": [{"asset": "btc", "standard_deviation": 5, "venues": ["house"]},
                     {"asset": "eth", "standard_deviation": 2}]}],
      "claims": [{"creditor": "bank", "debtor": "fund-2", "amount": 3, "layer": "deposits"}],
      "claim_networks": [
        {"id": "interbank", "method": "erdos_renyi", "members": ["fund", "bank"], "total": 12,
         "mean_degree": 2, "weight": {"distribution": "lognormal", "median": 1, "sigma": 1}},
        {"id": "circle", "method": "ring", "members": ["fund"], "total": 5},
        {"id": "all", "method": "complete", "members": ["fund", "lender"], "total": 6},
        {"id": "tiers", "method": "core_periphery", "core": ["bank", "maker"],
         "members": ["fund"], "total": 4, "layer": "deposits"},
        {"id": "homes", "method": "blocks", "members": ["fund", "bank"], "total": 4,
         "within": 0.9, "between": 0.2},
        {"id": "rebuilt", "method": "maximum_entropy", "assets": {"bank": 2, "maker": 1},
         "liabilities": {"hedge": 3}}],
      "accounts": [
        {"id": "longs", "venue": "bourse", "asset": "btc", "count": 200, "side": "long",
         "notional": 500, "size": {"distribution": "pareto", "shape": 1.5},
         "leverage": {"distribution": "lognormal", "median": 8, "sigma": 0.7, "minimum": 1,
                      "maximum": 100},
         "collateral": {"asset": "usde", "share": 0.2}, "jurisdiction": "eu",
         "client": "professional"}],
      "loans": [{"id": "borrowers", "venue": "pool", "collateral": "eth", "count": 50, "debt": 30,
                 "health_factor": {"distribution": "normal", "mean": 1.5, "minimum": 1.05,
                                   "standard_deviation": 0.3}}],
      "events": [
        {"at_hours": 0.8333, "kind": "price_move", "asset": "btc", "fraction": -0.03},
        {"at_hours": 1, "kind": "external_loss", "institution": "bank", "amount": 1},
        {"at_hours": 1, "kind": "exploit", "institution": "bourse", "fraction": 0.01},
        {"at_hours": 2, "kind": "run", "debtor": "fund-1", "fraction": 0.5},
        {"at_hours": 2, "kind": "market_maker_exit", "institution": "maker"},
        {"at_hours": 2, "kind": "oracle_failure", "venue": "pool", "duration_hours": 0.5},
        {"at_hours": 3, "kind": "enforcement", "institution": "bourse", "fine": 1}],
      "hazards": [{"id": "theft", "kinds": ["exchange"], "rate_per_year": 0.05,
                   "loss_fraction": 0.1}],
      "margin": {"quantile": 3, "concentration": {"btc": 1e-6}},
      "contagion": {"valuation": {"model": "rogers_veraart", "alpha": 0.9, "beta": 0.8},
                    "default_test": "weak", "estate_sale_half_life_hours": 24},
      "supervision": {"stress_fraction": 0.2},
      "regimes": {
        "base": {"abstract": true, "commonality": 0.3, "recognition": {"default": 0.2},
                 "coordination": {"form": "alone"}},
        "fragmented": {"extends": "base"},
        "harmonised": {"extends": "fragmented", "recognition": "full", "topology": "global",
                       "global_clearer": "house",
                       "path": {"dispersion": 0, "levers": {"capital": 0.5}},
                       "coordination": {"form": "college", "delay_hours": 4, "quorum": 0.5}},
        "strict": {"extends": "harmonised", "path": {"strictness": "strictest"}}},
      "comparison": {"baseline": "fragmented", "modes": ["impact", "equilibrium"],
        "two_by_two": {"fragmented_mean": "fragmented", "harmonised_mean": "harmonised",
                       "fragmented_strictest": "fragmented", "harmonised_strictest": "strict"}},
      "record": {"tables": ["events"], "replicates_with_events": 2},
      "published": [{"metric": "defaults", "low": 1, "high": 2, "source": "nowhere",
                     "year": 2025}],
      "provenance": {
        "/assets/btc": {"source": "a page", "year": 2025, "evidence": "S"},
        "/assets/btc/annual_volatility": {"assumption": true, "range": [0.3, 0.9]},
        "/events": {"source": "a page", "year": 2025, "evidence": "R"}}
    }
    """#
}
