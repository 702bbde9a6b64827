import Formats
import Glibc
import Testing

@testable import Experiments
@testable import Results
@testable import concordat

@Suite("concordat sweep, extended and cut short")
struct SweepResumptionTests {
  private let place: TemporaryDirectory
  private var command: Command { Command(directory: place.path) }

  init() throws {
    place = try TemporaryDirectory()
    try Files.replace(place.path("small.json"), with: try Files.read(fixture("small.json")))
    let text = """
      {"format": 1, "name": "toy", "scenario": "small.json", "regimes": ["fragmented", "harmonised"],
       "replicates": 2, "metrics": ["system_loss"],
       "two_way": {"rows": "shock", "columns": "regime"}, "design": {"design": "full_factorial"},
       "factors": [
         {"name": "shock", "paths": ["events[0].fraction"], "operation": "scale",
          "values": [0.4, 0.6, 0.8, 1, 1.2]}]}
      """
    try Files.replace(place.path("toy.json"), with: Array(text.utf8))
  }

  /// The rows of some cells as texts.
  private func rows(_ path: String, of cells: Set<Int>) throws -> [String] {
    let lines = String(decoding: try Files.read(place.path("\(path)/rows.csv")), as: UTF8.self)
      .split(separator: "\n").dropFirst()
    return lines.map(String.init).filter { line in
      line.split(separator: ",").first.flatMap { Int($0) }.map(cells.contains) ?? false
    }
  }

  @Test("more replicates extend a finished sweep to the bytes of one of that size")
  func extends() throws {
    #expect(try command("sweep", "toy.json", "--replicates", "1", "--out", "grown").status == 0)
    let first = try rows("grown", of: [0, 1, 2, 3, 4])
    let more = try command("sweep", "toy.json", "--replicates", "3", "--out", "grown")
    #expect(more.status == 0, "\(more.errors)")
    #expect(try command("sweep", "toy.json", "--replicates", "3", "--out", "fresh").status == 0)
    #expect(try place.tables("grown") == place.tables("fresh"))
    #expect(try Set(rows("grown", of: [0, 1, 2, 3, 4])).isSuperset(of: first))
    // Fewer are there already.
    let fewer = try command("sweep", "toy.json", "--out", "grown")
    #expect(fewer.status == 0)
    #expect(
      fewer.errors.hasSuffix(
        "grown is finished already, with more replicates (3) than asked for; nothing was run.\n"))
    #expect(try place.tables("grown") == place.tables("fresh"))
    #expect(try Files.list(place.path) == ["fresh", "grown", "small.json", "toy.json"])
  }

  @Test("what is extended is taken over, not made again, and only as it was written")
  func takesOver() throws {
    #expect(try command("sweep", "toy.json", "--replicates", "1", "--out", "out").status == 0)
    // No cell is worked on but with the replicate that is new: a trap there leaves replicate 0 whole.
    let trapping = Command(
      directory: place.path, environment: ["CONCORDAT_TEST_TRAP": "0,1,2,3,4"])
    #expect(try trapping("sweep", "toy.json", "--out", "out").status == 2)
    #expect(try place.table("out/failures.csv").integers("replicate") == [1, 1, 1, 1, 1])
    let taken = try place.table("out/rows.csv")
    #expect(try Set(taken.integers("replicate")) == [0])
    #expect(taken.rowCount == 5 * 2 * 2)
    // A changed byte is found out before anything is built on it.
    var bytes = try Files.read(place.path("out/rows.csv"))
    bytes[bytes.count - 2] ^= 1
    try Files.replace(place.path("out/rows.csv"), with: bytes)
    let altered = try command("sweep", "toy.json", "--replicates", "3", "--out", "out")
    #expect(altered.status == 65)
    #expect(altered.errors.contains("rows.csv is not the file that the run wrote"))
  }

  @Test(
    "a trap costs its cell alone, which is named, and the rest has the bytes that it has without")
  func trap() throws {
    let trapping = Command(directory: place.path, environment: ["CONCORDAT_TEST_TRAP": "1,3"])
    let ended = try trapping("sweep", "toy.json", "--jobs", "2", "--out", "trapped")
    #expect(ended.status == 2, "\(ended.errors)")
    #expect(ended.errors.contains("concordat: the work was ended by signal "))
    #expect(
      ended.errors.contains("failed: cell 1 (shock = 0.6), replicate 0: ended by signal "),
      "\(ended.errors)")
    let failures = try place.table("trapped/failures.csv")
    #expect(try failures.integers("cell") == [1, 1, 3, 3])
    #expect(try failures.integers("replicate") == [0, 1, 0, 1])
    #expect(
      try failures.strings("message").allSatisfy {
        $0.hasPrefix("ended by signal 4 (") || $0.hasPrefix("ended by signal 5 (")
      })
    #expect(try place.table("trapped/cells.csv").integers("failed_replicates") == [0, 2, 0, 2, 0])
    #expect(try command("sweep", "toy.json", "--out", "healthy").status == 0)
    #expect(try rows("trapped", of: [0, 1, 2, 3, 4]) == rows("healthy", of: [0, 2, 4]))
    #expect(try Files.list(place.path).contains(".trapped.partial") == false)
  }

  @Test("a trap stops the sweep where it is told to, and what is finished is kept")
  func trapThatStops() throws {
    let trapping = Command(directory: place.path, environment: ["CONCORDAT_TEST_TRAP": "3"])
    let ended = try trapping(
      "sweep", "toy.json", "--jobs", "1", "--on-error", "stop", "--out", "out")
    #expect(ended.status == 2, "\(ended.errors)")
    #expect(ended.errors.contains("cell 3 (shock = 1), replicate 0: ended by signal "))
    #expect(Files.kind(place.path("out")) == nil)
    let kept = place.length(".out.partial/pieces")
    #expect(kept > 0)
    #expect(try command("sweep", "toy.json", "--out", "out").status == 0)
    #expect(try command("sweep", "toy.json", "--out", "straight").status == 0)
    #expect(try place.tables("out") == place.tables("straight"))
  }

  @Test("a worker killed from outside costs nothing: what was in progress is tried alone and done")
  func killedWorker() throws {
    let arguments = ["sweep", "toy.json", "--replicates", "20", "--jobs", "2", "--out", "hit"]
    let run = try command.start(arguments)
    run.wait { place.length(".hit.partial/pieces") > 20_000 }
    #expect(try run.sendToWorkers(SIGSEGV))
    let ended = try run.wait()
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(ended.errors.contains("in progress; "), "\(ended.errors)")
    // The size of the experiment is told once.
    #expect(ended.errors.split(separator: "\n").count { $0.hasPrefix("toy: 5 cells") } == 1)
    #expect(try command("sweep", "toy.json", "--replicates", "20", "--out", "whole").status == 0)
    #expect(try place.tables("hit") == place.tables("whole"))
  }

  @Test(
    "an interruption ends with its code, keeps what is finished, and is gone on from",
    arguments: [130, 143])
  func interrupted(status: Int32) throws {
    let arguments = ["sweep", "toy.json", "--replicates", "20", "--jobs", "1", "--out", "cut"]
    let run = try command.start(arguments)
    run.wait { place.length(".cut.partial/pieces") > 20_000 }
    run.send(status - 128)
    let ended = try run.wait()
    #expect(ended.status == status)
    #expect(ended.errors.contains("interrupted; finished units are kept"))
    #expect(!ended.errors.contains("ended by signal"))
    #expect(Files.kind(place.path("cut")) == nil)
    #expect(try command.run(arguments).status == 0)
    #expect(try command("sweep", "toy.json", "--replicates", "20", "--out", "whole").status == 0)
    #expect(try place.tables("cut") == place.tables("whole"))
  }

  @Test("orders reach a worker as they were given")
  func orders() {
    let orders = Worker.Orders(
      only: 7, fatal: [3: "ended by signal 4 (Illegal instruction)", 12: "ended by signal 9"],
      goesOn: true)
    #expect(Worker.Orders(orders.text) == orders)
    #expect(Worker.Orders(Worker.Orders().text) == Worker.Orders())
  }
}
