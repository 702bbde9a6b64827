import Formats
import Glibc

/// A point of time for the manifest and for progress; no result depends on it.
package struct Moment: Sendable {
  private let time: timespec
  private let monotonic: timespec

  package static func now() -> Moment {
    var time = timespec()
    var monotonic = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    clock_gettime(CLOCK_MONOTONIC, &monotonic)
    return Moment(time: time, monotonic: monotonic)
  }

  /// ISO 8601 in UTC, to the second.
  package var utc: String {
    var seconds = time.tv_sec
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }

  /// Elapsed seconds, in whole milliseconds.
  package func seconds(since earlier: Moment) -> Double {
    let whole = monotonic.tv_sec - earlier.monotonic.tv_sec
    let nanoseconds = monotonic.tv_nsec - earlier.monotonic.tv_nsec
    return Double(whole * 1000 + nanoseconds / 1_000_000) / 1000
  }

  /// What a manifest says of the time from this moment to now.
  var timesUntilNow: [JSONMember] {
    let end = Moment.now()
    return [
      JSONMember("started", .string(utc)), JSONMember("finished", .string(end.utc)),
      JSONMember("seconds", .number(end.seconds(since: self))),
    ]
  }
}
