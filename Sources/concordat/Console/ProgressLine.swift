import Experiments
import Glibc
import Synchronization

/// One line on standard error that is written over as units end: how many, how fast, how long still.
final class ProgressLine: Sendable {
  private let start = Moment.now()
  private let isShown: Bool
  /// Units that were there already when the line was first drawn.
  private let found = Mutex<Int?>(nil)

  /// What is counted.
  private let noun: String

  init(isShown: Bool, noun: String = "units") {
    self.isShown = isShown
    self.noun = noun
  }

  func update(_ done: Int, _ total: Int) {
    guard isShown else { return }
    let found = found.withLock { found in
      if found == nil { found = done }
      return found ?? done
    }
    let line = Self.text(
      done: done, total: total, found: found, seconds: Moment.now().seconds(since: start),
      noun: noun)
    Console.write("\r\u{1B}[K" + line, to: STDERR_FILENO)
  }

  /// Leaves the terminal as if the line had not been there.
  func clear() {
    if isShown { Console.write("\r\u{1B}[K", to: STDERR_FILENO) }
  }

  static func text(
    done: Int, total: Int, found: Int, seconds: Double, noun: String = "units"
  ) -> String {
    let made = done - found
    guard made > 0, seconds > 0 else { return "\(done) of \(total) \(noun)" }
    let rate = Double(made) / seconds
    let left = Double(total - done) / rate
    return "\(done) of \(total) \(noun), \(tenths(rate)) a second, \(duration(left)) left"
  }

  static func tenths(_ value: Double) -> String {
    let scaled = Int((value * 10).rounded())
    return "\(scaled / 10).\(scaled % 10)"
  }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600: return "\(whole / 60) min \(whole % 60) s"
    default: return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
  }
}
