/// A start tag.
package struct XMLTag: Hashable, Sendable {
  package struct Attribute: Hashable, Sendable {
    package var name: String
    package var value: String
  }
  package var name: String
  package var attributes: [Attribute]
  /// The line on which the tag begins.
  package var line: Int

  /// The value of an attribute, nil when it is not there.
  package subscript(_ name: String) -> String? {
    attributes.first { $0.name == name }?.value
  }
}

/// What stands next in an XML document.
package enum XMLEvent: Hashable, Sendable {
  case open(XMLTag)
  /// Character data, references and CDATA resolved; one run may come in several pieces.
  case text(String)
  case close(String)
}

/// A strict reader of the part of XML 1.0 that data files use: elements, attributes, text, CDATA, comments
/// and processing instructions, in UTF-8.
///
/// A reader of our own, because a document type is where the attacks are (entities that expand without
/// bound, or fetch files), and the system's parser reads it: here it is refused, with every entity but
/// the five of XML. Nothing recurses and nothing outside the file is read, so that time and memory are linear
/// in its length. Names may hold any character beyond ASCII; namespaces are left to the caller.
package struct XMLReader {
  let file: String
  let bytes: UnsafeBufferPointer<UInt8>
  var index = 0
  private var openNames: [String] = []
  private var hasRoot = false
  /// The end of an element that was opened and closed in one tag.
  private var pendingClose: String?
  private var countedLine = 1
  private var countedTo = 0

  /// Starts at the first byte; the buffer must outlive the reader.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(InputProblems) {
    self.file = file
    self.bytes = bytes
    if let invalid = UTF8Check.firstInvalidByte(bytes) {
      let byte = JSONText.hexadecimal(UInt32(bytes[invalid]), digits: 2)
      throw problem(at: invalid, found: "the byte 0x\(byte)", expected: "UTF-8 text")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    if looks(at: "<?xml"), let after = byte(index + 5), Self.isSpace(after) {
      try declaration()
    }
  }

  /// The next event; nil at the end of a document that is complete.
  package mutating func next() throws(InputProblems) -> XMLEvent? {
    if let name = pendingClose {
      pendingClose = nil
      return .close(name)
    }
    while let current = byte(index) {
      if current != UInt8(ascii: "<") {
        if let text = try text() { return .text(text) }
      } else if looks(at: "<!--") {
        try comment()
      } else if looks(at: "<![CDATA[") {
        return .text(try characterData())
      } else if looks(at: "<!DOCTYPE") {
        throw problem(
          at: index, found: "a document type declaration",
          expected: "none: neither entities nor outside files are read")
      } else if looks(at: "<?") {
        try processingInstruction()
      } else if looks(at: "</") {
        return .close(try endTag())
      } else {
        return .open(try startTag())
      }
    }
    if let name = openNames.last {
      throw problem(
        at: bytes.count, found: "the end of the file", expected: "the end tag </\(name)>")
    }
    guard hasRoot else {
      throw problem(at: bytes.count, found: "no element", expected: "a document element")
    }
    return nil
  }

  /// The line of a place, counted on from the last that was asked for.
  private mutating func line(of place: Int) -> Int {
    while countedTo < place {
      if bytes[countedTo] == UInt8(ascii: "\n") { countedLine += 1 }
      countedTo += 1
    }
    return countedLine
  }

  func problem(at place: Int, found: String, expected: String) -> InputProblems {
    let position = UTF8Check.position(of: min(place, bytes.count), in: bytes)
    return InputProblems([
      Problem(file: file, place: .text(position), found: found, expected: expected)
    ])
  }

  func byte(_ place: Int) -> UInt8? { place < bytes.count ? bytes[place] : nil }

  func looks(at text: StaticString) -> Bool {
    guard index + text.utf8CodeUnitCount <= bytes.count else { return false }
    for offset in 0..<text.utf8CodeUnitCount where bytes[index + offset] != text.utf8Start[offset] {
      return false
    }
    return true
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  // MARK: Tags

  private mutating func startTag() throws(InputProblems) -> XMLTag {
    let start = index
    let line = line(of: start)
    guard !(openNames.isEmpty && hasRoot) else {
      throw problem(at: start, found: "a second document element", expected: "the end of the file")
    }
    index += 1
    let name = try name("the name of an element")
    hasRoot = true
    var attributes: [XMLTag.Attribute] = []
    while true {
      let before = index
      skipSpace()
      guard let next = byte(index) else {
        throw problem(at: index, found: "the end of the file", expected: "the end of a tag")
      }
      if next == UInt8(ascii: ">") {
        index += 1
        openNames.append(name)
        break
      }
      if looks(at: "/>") {
        index += 2
        pendingClose = name
        break
      }
      guard index > before else {
        throw problem(at: index, found: character(index), expected: "a space, > or />")
      }
      let place = index
      let attribute = try attribute()
      guard !attributes.contains(where: { $0.name == attribute.name }) else {
        throw problem(
          at: place, found: "the attribute \(attribute.name) again",
          expected: "each attribute once")
      }
      attributes.append(attribute)
    }
    return XMLTag(name: name, attributes: attributes, line: line)
  }

  private mutating func endTag() throws(InputProblems) -> String {
    let start = index
    index += 2
    let name = try name("the name of an element")
    skipSpace()
    guard byte(index) == UInt8(ascii: ">") else {
      throw problem(at: index, found: character(index), expected: ">")
    }
    index += 1
    guard openNames.last == name else {
      let expected = openNames.last.map { "</\($0)>" } ?? "no end tag here"
      throw problem(at: start, found: "</\(name)>", expected: expected)
    }
    openNames.removeLast()
    return name
  }

  private mutating func attribute() throws(InputProblems) -> XMLTag.Attribute {
    let name = try name("the name of an attribute")
    skipSpace()
    guard byte(index) == UInt8(ascii: "=") else {
      throw problem(at: index, found: character(index), expected: "= after an attribute's name")
    }
    index += 1
    skipSpace()
    return XMLTag.Attribute(name: name, value: try quotedValue())
  }

  /// The declaration `<?xml version="1.0" encoding="UTF-8"?>`, whose encoding must be the one that is read.
  private mutating func declaration() throws(InputProblems) {
    let start = index
    index += 5
    while true {
      skipSpace()
      if looks(at: "?>") { break }
      guard index < bytes.count else {
        throw problem(at: start, found: "a declaration that does not end", expected: "?>")
      }
      let place = index
      let part = try attribute()
      let isKnown =
        switch part.name {
        case "version": part.value.hasPrefix("1.")
        case "encoding": ["utf-8", "utf8", "us-ascii", "ascii"].contains(part.value.lowercased())
        case "standalone": ["yes", "no"].contains(part.value)
        default: false
        }
      guard isKnown else {
        throw problem(
          at: place, found: "\(part.name)=\(JSONText.quoted(part.value))",
          expected: "version 1.0 and the encoding UTF-8")
      }
    }
    index += 2
  }

  // MARK: Text

  /// A run of text; nil when it is space outside the document element.
  private mutating func text() throws(InputProblems) -> String? {
    let start = index
    var result: [UInt8] = []
    while let current = byte(index), current != UInt8(ascii: "<") {
      if looks(at: "]]>") { throw problem(at: index, found: "]]>", expected: "]]&gt;") }
      try appendCharacter(to: &result)
    }
    guard openNames.isEmpty else { return String(decoding: result, as: UTF8.self) }
    guard result.allSatisfy(Self.isSpace) else {
      throw problem(
        at: start, found: "text outside the document element", expected: "nothing but space")
    }
    return nil
  }

  private mutating func characterData() throws(InputProblems) -> String {
    let start = index
    guard !openNames.isEmpty else {
      throw problem(
        at: start, found: "text outside the document element", expected: "nothing but space")
    }
    index += 9
    var result: [UInt8] = []
    while !looks(at: "]]>") {
      guard index < bytes.count else {
        throw problem(at: start, found: "a CDATA section that does not end", expected: "]]>")
      }
      try appendPlainCharacter(to: &result)
    }
    index += 3
    return String(decoding: result, as: UTF8.self)
  }

  private mutating func comment() throws(InputProblems) {
    let start = index
    index += 4
    while !looks(at: "--") {
      guard index < bytes.count else {
        throw problem(at: start, found: "a comment that does not end", expected: "-->")
      }
      index += 1
    }
    guard looks(at: "-->") else {
      throw problem(at: index, found: "-- inside a comment", expected: "-->")
    }
    index += 3
  }

  private mutating func processingInstruction() throws(InputProblems) {
    let start = index
    index += 2
    guard try name("the name of a processing instruction").lowercased() != "xml" else {
      throw problem(at: start, found: "an XML declaration", expected: "it at the very start")
    }
    while !looks(at: "?>") {
      guard index < bytes.count else {
        throw problem(at: start, found: "an instruction that does not end", expected: "?>")
      }
      index += 1
    }
    index += 2
  }
}
