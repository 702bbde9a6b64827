import Foundation
import Testing

/// Every page of a family shows an example, and what it shows is what a test beside this one runs.
@Suite struct PagesTests {
  /// A module with pages, and where the tests of its examples are.
  enum Module: String, CaseIterable {
    case contagion = "Contagion"
    case networks = "Networks"

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../..").standardizedFileURL

    var catalogue: URL { Self.root.appending(path: "Sources/\(rawValue)/\(rawValue).docc") }
    var tests: URL { Self.root.appending(path: "Tests/\(rawValue)Tests/Documentation") }

    func pages() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: catalogue.path)
        .filter { $0.hasSuffix(".md") && $0 != "\(rawValue).md" }.map { String($0.dropLast(3)) }
        .sorted()
    }
  }

  private static func trimmedLines(_ text: some StringProtocol) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test("the code of every page is run by a test of its own", arguments: Module.allCases)
  func examples(_ module: Module) throws {
    let pages = try module.pages()
    #expect(!pages.isEmpty)
    for page in pages {
      let text = try String(
        contentsOf: module.catalogue.appending(path: "\(page).md"), encoding: .utf8)
      let blocks = text.components(separatedBy: "```swift\n").dropFirst()
        .compactMap { $0.components(separatedBy: "```").first }
      #expect(!blocks.isEmpty, "\(page).md shows no example")
      let source = module.tests.appending(path: "\(page)Example.swift")
      let test = Self.trimmedLines(try String(contentsOf: source, encoding: .utf8))
        .joined(separator: "\n")
      for block in blocks {
        let shown = Self.trimmedLines(block).joined(separator: "\n")
        #expect(test.contains(shown), "\(page).md shows what \(page)Example.swift does not run")
      }
    }
  }

  @Test("every page is linked from the first one", arguments: Module.allCases)
  func links(_ module: Module) throws {
    let first = try String(
      contentsOf: module.catalogue.appending(path: "\(module.rawValue).md"), encoding: .utf8)
    for page in try module.pages() { #expect(first.contains("<doc:\(page)>"), "\(page)") }
  }
}
