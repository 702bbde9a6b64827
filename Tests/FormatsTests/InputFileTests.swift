import Formats
import Testing

@Suite("Input files")
struct InputFileTests {
  @Test("files that cannot be read are named with the reason")
  func unreadable() {
    #expect(
      report { () throws(InputProblems) in _ = try InputFile.read("no/such.json") }
        == "no/such.json: found no such file, expected a readable file")
    #expect(
      report { () throws(InputProblems) in _ = try InputFile.read("/") }
        == "/: found a directory, expected a file")
  }

  @Test("the bytes of a file are read whole")
  func whole() throws {
    let text = String(decoding: try InputFile.read(#filePath), as: UTF8.self)
    #expect(text.hasPrefix("import Formats\n"))
    #expect(text.hasSuffix("}\n"))
  }
}
