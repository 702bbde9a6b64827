@testable import Formats
import Testing

@Suite("XML")
struct XMLReaderTests {
  private func events(_ text: String) throws(InputProblems) -> [XMLEvent] {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBufferPointer { buffer throws(InputProblems) in
      var reader = try XMLReader(buffer, file: "x.xml")
      var events: [XMLEvent] = []
      while let event = try reader.next() { events.append(event) }
      return events
    }
  }

  private func refusal(_ text: String) -> String {
    do throws(InputProblems) {
      return "read: \(try events(text))"
    } catch {
      return error.description
    }
  }

  @Test("elements, attributes, references, CDATA, comments and instructions are read")
  func reading() throws {
    let found = try events(
      """
      \u{FEFF}<?xml version="1.0" encoding="UTF-8"?>
      <!-- a <comment> & more --><?style x?>
      <a b='1 "&lt;"' c = "x
      y&#10;&#x20AC;"  >t&amp;\r\n<d/><![CDATA[<&]]></a >
      <!-- end -->
      """)
    #expect(
      found == [
        .open(
          XMLTag(
            name: "a",
            attributes: [.init(name: "b", value: "1 \"<\""), .init(name: "c", value: "x y\n€")],
            line: 3)),
        .text("t&\n"), .open(XMLTag(name: "d", attributes: [], line: 5)), .close("d"),
        .text("<&"), .close("a"),
      ])
  }

  @Test(
    "what is not well formed, and every trick with entities, is refused with its place",
    arguments: [
      (
        "<!DOCTYPE a [<!ENTITY x \"xxxx\">]><a>&x;</a>",
        "1:1: found a document type declaration, expected none: neither entities nor outside files are read"
      ),
      (
        "<a>\n&x;</a>",
        "2:1: found the reference &x;, expected &lt; &gt; &amp; &apos; &quot; or the number of a character"
      ),
      (
        "<a>&#0;</a>",
        "1:4: found the reference &#0;, expected &lt; &gt; &amp; &apos; &quot; or the number of a character"
      ),
      (
        "<a>& </a>",
        "1:4: found & that begins no reference, expected &amp; for the character itself"
      ),
      ("<a><b></a>", "1:7: found </a>, expected </b>"),
      ("<a>", "1:4: found the end of the file, expected the end tag </a>"),
      ("", "1:1: found no element, expected a document element"),
      ("<a/><b/>", "1:5: found a second document element, expected the end of the file"),
      ("<a/>x", "1:5: found text outside the document element, expected nothing but space"),
      ("<a b='1' b='2'/>", "1:10: found the attribute b again, expected each attribute once"),
      ("<a b=1/>", "1:6: found \"1\", expected a quoted value"),
      ("<a b='<'/>", "1:7: found < inside a value, expected &lt;"),
      ("<a b='1'c='2'/>", "1:9: found \"c\", expected a space, > or />"),
      ("<a b='1", "1:6: found a value that does not end, expected a closing quote"),
      ("<a><!-- x", "1:4: found a comment that does not end, expected -->"),
      ("<a><!-- -- --></a>", "1:9: found -- inside a comment, expected -->"),
      ("<a><![CDATA[x</a>", "1:4: found a CDATA section that does not end, expected ]]>"),
      ("<a>]]></a>", "1:4: found ]]>, expected ]]&gt;"),
      ("<a>\u{1}</a>", "1:4: found the character \"\\u0001\", expected one that XML allows"),
      (
        "<?xml version='1.0' encoding='UTF-16'?><a/>",
        "1:21: found encoding=\"UTF-16\", expected version 1.0 and the encoding UTF-8"
      ),
      ("<1/>", "1:2: found \"1\", expected the name of an element"),
      ("</a>", "1:1: found </a>, expected no end tag here"),
      ("<a/><?xml version='1.0'?>", "1:5: found an XML declaration, expected it at the very start"),
    ])
  func refused(text: String, message: String) {
    #expect(refusal(text) == "x.xml:" + message)
  }

  @Test("a text that is escaped reads back equal, in content and in values")
  func escaping() throws {
    let text = "a<b>&\"c'\t\n\r €\u{10FFFF}"
    let escaped = XMLText.escaped(text)
    #expect(
      try events("<a b=\"\(escaped)\">\(escaped)</a>") == [
        .open(XMLTag(name: "a", attributes: [.init(name: "b", value: text)], line: 1)),
        .text(text), .close("a"),
      ])
    #expect(XMLText.canHold(text) && !XMLText.canHold("\u{0}") && !XMLText.canHold("\u{FFFF}"))
  }

  @Test("nesting is bounded by the file alone")
  func depth() throws {
    let depth = 200_000
    let text = String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    #expect(try events(text).count == 2 * depth)
  }
}
