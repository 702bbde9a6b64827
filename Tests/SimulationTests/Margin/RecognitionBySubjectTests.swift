import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

/// Recognition of licences, of collateral and of reports act each in its own place.
@Suite("Recognition by subject")
struct RecognitionBySubjectTests {
  /// A fund long at one exchange and short at another, in two jurisdictions with one clearing house.
  private func small() -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2)
    small.rules {
      $0.marginFloorRate = 0.1
      $0.enforcementThreshold = 0.1
    }
    small.regime.topology = .global
    small.regime.coordination = .memorandum
    small.regime.settlementDelayHours = 6
    for home in 0..<2 { small.addExchange("x\(home)", home: home) }
    small.add("house", .clearingHouse, cash: 1e6) { $0.venue = VenueSpecification() }
    let fund = small.add("fund", cash: 1e5)
    small.position(fund, at: 0, 8)
    small.position(fund, at: 1, -8)
    return small
  }

  private func world(_ subject: RecognitionSubject?, _ recognition: Recognition = .full) throws
    -> World
  {
    var small = small()
    if let subject { small.regime.recognitionBySubject[subject] = recognition }
    return try small.finished()
  }

  private func margin(_ world: World) -> Double { world.initialMargins().reduce(0, +) }

  @Test("collateral alone decides the offset of margin: none, in part, in full")
  func collateral() throws {
    let apart = margin(try world(nil))
    #expect(apart > 0)
    #expect(margin(try world(.collateral)) == 0)
    let half = Recognition.matrix(Matrix(rows: 2, columns: 2, repeating: 0.5))
    #expect(isNear(margin(try world(.collateral, half)), apart / 2))
    #expect(margin(try world(.reports)) == apart)
    // One zone, but two pools of collateral.
    #expect(margin(try world(.licences)) == apart)
    #expect(try world(.licences).layout.zones == 1)
  }

  @Test("reports alone decide the number of authorities and what they see")
  func reports() throws {
    // Two exchanges at home, the house and the fund in the first place.
    #expect(try world(nil).supervision.pictures == 4)
    #expect(try world(.licences).supervision.pictures == 4)
    #expect(try world(.collateral).supervision.pictures == 4)
    #expect(try world(.reports).supervision.pictures == 4)
    let half = Recognition.matrix(Matrix(rows: 2, columns: 2, repeating: 0.5))
    // Each authority now also sees who is at home with the other.
    #expect(try world(.reports, half).supervision.pictures == 8)
    #expect(try world(.licences, half).supervision.pictures == 4)
    #expect(try world(.reports).regime.perimeters.count == 1)
    #expect(try world(.licences).regime.perimeters.count == 2)
  }

  @Test("licences alone decide zones, and so whether cash crosses at once")
  func licences() throws {
    func arrives(_ subject: RecognitionSubject?) throws -> Bool {
      var world = try world(subject)
      let zone = world.layout.zones - 1
      return world.move(10, asset: 0, of: 3, from: 0, to: zone)
    }
    #expect(try !arrives(nil))
    #expect(try !arrives(.collateral))
    #expect(try !arrives(.reports))
    #expect(try arrives(.licences))
  }

  @Test(
    "one value for all subjects is the same as the value given to each", arguments: [0.0, 0.6, 1])
  func alike(value: Double) throws {
    let recognition = Recognition.matrix(Matrix(rows: 2, columns: 2, repeating: value))
    var one = small()
    one.regime.recognition = recognition
    var three = small()
    for subject in RecognitionSubject.allCases {
      three.regime.recognitionBySubject[subject] = recognition
    }
    #expect(try one.resolved() == three.resolved())
  }

  @Test("books balance whatever is recognised, in blocs and by subject", arguments: 1...10)
  func balances(number: Int) throws {
    let random = RandomWorld(number)
    let count = random.specification.jurisdictions.count
    var regimes: [Regime] = []
    for subject in RecognitionSubject.allCases {
      var regime = random.regime
      regime.recognition = .none
      regime.recognitionBySubject = [subject: .full]
      regimes.append(regime)
      regime.topology = .global
      regimes.append(regime)
    }
    if count > 1 {
      var regime = random.regime
      regime.recognition = .none
      regime.blocs = [Bloc(members: [0, count - 1])]
      regimes.append(regime)
    }
    for regime in regimes {
      let record = try simulate(
        random.specification,
        regime: ResolvedRegime(
          regime, jurisdictions: random.specification.jurisdictions,
          assets: random.specification.assetIDs),
        mode: .impact, seed: 3, replicate: 2, checks: true)
      #expect(record.conservationViolations.isEmpty, "\(record.conservationViolations)")
    }
  }
}
