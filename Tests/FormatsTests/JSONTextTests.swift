import Formats
import Randomness
import Testing

@Suite("JSON text")
struct JSONTextTests {
  @Test("the pretty form keeps the order of keys and arrays of scalars on a line")
  func pretty() {
    let value: JSONValue = [
      "z": 1.0, "a": [1, 2.5, "x"], "o": ["n": .null, "e": [:]], "l": [[1], [2]], "none": [],
    ]
    #expect(
      JSONText.pretty(value) == """
        {
          "z": 1,
          "a": [1, 2.5, "x"],
          "o": {
            "n": null,
            "e": {}
          },
          "l": [
            [1],
            [2]
          ],
          "none": []
        }

        """)
    #expect(
      JSONText.compact(value)
        == #"{"z":1,"a":[1,2.5,"x"],"o":{"n":null,"e":{}},"l":[[1],[2]],"none":[]}"#)
  }

  @Test(
    "doubles are written in the shortest form that reads back equal",
    arguments: [
      (0.1, "0.1"), (1, "1"), (-0.0, "-0"), (1e16, "1e+16"), (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e+308"), (123_456_789, "123456789"),
      (.nan, "null"), (-.infinity, "null"),
    ])
  func doubles(number: Double, text: String) { #expect(JSONText.number(number) == text) }

  @Test("a value reads back equal from both forms")
  func roundTrip() throws {
    let value: JSONValue = [
      "quotes \" and \\ and \n": "\u{1}\t é 😀", "n": [0.1, 1e-300, -7, .null, true, false],
      "big": 9_007_199_254_740_993,
    ]
    for text in [JSONText.pretty(value), JSONText.compact(value)] {
      #expect(try JSONReader.read(text, file: "x").plain == value)
    }
  }
}

@Suite("JSON pointer")
struct JSONPointerTests {
  /// RFC 6901, section 5.
  private static let document = #"""
    {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6,
     " ": 7, "m~n": 8}
    """#

  @Test(
    "the examples of RFC 6901 lead where it says",
    arguments: [
      ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/e^f", "3"),
      ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"),
      ("/foo", #"["bar","baz"]"#),
    ])
  func examples(text: String, expected: String) throws {
    let pointer = try #require(JSONPointer(parsing: text))
    let node = try #require(JSONReader.read(Self.document, file: "x")[pointer])
    #expect(JSONText.compact(node.plain) == expected)
    #expect(pointer.description == text)
  }

  @Test(
    "pointers that lead nowhere give nothing",
    arguments: ["/nope", "/foo/2", "/foo/01", "/foo/-", "/a~1b/x"])
  func nowhere(text: String) throws {
    let pointer = try #require(JSONPointer(parsing: text))
    #expect(try JSONReader.read(Self.document, file: "x")[pointer] == nil)
  }

  @Test("text that is no pointer is refused", arguments: ["foo", "/a~2", "/a~"])
  func refused(text: String) { #expect(JSONPointer(parsing: text) == nil) }

  @Test("a value is replaced where the pointer leads, and a missing last key is added")
  func replacing() throws {
    var root = try JSONReader.read(#"{"a": [{"b": 1}]}"#, file: "x")
    let done = [
      root.replace(JSONPointer(["a", "0", "b"]), with: JSONNode(plain: "new")),
      root.replace(JSONPointer(["a", "0", "c"]), with: JSONNode(plain: [1])),
      root.replace(JSONPointer(["a", "1", "c"]), with: JSONNode(plain: 1)),
      root.replace(JSONPointer(["x", "y"]), with: JSONNode(plain: 1)),
    ]
    #expect(done == [true, true, false, false])
    #expect(JSONText.compact(root.plain) == #"{"a":[{"b":"new","c":[1]}]}"#)
  }
}
