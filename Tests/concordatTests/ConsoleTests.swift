import Formats
import Testing

@testable import Results
@testable import concordat

@Suite("What the command says")
struct ConsoleTests {
  @Test("progress tells rate and time left of the units that were made, not of those found")
  func progress() {
    #expect(ProgressLine.text(done: 40, total: 160, found: 40, seconds: 0) == "40 of 160 units")
    #expect(
      ProgressLine.text(done: 70, total: 160, found: 40, seconds: 10)
        == "70 of 160 units, 3.0 a second, 30 s left")
    #expect(
      ProgressLine.text(done: 1, total: 1000, found: 0, seconds: 4)
        == "1 of 1000 units, 0.3 a second, 1 h 6 min left")
    #expect(
      ProgressLine.text(done: 100, total: 200, found: 0, seconds: 100)
        == "100 of 200 units, 1.0 a second, 1 min 40 s left")
  }

  @Test("problems of the input are reported together, one a line")
  func problems() {
    let complaint = Complaint(
      InputProblems([
        Problem(file: "a.json", found: "no such file", expected: "a readable file"),
        Problem(
          file: "b.csv", place: .csv(line: 3, column: "cash"), found: "-1",
          expected: "a number from 0 up"),
      ]))
    #expect(complaint.status == .badInput)
    #expect(
      complaint.text == """
        2 problems in the input:
          a.json: found no such file, expected a readable file
          b.csv:3 column cash: found -1, expected a number from 0 up
        """)
  }

  @Test("every refusal of a directory has the exit code of its kind")
  func statuses() {
    let expected: [(RunDirectoryError, CommandStatus)] = [
      (.occupied(path: "a"), .cannotWrite), (.foreign(path: "a"), .cannotWrite),
      (.busy(path: "a"), .cannotWrite), (.notARun(path: "a"), .badInput),
      (.ofAnotherVerb(path: "a", verb: "sweep"), .badInput),
      (.altered(path: "a"), .badInput), (.file(FileFailure(.read, "a", code: 2)), .badInput),
      (.file(FileFailure(.write, "a", code: 28)), .cannotWrite),
    ]
    for (error, status) in expected { #expect(Complaint(error).status == status) }
  }

  @Test("what nobody foresaw is an internal error")
  func internalError() {
    struct Surprise: Error {}
    #expect(Complaint(any: Surprise()).status == .internalError)
  }
}
