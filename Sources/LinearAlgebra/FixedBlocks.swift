import Dispatch

/// Calls `body` once for each block of a fixed partition of `0 ..< count`, on up to `threads` threads.
///
/// Blocks have `size` places (the last one what is left), whatever the number of threads, and each block is
/// the work of one thread: results are the same bytes for any number of them as long as blocks write to
/// separate places.
package func forEachBlock(
  of count: Int, size: Int, threads: Int, _ body: (Range<Int>) -> Void
) {
  precondition(count >= 0 && size > 0 && threads > 0, "\(count) by \(size) on \(threads) threads")
  let blocks = (count + size - 1) / size
  let workers = min(threads, blocks)
  guard workers > 1 else {
    for block in 0..<blocks { body(block * size..<min(count, (block + 1) * size)) }
    return
  }
  useOneThread()
  withoutActuallyEscaping(body) { body in
    // Blocks are disjoint, and all are done before this function returns.
    nonisolated(unsafe) let work = body
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for block in stride(from: worker, to: blocks, by: workers) {
        work(block * size..<min(count, (block + 1) * size))
      }
    }
  }
}
