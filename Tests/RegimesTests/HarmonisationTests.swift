import LinearAlgebra
import Testing

@testable import Regimes

@Suite("Harmonisation path")
struct HarmonisationTests {
  static let assets = ["usd", "btc"]

  static func jurisdictions() -> [Jurisdiction] {
    let floors = [0.01, 0.2, 0.5]
    let activities = [6.0, 3.0, 1.0]
    return floors.indices.map { j in
      var book = Rulebook()
      book.collateralHaircuts = [0, 0.1 * Double(j)]
      book.marginFloorRate = floors[j]
      book.segregatedShare = [0.5, 1, 1][j]
      book.reportingLagHours = [100, 24, 1][j]
      book.insolvency = j == 0 ? .territorial : .universal
      book.contractStandard = ["a", "b", "b"][j]
      return Jurisdiction(id: "j\(j)", rulebook: book, activity: activities[j])
    }
  }

  func mean(_ rule: NumericRule, _ regime: ResolvedRegime) -> Double {
    RuleMoments(
      regime.rulebooks.map(rule.get), weights: Self.jurisdictions().map(\.activity)
    ).mean
  }

  func resolve(_ change: (inout Regime) -> Void) throws -> ResolvedRegime {
    var regime = Regime(name: "test")
    change(&regime)
    return try ResolvedRegime(regime, jurisdictions: Self.jurisdictions(), assets: Self.assets)
  }

  @Test("full dispersion at mean strictness leaves every rulebook as it is")
  func identity() throws {
    let own = try resolve { _ in }
    #expect(own.rulebooks == Self.jurisdictions().map(\.rulebook))
    #expect(own.changedRules == [0, 0, 0])
  }

  @Test("dispersion never moves the activity-weighted mean of a numeric rule")
  func dispersionKeepsTheCentre() throws {
    for strictness in [-1.0, -0.3, 0, 0.6, 1] {
      let centre = try resolve {
        $0.path.strictness = strictness
        $0.path.dispersion = 0
      }
      for dispersion in [0.25, 0.5, 1] {
        let spread = try resolve {
          $0.path.strictness = strictness
          $0.path.dispersion = dispersion
        }
        for rule in NumericRule.all(assets: Self.assets) {
          #expect(abs(mean(rule, spread) - mean(rule, centre)) < 1e-12, "\(rule.name)")
        }
      }
    }
  }

  @Test("rules are counted that some rulebook uses, a haircut for every asset but cash included")
  func count() {
    var book = Rulebook()
    let plain = ruleCount([book], assets: ["usd"])
    #expect(ruleCount([book], assets: Self.assets) == plain + 1)
    book.marginModel = .schedule
    #expect(ruleCount([Rulebook(), book], assets: ["usd"]) == plain + 1)
    for model in [MarginModel.lookBackFloor, .stressedWeight, .buffer] {
      book.marginModel = model
      #expect(ruleCount([Rulebook(), book], assets: ["usd"]) == plain + 2)
    }
    book.marginThreshold = 1
    #expect(ruleCount([Rulebook(), book], assets: ["usd"]) == plain + 3)
    book.minimumTransferAmount = 1
    book.oracleStandard = "node"
    #expect(ruleCount([Rulebook(), book], assets: ["usd"]) == plain + 5)
  }

  @Test("a parameter of a model that neither of two rulebooks uses is no difference between them")
  func silentParameters() {
    var (left, right) = (Rulebook(), Rulebook())
    right.marginBufferShare = 0.5
    #expect(differingRules(left, right, assets: []) == 0)
    right.marginModel = .buffer
    #expect(differingRules(left, right, assets: []) == 2)
    left.marginModel = .buffer
    #expect(differingRules(left, right, assets: []) == 1)
  }

  @Test("no dispersion makes all rulebooks equal")
  func zeroDispersion() throws {
    let one = try resolve { $0.path.dispersion = 0 }
    #expect(one.rulebooks.allSatisfy { $0 == one.rulebooks[0] })
  }

  @Test("strictness one takes the strictest value of every rule, whichever way is strict")
  func strictest() throws {
    let strict = try resolve {
      $0.path.dispersion = 0
      $0.path.strictness = 1
    }
    #expect(strict.rulebooks[0].marginFloorRate == 0.5)
    #expect(strict.rulebooks[0].segregatedShare == 1)
    #expect(strict.rulebooks[0].reportingLagHours == 1)
  }

  @Test("values stay inside the bounds of their rules")
  func bounds() throws {
    for strictness in [-1.0, 1] {
      let moved = try resolve { $0.path.strictness = strictness }
      for rule in NumericRule.all(assets: Self.assets) {
        for book in moved.rulebooks {
          #expect(rule.get(book) >= rule.lowerBound - 1e-12)
          #expect(rule.get(book) <= rule.upperBound + 1e-12)
        }
      }
    }
  }

  /// Here the smallest value is the centre less itself, which rounds to below zero.
  @Test("no rounding carries a value over a bound that it reaches")
  func exactBounds() throws {
    let values = [0, 0.3, 0.9]
    var regime = Regime(name: "test")
    regime.path.strictness = -0.9
    regime.path.dispersion = 0.7
    let rulebooks = try ResolvedRegime(
      regime,
      jurisdictions: values.indices.map { j in
        var book = Rulebook()
        book.marginFloorRate = values[j]
        return Jurisdiction(id: "j\(j)", rulebook: book, activity: Double(j + 1))
      }, assets: []
    ).rulebooks
    #expect(rulebooks[0].marginFloorRate == 0)
    #expect(rulebooks[2].marginFloorRate > 0.08)
  }

  @Test("categories take the activity-weighted mode below the switch point, and only there")
  func categories() throws {
    let below = try resolve { $0.path.dispersion = 0.49 }
    #expect(below.rulebooks.map(\.contractStandard) == ["a", "a", "a"])
    let above = try resolve { $0.path.dispersion = 0.51 }
    #expect(above.rulebooks.map(\.contractStandard) == ["a", "b", "b"])
  }

  @Test("one lever moves its own rules and no other")
  func leversAreSeparate() throws {
    for lever in Lever.allCases {
      let moved = try resolve { $0.path.leverDispersion[lever] = 0 }
      for rule in NumericRule.all(assets: Self.assets) where rule.lever != lever {
        #expect(moved.rulebooks.map(rule.get) == Self.jurisdictions().map { rule.get($0.rulebook) })
      }
      for rule in CategoricalRule.all where rule.lever != lever {
        #expect(
          moved.rulebooks.map(rule.text) == Self.jurisdictions().map { rule.text($0.rulebook) })
      }
    }
  }
}

@Suite("Zones")
struct ZonesTests {
  @Test("full mutual recognition makes one zone, none makes as many as jurisdictions")
  func extremes() throws {
    #expect(try Zones(recognition: Recognition.full.matrix(jurisdictions: 4)).count == 1)
    #expect(try Zones(recognition: Recognition.none.matrix(jurisdictions: 4)).count == 4)
  }

  @Test("recognition that is full in one direction only does not join zones")
  func oneWay() throws {
    var matrix = Matrix.identity(2)
    matrix[0, 1] = 1
    matrix[1, 0] = 0.4
    let zones = try Zones(recognition: matrix)
    #expect(zones.count == 2)
    #expect(zones.mutual[0, 1] == 0.4)
  }

  @Test("full recognition that is not transitive is refused, with its witnesses")
  func notTransitive() {
    var matrix = Matrix(rows: 3, columns: 3, repeating: 1)
    matrix[0, 2] = 0.5
    matrix[2, 0] = 0.5
    #expect(throws: RecognitionError.notTransitive(a: 0, b: 1, c: 2)) {
      try Zones(recognition: matrix)
    }
  }
}
