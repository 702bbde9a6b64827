/// `M = D·A` in single precision, to solve `e = r + M·e` roughly in half the memory traffic.
///
/// Gauss–Seidel sweeps: each row uses what the rows above have come to in the same sweep. Once the steps of
/// two sweeps have nearly one shape they are those of the slowest mode, and what that mode has still to go is
/// gone at once: with steps `d, λ·d, …` it is `λ/(1 − λ)·d`. Later on its part of a step is read off the sum
/// of the steps, in which the other modes nearly cancel.
struct SingleSweeps {
  private let matrix: SparseMatrix
  /// The entries of `M`, in the order of those of `A`.
  private let entries: [Float]
  private var mode: SlowMode?

  /// `D·A`, `D` the diagonal of `rowFactors`.
  init(_ matrix: SparseMatrix, rowFactors: [Double]) {
    self.matrix = matrix
    entries = [Float](unsafeUninitializedCapacity: matrix.entryCount) { target, filled in
      matrix.rowOffsets.withUnsafeBufferPointer { offsets in
        matrix.values.withUnsafeBufferPointer { values in
          rowFactors.withUnsafeBufferPointer { factors in
            var place = 0
            for row in factors.indices {
              let end = offsets[row + 1]
              while place < end {
                target.initializeElement(at: place, to: Float(factors[row] * values[place]))
                place += 1
              }
            }
            filled = place
          }
        }
      }
    }
  }

  /// What sweeps came to.
  struct Outcome {
    var solution: [Float]
    var sweeps: Int
    /// Whether they came to the end of what single precision, or the tolerance, asks for.
    var settled: Bool
  }

  /// The mode that fades slowest.
  private struct SlowMode {
    var shape: [Float]
    /// The sum and the largest entry of the shape.
    var sum: Double
    var largest: Float
    /// What is to come for each unit of a step.
    var toCome: Double
  }

  /// Steps this much smaller than the solution are rounding.
  private static var rounding: Float { 0x1p-21 }
  /// Steps of the first sweeps hold many modes.
  private static var mixedSweeps: Int { 5 }
  /// Sweeps between two looks at the slow mode, in which the others fade.
  private static var pause: Int { 3 }
  /// What the slow mode has to go is worth a pass over the solution if it is this share of a step.
  private static var leastJump: Float { 0.05 }
  /// Sweeps in which steps must come down to a quarter.
  private static var patience: Int { 10 }

  /// Solves `e = r + M·e` until a step is at most `tolerance` or rounding, in at most `maximumSweeps`.
  mutating func solve(_ constant: [Float], tolerance: Float, maximumSweeps: Int) -> Outcome {
    var outcome = Outcome(
      solution: [Float](repeating: 0, count: constant.count), sweeps: 0, settled: false)
    var steps = outcome.solution
    var before = 0.0
    var lastJump = mode == nil ? 0 : -Self.pause
    var milestone = Float.infinity
    while outcome.sweeps < maximumSweeps {
      let sweep = sweep(constant, &outcome.solution, &steps)
      outcome.sweeps += 1
      guard sweep.largestStep.isFinite else { return outcome }
      if sweep.largestStep <= max(tolerance, Self.rounding * sweep.largest) {
        outcome.settled = true
        return outcome
      }
      if outcome.sweeps % Self.patience == 0 {
        guard sweep.largestStep < 0.25 * milestone else { return outcome }
        milestone = sweep.largestStep
      }
      let decline = sweep.sum / before
      before = sweep.sum
      if let mode {
        let share = mode.toCome * sweep.sum / mode.sum
        if outcome.sweeps >= lastJump + Self.pause,
          abs(Float(share)) * mode.largest > Self.leastJump * sweep.largestStep
        {
          add(share, mode.shape, to: &outcome.solution)
          lastJump = outcome.sweeps
        }
      } else if outcome.sweeps >= Self.mixedSweeps, decline > 0, decline < 1, sweep.sum != 0 {
        let toCome = decline / (1 - decline)
        add(toCome, steps, to: &outcome.solution)
        mode = SlowMode(
          shape: steps, sum: sweep.sum, largest: sweep.largestStep, toCome: toCome)
        lastJump = outcome.sweeps
      }
    }
    return outcome
  }

  private func add(_ factor: Double, _ shape: [Float], to solution: inout [Float]) {
    let factor = Float(factor)
    solution.withUnsafeMutableBufferPointer { solution in
      shape.withUnsafeBufferPointer { shape in
        var i = 0
        while i < solution.count {
          solution[i] += factor * shape[i]
          i += 1
        }
      }
    }
  }

  /// One sweep in place from the top; says the largest step and entry, and the sum of the steps.
  private func sweep(
    _ constant: [Float], _ solution: inout [Float], _ steps: inout [Float]
  ) -> (largestStep: Float, largest: Float, sum: Double) {
    var (largestStep, largest, total): (Float, Float, Double) = (0, 0, 0)
    solution.withUnsafeMutableBufferPointer { x in
      steps.withUnsafeMutableBufferPointer { steps in
        constant.withUnsafeBufferPointer { constant in
          matrix.rowOffsets.withUnsafeBufferPointer { offsets in
            matrix.columnIndices.withUnsafeBufferPointer { indices in
              entries.withUnsafeBufferPointer { entries in
                var i = 0
                var place = 0
                while i < x.count {
                  // Two sums, so that one addition need not wait for the other.
                  var (sum, other): (Float, Float) = (constant[i], 0)
                  let end = offsets[i + 1]
                  while place + 1 < end {
                    sum += entries[place] * x[Int(indices[place])]
                    other += entries[place + 1] * x[Int(indices[place + 1])]
                    place += 2
                  }
                  if place < end {
                    sum += entries[place] * x[Int(indices[place])]
                    place += 1
                  }
                  sum += other
                  let step = sum - x[i]
                  x[i] = sum
                  steps[i] = step
                  total += Double(step)
                  if !(abs(step) <= largestStep) { largestStep = abs(step) }
                  largest = max(largest, abs(sum))
                  i += 1
                }
              }
            }
          }
        }
      }
    }
    return (largestStep, largest, total)
  }
}
