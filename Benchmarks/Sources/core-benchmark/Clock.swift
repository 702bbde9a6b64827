import Glibc

/// Processor seconds of this thread.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The least processor time of some repetitions, and the last result.
func least<Result>(
  of repetitions: Int, _ body: () throws -> Result
) rethrows -> (seconds: Double, result: Result) {
  var best = Double.infinity
  while true {
    var last: Result?
    for _ in 0..<max(1, repetitions) {
      let start = processorSeconds()
      let result = try body()
      best = min(best, processorSeconds() - start)
      last = result
    }
    if let last { return (best, last) }
  }
}
