import Formats
import Testing

@Suite("Descriptions: decoding")
struct DescriptionDecodingTests {
  private func problems(_ text: String, overrides: [String] = []) -> String {
    report { () throws(InputProblems) in _ = try Fleet.decode(text, overrides: overrides) }
  }

  @Test("what is left out has its default, and remarks are allowed in every object")
  func defaults() throws {
    let fleet = try Fleet.decode(
      #"{"$schema": "s", "note": [1], "name": "N", "ships": [{"id": "a", "description": 1}]}"#)
    var expected = Fleet()
    expected.name = "N"
    expected.ships = [Ship(id: "a")]
    #expect(fleet == expected)
  }

  @Test("everything that is said is read")
  func everything() throws {
    let fleet = try Fleet.decode(
      #"""
      {"name": "N", "limit": 1, "crew": 3e0, "active": false, "flag": null,
       "ships": [{"id": "a", "length": 7.5, "escort": "b"},
                 {"id": "b", "rig": "schooner", "length": {"distribution": "uniform", "low": 2}}],
       "stores": {"b": 2, "note": "dry", "a": 0},
       "tide": {"hour": 23.5, "kind": "flood", "metres": 3}}
      """#)
    var expected = Fleet()
    expected.name = "N"
    expected.limit = 1
    expected.crew = 3
    expected.isActive = false
    expected.ships = [
      Ship(id: "a", length: .fixed(7.5), escort: "b"),
      Ship(id: "b", rig: .schooner, length: .uniform(Uniform(low: 2, high: 1))),
    ]
    expected.stores = ["b": 2, "a": 0]
    expected.tide = Tide(hour: 23.5, kind: .flood(Tide.Flood(metres: 3)))
    #expect(fleet == expected)
  }

  @Test("all problems of a document are reported together, each at its place and in their order")
  func allTogether() {
    #expect(
      problems(
        #"""
        {"limit": 1.5, "crew": 2.5, "active": "yes", "flag": 3, "nmae": "N",
         "ships": [{"id": "a", "rig": "slop", "escort": "c"}, {"id": "a", "length": 0},
                   {"id": "A b", "length": {"distribution": "unifrom"}}, 7],
         "stores": {"b": -1, "a": "1"},
         "tide": {"hour": 24, "kind": "flood", "meters": 3}}
        """#) == #"""
          fleet.json:1:1 at /name: found nothing, expected the required key "name": What the fleet is called.
          fleet.json:1:11 at /limit: found 1.5, expected a probability between 0 and 1
          fleet.json:1:24 at /crew: found 2.5, expected an integer of at least 1
          fleet.json:1:39 at /active: found "yes", expected true or false
          fleet.json:1:54 at /flag: found 3, expected a string
          fleet.json:1:57 at /nmae: found an unknown key "nmae", expected one of the keys name, limit, crew, active, flag, ships, stores, tide; did you mean "name"?
          fleet.json:2:11 at /ships: found 4 values, expected an array of 1 to 3 values
          fleet.json:2:31 at /ships/0/rig: found "slop", expected one of sloop, schooner; did you mean "sloop"?
          fleet.json:2:49 at /ships/0/escort: found "c", expected the id of a ship (a)
          fleet.json:2:62 at /ships/1/id: found "a", expected an id that no other ship has
          fleet.json:2:77 at /ships/1/length: found 0, expected a number greater than 0 (m)
          fleet.json:3:19 at /ships/2/id: found "A b", expected an id of lower-case letters, digits, _ and -, beginning with a letter or digit
          fleet.json:3:53 at /ships/2/length/distribution: found "unifrom", expected one of uniform, unknown; did you mean "uniform"?
          fleet.json:3:66 at /ships/3: found 7, expected an object (Ship)
          fleet.json:4:13 at /stores/b: found "b", expected the id of a ship (a)
          fleet.json:4:18 at /stores/b: found -1, expected a number of at least 0 (t)
          fleet.json:4:27 at /stores/a: found "1", expected a number of at least 0 (t)
          fleet.json:5:10 at /tide/metres: found nothing, expected the required key "metres": How far.
          fleet.json:5:19 at /tide/hour: found 24, expected a number of at least 0 and less than 24 (h)
          fleet.json:5:40 at /tide/meters: found an unknown key "meters", expected one of the keys hour, kind, metres; did you mean "metres"?
          """#)
  }

  @Test("containers of the wrong type, a missing discriminator and a rule over several keys")
  func containers() {
    #expect(
      problems(#"{"name": "N", "ships": {}, "stores": [], "tide": {"hour": 1}}"#) == #"""
        fleet.json:1:24 at /ships: found an object, expected an array of 1 to 3 values
        fleet.json:1:38 at /stores: found an array, expected an object from id of a ship to number ≥ 0, t
        fleet.json:1:50 at /tide/kind: found nothing, expected the required key "kind": one of ebb, flood
        """#)
    #expect(
      problems("[]")
        == "fleet.json:1:1 at the top level: found an array, expected an object (Fleet)")
    #expect(
      problems(#"{"name": "N", "ships": [{"id": "a"}], "crew": 1, "active": false}"#)
        == "fleet.json:1:47 at /crew: found 1 sailor, expected 2 or more in a fleet at rest")
  }

  @Test("decoding what was encoded gives the same value, and encoding is stable")
  func roundTrip() throws {
    var fleet = Fleet()
    fleet.name = "N"
    fleet.flag = "red"
    fleet.ships = [Ship(id: "a", length: .unknown), Ship(id: "b", length: .uniform(Uniform()))]
    fleet.stores = ["b": 0.1]
    fleet.tide.kind = .flood(Tide.Flood())
    let text = JSONText.pretty(Fleet.object.encode(fleet))
    let read = try Fleet.decode(text)
    #expect(read == fleet)
    #expect(JSONText.pretty(Fleet.object.encode(read)) == text)
  }

  @Test("the resolved form fills every default in")
  func resolved() throws {
    let fleet = try Fleet.decode(#"{"name": "N", "ships": [{"id": "a"}], "tide": {"kind": "ebb"}}"#)
    #expect(
      JSONText.compact(Fleet.object.encode(fleet))
        == #"{"name":"N","limit":0.5,"crew":1,"active":true,"flag":null,"#
        + #""ships":[{"id":"a","rig":"sloop","length":10,"escort":null}],"stores":{},"#
        + #""tide":{"hour":0,"kind":"ebb"}}"#)
  }

  @Test("rows of a CSV file are objects, columns with dots leading into them")
  func rows() throws {
    var decoding = Decoding(file: "fleet.json")
    let table = try CSVTable.read(
      "id,rig,length,note\na,schooner,2.5,fast\nb,,,\n", file: "ships.csv")
    #expect(
      decoding.rows(of: table, as: Ship.object).map(\.value) == [
        Ship(id: "a", rig: .schooner, length: .fixed(2.5)), Ship(id: "b"),
      ])
    let nested = try CSVTable.read(
      "id,length.distribution,length.low\nc,uniform,3\n", file: "ships.csv")
    #expect(
      decoding.rows(of: nested, as: Ship.object).map(\.value) == [
        Ship(id: "c", length: .uniform(Uniform(low: 3, high: 1)))
      ])
    let fleets = try CSVTable.read("name,active,crew\nN,false,2\n", file: "fleets.csv")
    _ = decoding.rows(of: fleets, as: Fleet.object)
    #expect(
      decoding.problems.map(\.description) == [
        #"fleets.csv:2 column ships: found nothing, expected the required key "ships": Its ships."#
      ])
    #expect(decoding.identifiers(of: .ship) == ["a", "b", "c"])
  }

  @Test("bad cells name file, line and column")
  func badRows() throws {
    var decoding = Decoding(file: "fleet.json")
    let table = try CSVTable.read(
      "id,rig,length,escort\na,slop,0,\na,,x,z\n", file: "ships.csv")
    _ = decoding.rows(of: table, as: Ship.object)
    let unknown = try CSVTable.read("id,lenght\na,1\n", file: "ships.csv")
    _ = decoding.rows(of: unknown, as: Ship.object)
    decoding.resolveReferences()
    #expect(
      InputProblems(decoding.problems).description == #"""
        ships.csv:2 column rig: found "slop", expected one of sloop, schooner; did you mean "sloop"?
        ships.csv:2 column length: found "0", expected a number greater than 0 (m)
        ships.csv:3 column id: found "a", expected an id that no other ship has
        ships.csv:3 column length: found "x", expected a number greater than 0 (m)
        ships.csv:1: found an unknown column "lenght", expected one of the columns id, rig, length, escort; did you mean "length"?
        ships.csv:3 column escort: found "z", expected the id of a ship (a)
        """#)
  }
}
