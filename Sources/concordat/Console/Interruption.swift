import Glibc

/// What SIGINT and SIGTERM do while units are made: end at once with 130 or 143.
///
/// Finished units are on disk, each complete or absent, so there is nothing to save; the handler only
/// says so, with calls that are safe in a handler.
enum Interruption {
  static func arm() {
    for number in [SIGINT, SIGTERM] { signal(number, endAtOnce) }
  }
}

private func endAtOnce(_ number: Int32) {
  let message: StaticString =
    "\nconcordat: interrupted; finished units are kept, and the same command goes on from there\n"
  _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
  _exit(128 + number)
}
