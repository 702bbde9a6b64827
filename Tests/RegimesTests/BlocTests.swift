import LinearAlgebra
import Testing

@testable import Regimes

@Suite("Blocs")
struct BlocTests {
  private let own = HarmonisationTests.jurisdictions()

  func resolve(_ change: (inout Regime) -> Void) throws -> ResolvedRegime {
    var regime = Regime(name: "test")
    change(&regime)
    return try ResolvedRegime(regime, jurisdictions: own, assets: HarmonisationTests.assets)
  }

  @Test("members take the centre of the members by activity, and others keep what they have")
  func centre() throws {
    let bloc = try resolve { $0.blocs = [Bloc(members: [0, 2])] }
    #expect(bloc.rulebooks[0] == bloc.rulebooks[2])
    #expect(bloc.rulebooks[1] == own[1].rulebook)
    // Activities 6 and 1; floors 0.01 and 0.5.
    #expect(abs(bloc.rulebooks[0].marginFloorRate - (6 * 0.01 + 0.5) / 7) < 1e-15)
    #expect(bloc.rulebooks[0].contractStandard == "a")
    #expect(bloc.changedRules[1] == 0 && bloc.changedRules[0] > 0)
  }

  @Test("members are one zone, with walls to the others as they were")
  func walls() throws {
    let bloc = try resolve {
      $0.recognition = .matrix(Matrix(rows: 3, columns: 3, repeating: 0.3))
      $0.blocs = [Bloc(members: [0, 2])]
    }
    #expect(bloc.zones.zoneOfJurisdiction == [0, 1, 0])
    #expect(bloc.zones.mutual[0, 1] == 0.3)
    #expect(bloc.perimeters == bloc.zones && bloc.collateralPools == bloc.zones)
  }

  @Test("a bloc of all is the harmonised regime, and none is the fragmented one")
  func everybody() throws {
    let all = try resolve { $0.blocs = [Bloc(members: [0, 1, 2])] }
    let harmonised = try resolve {
      $0.path.dispersion = 0
      $0.recognition = .full
    }
    #expect(all == harmonised)
    #expect(try resolve { $0.blocs = [] } == resolve { _ in })
  }

  @Test("a bloc has a path and a recognition of its own")
  func partial() throws {
    let whole = try resolve { $0.blocs = [Bloc(members: [0, 1])] }
    let half = try resolve {
      var bloc = Bloc(members: [0, 1])
      bloc.path.dispersion = 0.5
      bloc.recognition = 0.7
      $0.blocs = [bloc]
    }
    for j in 0...1 {
      let wanted = (own[j].rulebook.marginFloorRate + whole.rulebooks[j].marginFloorRate) / 2
      #expect(abs(half.rulebooks[j].marginFloorRate - wanted) < 1e-15)
    }
    #expect(half.zones.count == 3)
    #expect(half.zones.mutual[0, 1] == 0.7 && half.zones.mutual[0, 2] == 0)
    let strict = try resolve {
      var bloc = Bloc(members: [0, 1])
      bloc.path.strictness = 1
      $0.blocs = [bloc]
    }
    #expect(strict.rulebooks[0].marginFloorRate == 0.2)
  }

  @Test("a bloc that leaves full recognition between two others intransitive is refused")
  func intransitive() throws {
    var matrix = Matrix.identity(3)
    matrix[1, 2] = 1
    matrix[2, 1] = 1
    #expect(throws: RecognitionError.self) {
      try resolve {
        $0.recognition = .matrix(matrix)
        $0.blocs = [Bloc(members: [0, 1])]
      }
    }
  }
}
