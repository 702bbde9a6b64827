import Formats
import Testing

@Suite("JSON reader")
struct JSONReaderTests {
  private func message(_ text: String) -> String {
    do throws(InputProblems) {
      _ = try JSONReader.read(text, file: "x.json")
      return "read"
    } catch {
      return error.description
    }
  }

  @Test("every value and key knows its line and column, columns counting characters")
  func positions() throws {
    let root = try JSONReader.read(
      """
      {
        "é": [1, "ü", {"k":   -2.5e1}],
        "t": true
      }
      """, file: "x.json")
    #expect(root.position == TextPosition(line: 1, column: 1))
    let list = try #require(root.member("é"))
    #expect(list.keyPosition == TextPosition(line: 2, column: 3))
    #expect(list.node.position == TextPosition(line: 2, column: 8))
    let inner = try #require(root[JSONPointer(["é", "2", "k"])])
    #expect(inner.position == TextPosition(line: 2, column: 25))
    guard case .number(let number, let literal) = inner.value else {
      Issue.record("not a number")
      return
    }
    #expect(number == -25)
    #expect(literal == "-2.5e1")
    #expect(root[JSONPointer(["t"])]?.position == TextPosition(line: 3, column: 8))
  }

  @Test(
    "malformed text is refused with line and column",
    arguments: [
      ("[1, 2,]", #"x.json:1:7: found "]", expected a value"#),
      ("{\"a\": 1,}", #"x.json:1:9: found "}", expected a key in double quotes"#),
      ("{\"a\" 1}", #"x.json:1:6: found "1", expected a colon after the key"#),
      ("[1 2]", #"x.json:1:4: found "2", expected a comma or ]"#),
      ("{\"a\": 1 \"b\": 2}", #"x.json:1:9: found "\"", expected a comma or }"#),
      (
        "\n[\"abc\n",
        "x.json:2:2: found a string that does not end in its line, expected a closing double quote"
      ),
      (
        "\"\\x\"",
        #"x.json:1:2: found a bad escape in a string, expected one of \" \\ \/ \b \f \n \r \t or \u with four hexadecimal digits"#
      ),
      (
        "\"\\ud800\"",
        #"x.json:1:2: found a bad escape in a string, expected one of \" \\ \/ \b \f \n \r \t or \u with four hexadecimal digits"#
      ),
      (
        "\"a\tb\"",
        "x.json:1:3: found the control character U+0009 in a string, expected its escaped form"
      ),
      (
        "NaN",
        "x.json:1:1: found NaN, expected a finite number, a string in double quotes, true, false, null, { or ["
      ),
      ("[-Infinity]", #"x.json:1:3: found "I", expected a digit"#),
      ("[1e999]", "x.json:1:2: found 1e999, expected a number in the range of a double"),
      ("01", #"x.json:1:2: found "1", expected no digit after a leading zero"#),
      ("1.", "x.json:1:3: found the end of the file, expected a digit"),
      (".5", #"x.json:1:1: found ".", expected a value"#),
      ("1x", #"x.json:1:2: found "x", expected the end of the number"#),
      ("", "x.json:1:1: found the end of the file, expected a value"),
      ("{} {}", #"x.json:1:4: found "{", expected the end of the file after the document"#),
      ("// c\n1", #"x.json:1:1: found "/", expected a value"#),
    ])
  func malformed(text: String, expected: String) {
    #expect(message(text) == expected)
  }

  @Test("all duplicate keys are reported together with the malformed spot that follows")
  func duplicates() {
    #expect(
      message("{\"a\": 1,\n \"a\": 2, \"b\": {\"c\": 1, \"c\": 1},\n x}") == """
        x.json:2:2: found the key "a" a second time, expected each key once
        x.json:2:24: found the key "c" a second time, expected each key once
        x.json:3:2: found "x", expected a key in double quotes
        """)
    let many = (0..<40).map { "\"k\($0)\": 0" }.joined(separator: ",")
    #expect(message("{\(many),\"k7\": 1}").contains(#"the key "k7" a second time"#))
    #expect(message("{\(many)}") == "read")
  }

  @Test("bytes that are no UTF-8 are refused where they stand")
  func invalidUTF8() {
    for bad: [UInt8] in [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82],
    ] {
      let bytes = Array("{\n\"é".utf8) + bad
      let byte = String(bad[0], radix: 16, uppercase: true)
      #expect(
        throws: InputProblems([
          Problem(
            file: "x.json", place: .text(TextPosition(line: 2, column: 3)),
            found: "the byte 0x\(byte)",
            expected: "UTF-8 text")
        ])
      ) { try JSONReader.read(bytes, file: "x.json") }
    }
  }

  @Test("nesting is read to the limit and refused beyond it")
  func depth() {
    let limit = JSONReader.depthLimit
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(message(nested(limit)) == "read")
    #expect(
      message(nested(limit + 1))
        == "x.json:1:129: found nesting deeper than 128 levels, expected at most 128 levels")
    #expect(message(String(repeating: "[", count: 1_000_000)).hasPrefix("x.json:1:129"))
  }

  @Test("escapes, surrogate pairs and a byte order mark are read")
  func escapes() throws {
    let node = try JSONReader.read(
      "\u{FEFF}\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00 é\"", file: "x.json")
    guard case .string(let text) = node.value else {
      Issue.record("not a string")
      return
    }
    #expect(text == "\"\\/\u{8}\u{C}\n\r\té😀 é")
    #expect(node.position == TextPosition(line: 1, column: 1))
  }

  @Test(
    "no proper prefix is a document, and what one changed byte makes is read or named at its place")
  func robustness() throws {
    let document = Array(#"{"a": [1.5e-3, true, null, "é\n\ud83d\ude00"], "b": {"c": -0}}"#.utf8)
    let whole = try JSONReader.read(document, file: "x.json")
    for count in 0..<document.count {
      #expect(throws: InputProblems.self, "\(count) bytes") {
        try JSONReader.read(Array(document.prefix(count)), file: "x.json")
      }
    }
    var accepted: [JSONValue] = []
    for index in document.indices {
      for byte: UInt8 in [0, 0x22, 0x2C, 0x5C, 0x7B, 0x7D, 0x80, 0xFF] {
        var changed = document
        changed[index] = byte
        do throws(InputProblems) {
          accepted.append(try JSONReader.read(changed, file: "x.json").plain)
        } catch {
          #expect(!error.problems.isEmpty && error.problems.allSatisfy { $0.file == "x.json" })
        }
      }
    }
    #expect(!accepted.isEmpty && whole.plain["b"]?["c"] != nil)
    for value in accepted {
      #expect(try JSONReader.read(JSONText.compact(value), file: "x.json").plain == value)
    }
  }
}
