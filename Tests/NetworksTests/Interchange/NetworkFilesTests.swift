import Foundation
import LinearAlgebra
import Networks
import Testing

@Suite struct NetworkFilesTests {
  @Test func `problems of both files are reported together`() throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let nodes = place.appendingPathComponent("nodes.csv")
    let edges = place.appendingPathComponent("edges.csv")
    try Data("id\na\n\"b\"\n".utf8).write(to: nodes)
    try Data("creditor,debtor,amount\nb,a,2\n".utf8).write(to: edges)
    let files = try NetworkFiles(nodes: nodes.path, exposures: edges.path, format: .edgeList)
    #expect(files.nodes.ids == ["a", "b"] && files.exposures.ids == ["a", "b"])
    #expect(files.exposures.claims.dense[1, 0] == 2)

    try Data("id\na\na\n".utf8).write(to: nodes)
    try Data("creditor,debtor,amount\nb,a,-2\n".utf8).write(to: edges)
    let found = refusal { () throws(InterchangeError) in
      _ = try NetworkFiles(nodes: nodes.path, exposures: edges.path, format: .edgeList)
    }
    #expect(
      found == """
        \(nodes.path):3 column id: found the id "a" again, expected each id once (it stands on line 2)
        \(edges.path):2 column amount: found "-2", expected a finite number, not negative
        """)
    let missing = refusal { () throws(InterchangeError) in
      _ = try LabelledExposures(path: place.path + "/none.csv", format: .dense)
    }
    #expect(missing == "\(place.path)/none.csv: found no such file, expected a readable file")
  }
}
