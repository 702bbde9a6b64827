package import Contagion
package import Formats

/// An order with its inputs and what the model says about each shock.
package struct ContagionStudy: Sendable {
  package let order: ContagionOrder
  package let inputs: ContagionInputs
  /// One per shock, in order.
  package let outcomes: [ContagionOutcome]

  /// Reads the inputs of an order and runs its model on all shocks, some at the same time.
  package static func perform(
    _ order: ContagionOrder, jobs: Int
  ) async throws(InputProblems) -> ContagionStudy {
    var inputs = try ContagionInputs(order)
    let chunk = order.model.shocksTogether
    let starts = Array(stride(from: 0, to: inputs.shocks.count, by: chunk))
    // Large pieces take all jobs, one piece after the other; small ones share them.
    let isLarge = order.model.solvesTogether
    inputs.problem.threads = isLarge ? jobs : 1
    let atOnce = isLarge ? 1 : jobs
    let given = inputs
    let pieces = await withTaskGroup(
      of: (Int, Result<[ContagionOutcome], ModelRefusal>).self
    ) { group in
      var pieces = [Result<[ContagionOutcome], ModelRefusal>?](
        repeating: nil, count: starts.count)
      var next = 0
      for _ in 0..<min(atOnce, starts.count) {
        add(next, starts[next], order, given, to: &group)
        next += 1
      }
      for await (place, piece) in group {
        pieces[place] = piece
        guard next < starts.count else { continue }
        add(next, starts[next], order, given, to: &group)
        next += 1
      }
      return pieces.compactMap(\.self)
    }
    var outcomes: [ContagionOutcome] = []
    for piece in pieces {
      switch piece {
      case .success(let some): outcomes += some
      case .failure(let refusal): throw inputs.problems(refusal)
      }
    }
    return ContagionStudy(order: order, inputs: inputs, outcomes: outcomes)
  }

  private static func add(
    _ place: Int, _ start: Int, _ order: ContagionOrder, _ inputs: ContagionInputs,
    to group: inout TaskGroup<(Int, Result<[ContagionOutcome], ModelRefusal>)>
  ) {
    let end = min(start + order.model.shocksTogether, inputs.shocks.count)
    let shocks = Array(inputs.shocks[start..<end])
    group.addTask {
      do throws(ModelRefusal) {
        return (place, .success(try order.model.solve(inputs.problem, shocks)))
      } catch {
        return (place, .failure(error))
      }
    }
  }

  /// The shocks whose numbers do not satisfy the equations of the model.
  package var unsolved: [String] {
    zip(inputs.shocks, outcomes).filter { !$1.report.status.isSolved }.map(\.0.id)
  }
}
