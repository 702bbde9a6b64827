import Foundation

/// A comparison program in Python that gets the same inputs, computes the same to the same accuracy, and says
/// how long it took on one thread.
struct Peer {
  /// What it answers.
  struct Answer {
    var seconds: Double
    var rounds: Int
    var result: [Double]
  }
  var python: String
  var script: String
  var directory: String

  /// Runs a task on arrays that it reads as files; nil where Python, numpy or scipy is missing.
  func run(
    _ task: String, numbers: [String: [Double]], indices: [String: [Int32]] = [:],
    parameters: [String: Double] = [:]
  ) throws -> Answer? {
    for (name, values) in numbers { try write(values, name) }
    for (name, values) in indices { try write(values, name) }
    try JSONEncoder().encode(parameters).write(
      to: URL(fileURLWithPath: directory + "/parameters.json"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, script, task, directory]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let answer = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0,
      let told = try JSONSerialization.jsonObject(with: answer) as? [String: Any],
      let seconds = told["seconds"] as? Double, let rounds = told["rounds"] as? Int
    else { return nil }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: directory + "/result.bin"))
    let result = bytes.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
    return Answer(seconds: seconds, rounds: rounds, result: result)
  }

  private func write<Number>(_ values: [Number], _ name: String) throws {
    try values.withUnsafeBytes { Data($0) }.write(
      to: URL(fileURLWithPath: directory + "/" + name + ".bin"))
  }
}

/// The largest difference between two results.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "results of \(a.count) and \(b.count) numbers")
  var largest = 0.0
  for (x, y) in zip(a, b) { largest = max(largest, abs(x - y)) }
  return largest
}
