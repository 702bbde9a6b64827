import BenchmarkReport
import Foundation
import Glibc

@main
struct CoreBenchmark {
  static let usage = """
    usage: core-benchmark [--python COMMAND] [--peers FILE] [--repetitions NUMBER] [--size full|small]
                          [--only SECTION] [--out FILE]

      --python       runs the comparison programs; needs numpy and scipy  (default: python3)
      --peers        the comparison programs       (default: ../scripts/core_peers.py)
      --repetitions  of which the least counts     (default: 3)
      --size         small: a tenth of the nodes, for a first look  (default: full)
      --only         one of batches, clearing, sparse, growth, fire-sales
      --out          the report, beside standard output

    """

  static func main() {
    var options = [
      "--python": "python3", "--peers": "../scripts/core_peers.py", "--repetitions": "3",
      "--size": "full",
    ]
    var words = CommandLine.arguments.dropFirst()
    while let option = words.popFirst() {
      guard let value = words.popFirst(),
        ["--out", "--only"].contains(option) || options[option] != nil
      else {
        fail(usage, status: 64)
      }
      options[option] = value
    }
    guard let python = options["--python"], let script = options["--peers"],
      let repetitions = options["--repetitions"].flatMap(Int.init), repetitions > 0,
      let size = options["--size"], ["full", "small"].contains(size)
    else { fail(usage, status: 64) }
    do {
      let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("core-benchmark-\(getpid())").path
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: directory) }
      var report = ""
      try sections(
        Peer(python: python, script: script, directory: directory), repetitions: repetitions,
        small: size == "small", only: options["--only"]
      ) { section in
        // Not by print, which keeps a file waiting until the end.
        FileHandle.standardOutput.write(Data((section + "\n").utf8))
        report += section + "\n"
      }
      if let out = options["--out"] {
        try report.write(toFile: out, atomically: true, encoding: .utf8)
      }
    } catch {
      fail("\(error)\n", status: 1)
    }
  }

  private static func fail(_ text: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data(text.utf8))
    exit(status)
  }

  /// Measures section by section, so that a long report can be watched.
  private static func sections(
    _ peer: Peer, repetitions: Int, small: Bool, only: String?, _ tell: (String) -> Void
  ) throws {
    func section(_ name: String, _ text: () throws -> String) throws {
      if only == nil || only == name { tell(try text()) }
    }
    tell(
      "# Speed of the core\n\n\(machine()); processor time on one thread, least of \(repetitions) "
        + "repetitions; comparison programs once.\n")
    let yardsticks = Yardsticks(repetitions: repetitions)
    let dense = DenseReport(yardsticks: yardsticks, peer: peer, repetitions: repetitions)
    try section("batches") { try dense.batches(small ? [50, 100, 200] : [500, 1000, 2000]) }
    try section("clearing") { try dense.clearing(small ? [200, 500] : [1000, 5000]) }
    let sparse = SparseReport(yardsticks: yardsticks, peer: peer, repetitions: repetitions)
    let scale = small ? 10 : 1
    try section("sparse") { try sparse.large(count: 1_000_000 / scale, degree: 10) }
    try section("growth") {
      try sparse.growth(
        nodes: [125_000, 250_000, 500_000, 1_000_000].map { $0 / scale }, degree: 10,
        degrees: [5, 10, 20, 40], of: 250_000 / scale)
    }
    try section("fire-sales") { try FireSaleReport(peer: peer, repetitions: repetitions).rounds() }
  }
}
