import Formats
import Testing

@Suite("Overrides")
struct OverrideTests {
  private static let document = #"""
    {"name": "N", "ships": [{"id": "alpha", "length": 1}, {"id": "2"}], "tide": {"kind": "ebb"}}
    """#

  private func problems(_ overrides: String...) -> String {
    report { () throws(InputProblems) in
      _ = try Fleet.decode(Self.document, overrides: overrides)
    }
  }

  @Test("keys, ids and indices lead to the value, and absent keys are made")
  func applied() throws {
    let fleet = try Fleet.decode(
      Self.document,
      overrides: [
        "name=New name", "crew=4", "ships.alpha.length=2.5", "ships[0].rig=schooner",
        "ships.2.length=3", #"ships.0.escort="2""#, "stores.alpha=7", "tide.hour=6",
        #"tide={"kind": "flood", "metres": 2}"#, "tide.metres=3",
      ])
    #expect(fleet.name == "New name")
    #expect(fleet.crew == 4)
    #expect(
      fleet.ships == [
        Ship(id: "alpha", rig: .schooner, length: .fixed(2.5), escort: "2"),
        Ship(id: "2", length: .fixed(3)),
      ])
    #expect(fleet.stores == ["alpha": 7])
    #expect(fleet.tide == Tide(kind: .flood(Tide.Flood(metres: 3))))
  }

  @Test(
    "paths that cannot be followed are refused",
    arguments: [
      ("crew", "--set crew: found no equals sign, expected path.to.key=value"),
      (
        "a..b=1",
        #"--set a..b=1: found the path "a..b", expected keys, ids or indices separated by dots, such as a.b[3].c"#
      ),
      (
        "a[x]=1",
        #"--set a[x]=1: found the path "a[x]", expected keys, ids or indices separated by dots, such as a.b[3].c"#
      ),
      (
        "ships.alhpa.length=1",
        #"--set ships.alhpa.length=1 at /ships: found no element "alhpa", expected an id, or an index from 0 to 1; did you mean "alpha"?"#
      ),
      (
        "ships[3].length=1",
        #"--set ships[3].length=1 at /ships: found no element "3", expected an id, or an index from 0 to 1"#
      ),
      (
        "name.first=1",
        #"--set name.first=1 at /name: found "N", which has no key "first", expected a path to an existing object or array"#
      ),
      (
        "crwe=1",
        #"fleet.json at /crwe: found an unknown key "crwe", expected one of the keys name, limit, crew, active, flag, ships, stores, tide; did you mean "crew"?"#
      ),
      ("limit=2", "fleet.json at /limit: found 2, expected a probability between 0 and 1"),
    ])
  func refused(override: String, message: String) { #expect(problems(override) == message) }

  @Test("pointers may name elements by id")
  func pointers() throws {
    let root = try JSONReader.read(Self.document, file: "x")
    let byIdentifier = JSONPointer(["ships", "alpha", "length"])
    #expect(root.resolved(byIdentifier) == JSONPointer(["ships", "0", "length"]))
    #expect(root.resolved(JSONPointer(["ships", "2"])) == JSONPointer(["ships", "1"]))
    #expect(root.resolved(JSONPointer(["ships", "gamma"])) == nil)
    #expect(root.named(JSONPointer(["ships", "0", "length"])) == byIdentifier)
  }
}

@Suite("Spelling")
struct SpellingTests {
  @Test(
    "the distance counts insertions, deletions, substitutions and swaps of neighbours",
    arguments: [
      ("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("ca", "abc", 3),
      ("exchnge", "exchange", 1), ("éa", "aé", 1),
    ])
  func distance(first: String, second: String, distance: Int) {
    #expect(Spelling.distance(first, second) == distance)
    #expect(Spelling.distance(second, first) == distance)
  }

  @Test("the nearest candidate is named only when it is near")
  func nearest() {
    let kinds = ["exchange", "fund", "bridge"]
    #expect(Spelling.nearest(to: "Exchnage", among: kinds) == "exchange")
    #expect(Spelling.nearest(to: "fnud", among: kinds) == "fund")
    #expect(Spelling.nearest(to: "zzz", among: kinds) == nil)
    #expect(Spelling.nearest(to: "x", among: []) == nil)
  }
}
