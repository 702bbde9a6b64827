import Testing

@testable import Results

@Suite("The log of finished pieces")
struct WorkLogTests {
  private let place: TemporaryDirectory

  init() throws { place = try TemporaryDirectory() }

  private var path: String { place.path("log") }

  private func bytes(_ piece: Int) -> [UInt8] {
    Array("piece \(piece)\nwith \(String(repeating: "x", count: piece * 7)) lines\n".utf8)
  }

  private func fill(_ pieces: [Int]) throws {
    let log = try WorkLog(path, pieces: 10)
    for piece in pieces { try log.append(bytes(piece), for: piece) }
  }

  @Test("pieces come back whatever the order in which they ended, also after opening again")
  func order() throws {
    try fill([3, 0, 7])
    let log = try WorkLog(path, pieces: 10)
    #expect(log.count == 3)
    for piece in 0..<10 {
      #expect(log.contains(piece) == [0, 3, 7].contains(piece))
      #expect(try log.read(piece) == ([0, 3, 7].contains(piece) ? bytes(piece) : nil))
    }
  }

  @Test("a log cut off at any byte keeps the pieces before, and goes on")
  func torn() throws {
    try fill([0, 1, 2])
    let whole = try Files.read(path)
    try fill([])
    var kept: Set<Int> = []
    for length in 0..<whole.count {
      try Files.replace(path, with: Array(whole[..<length]))
      let log = try WorkLog(path, pieces: 10)
      kept.insert(log.count)
      for piece in 0..<log.count { #expect(try log.read(piece) == bytes(piece)) }
      try log.append(bytes(9), for: 9)
      #expect(try WorkLog(path, pieces: 10).read(9) == bytes(9))
    }
    #expect(kept == [0, 1, 2])
  }

  @Test("a changed byte costs its piece and those behind it, and is never read")
  func corrupt() throws {
    try fill([0, 1, 2])
    let whole = try Files.read(path)
    for place in whole.indices {
      var changed = whole
      changed[place] ^= 1
      try Files.replace(path, with: changed)
      let log = try WorkLog(path, pieces: 10)
      #expect(log.count < 3)
      for piece in 0..<10 {
        if let read = try log.read(piece) { #expect(read == bytes(piece)) }
      }
    }
  }
}
