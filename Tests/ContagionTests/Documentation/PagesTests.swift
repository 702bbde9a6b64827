import Foundation
import Testing

/// Every page of a family shows an example, and what it shows is what a test beside this one runs.
@Suite struct PagesTests {
  private static let here = URL(filePath: #filePath).deletingLastPathComponent()
  private static let catalogue = here.appending(path: "../../../Sources/Contagion/Contagion.docc")
    .standardizedFileURL

  private static func pages() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: catalogue.path)
      .filter { $0.hasSuffix(".md") && $0 != "Contagion.md" }.map { String($0.dropLast(3)) }
      .sorted()
  }

  private static func trimmedLines(_ text: some StringProtocol) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test("the code of every page is run by a test of its own")
  func examples() throws {
    let pages = try Self.pages()
    #expect(!pages.isEmpty)
    for page in pages {
      let text = try String(
        contentsOf: Self.catalogue.appending(path: "\(page).md"), encoding: .utf8)
      let blocks = text.components(separatedBy: "```swift\n").dropFirst()
        .compactMap { $0.components(separatedBy: "```").first }
      #expect(!blocks.isEmpty, "\(page).md shows no example")
      let source = Self.here.appending(path: "\(page)Example.swift")
      let test = Self.trimmedLines(try String(contentsOf: source, encoding: .utf8))
        .joined(separator: "\n")
      for block in blocks {
        let shown = Self.trimmedLines(block).joined(separator: "\n")
        #expect(test.contains(shown), "\(page).md shows what \(page)Example.swift does not run")
      }
    }
  }

  @Test("every page is linked from the first one")
  func links() throws {
    let first = try String(
      contentsOf: Self.catalogue.appending(path: "Contagion.md"), encoding: .utf8)
    for page in try Self.pages() { #expect(first.contains("<doc:\(page)>"), "\(page)") }
  }
}
