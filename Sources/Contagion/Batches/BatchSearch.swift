import LinearAlgebra

/// The search for the fixed points of all shocks of a batch.
///
/// Work is cut into blocks of a fixed number of columns, each on one thread; everything that concerns several
/// columns happens between, in the order of the columns.
struct BatchSearch {
  let system: DistressSystem
  let columns: [ShockColumn]
  let threads: Int
  let maximumRounds: Int
  /// Where distress grows by itself, if anywhere.
  let core: AmplifyingCore?
  /// The shock of the core's first node alone, finished; every column that reaches the core is at least this.
  private var leader: ShockColumn?
  /// The inverse on all nodes that have a row in `Λ`, where the spectral radius of `Λ` is below one.
  private(set) var whole: InverseOnNodes?

  init(
    system: DistressSystem, core: AmplifyingCore?, columns: [ShockColumn], threads: Int,
    maximumRounds: Int
  ) {
    self.system = system
    self.core = core
    self.columns = columns
    self.threads = threads
    self.maximumRounds = maximumRounds
  }

  /// Columns of a block: enough for `dgemm` to run at its rate.
  static var blockSize: Int { 192 }
  /// How many times a column's system is solved before it is left to `propagate`.
  static var maximumAttempts: Int { 12 }

  /// Finishes every column; `alone` finishes one whose equation the batch does not solve.
  mutating func run(alone: (Int) -> ContagionResult) {
    useOneThread()
    if core == nil { prepareContraction() }
    while true {
      sweep()
      let ready = indices { $0.isReady }
      let stuck = ready.filter { columns[$0].attempts >= Self.maximumAttempts }
      let over = indices { $0.isSweeping && $0.products >= maximumRounds }
      for j in stuck + over { finish(columns[j], with: alone(j)) }
      solve(ready.filter { !columns[$0].isFinished })
      let released = takeOver()
      if ready.isEmpty, over.isEmpty, !released, !columns.contains(where: \.isSweeping) { return }
    }
  }

  var result: DistressBatch {
    let (nodes, shocks) = (system.count, columns.count)
    var distress = Matrix(rows: nodes, columns: shocks)
    distress.withUnsafeMutableElements { target in
      // By squares, so that neither side is walked in long strides only.
      for from in stride(from: 0, to: nodes, by: 32) {
        for (j, column) in columns.enumerated() {
          for i in from..<min(nodes, from + 32) { target[i * shocks + j] = column.bound[i] }
        }
      }
    }
    return DistressBatch(
      distress: distress,
      reports: columns.map { column in
        guard case .finished(let report) = column.stage else {
          preconditionFailure("a shock was left unfinished")
        }
        return report
      })
  }

  func indices(_ choice: (ShockColumn) -> Bool) -> [Int] {
    columns.indices.filter { choice(columns[$0]) }
  }

  private func finish(_ column: ShockColumn, with result: ContagionResult) {
    column.bound = result.distress
    for i in column.bound.indices where column.shock[i] == .infinity { column.bound[i] = 1 }
    column.stage = .finished(result.report)
  }

  /// Makes all columns ready where the spectral radius of `Λ` is below one.
  private mutating func prepareContraction() {
    whole = InverseOnNodes(system, system.buffered.indices.filter { system.buffered[$0] })
    guard whole != nil else { return }
    for column in columns { column.stage = .ready }
  }

  /// Rounds until no column is left in them.
  private func sweep() {
    while true {
      let active = indices { $0.isSweeping && $0.products < maximumRounds }
      guard !active.isEmpty else { return }
      multiply(active, { $0.bound }) { column, image in
        column.advance(image, system)
        if let core, column.isSweeping, !column.hasReachedCore,
          core.isReached(column.bound, system)
        {
          column.reach(core, leader)
        }
      }
      letWait()
    }
  }

  /// Solves the shock of the core's first node alone, and has the columns that reach the core follow it.
  ///
  /// A sole default of a node that comes down with the leader comes to the same: each brings down the other.
  mutating func prepareCore(alone: (Int) -> ContagionResult) {
    guard let core else { return }
    useOneThread()
    var shock = system.start
    shock[core.first] = .infinity
    let column = ShockColumn(shock: shock, soleDefault: nil)
    var search = BatchSearch(
      system: system, core: core, columns: [column], threads: 1, maximumRounds: maximumRounds)
    search.run { _ in alone(core.first) }
    guard case .finished(let report) = column.stage, report.status == .exact else { return }
    leader = column
    let first = core.first
    let comesBack =
      system.start[first] + system.image(of: column.bound)[first] >= 1 - system.margin[first]
    let reached = core.isReachedAtOnce(system)
    for column in columns {
      guard let own = column.soleDefault, reached[own] else { continue }
      if let leader, own == first || comesBack && leader.bound[own] >= 1 {
        column.bound = leader.bound
        column.stage = .finished(report)
      } else {
        column.reach(core, leader)
      }
    }
  }

  /// Calls `body` with `Λ·v` (and the losses of the bufferless) for a vector of each column.
  func multiply(
    _ chosen: [Int], _ vector: (ShockColumn) -> [Double],
    _ body: (ShockColumn, UnsafePointer<Double>) -> Void
  ) {
    let (nodes, outputs) = (system.count, system.outputs)
    forEachBlock(of: chosen.count, size: Self.blockSize, threads: threads) { block in
      var rows: [Double] = []
      rows.reserveCapacity(block.count * nodes)
      for place in block { rows.append(contentsOf: vector(columns[chosen[place]])) }
      let images = [Double](unsafeUninitializedCapacity: block.count * outputs) { images, count in
        guard let target = images.baseAddress else { return }
        system.extended.withUnsafeBufferPointer { matrix in
          rows.withUnsafeBufferPointer { rows in
            guard let matrix = matrix.baseAddress, let rows = rows.baseAddress else { return }
            BlockKernel.multiplyRows(
              rows, count: block.count, byTransposeOf: matrix, inputs: nodes, outputs: outputs,
              into: target)
          }
        }
        count = block.count * outputs
      }
      images.withUnsafeBufferPointer { images in
        guard let first = images.baseAddress else { return }
        for (row, place) in block.enumerated() {
          body(columns[chosen[place]], first + row * outputs)
        }
      }
    }
  }

  /// Columns of sole defaults that have brought down another node wait for that node's column, unless it
  /// waits itself or others wait for them.
  private func letWait() {
    var awaited = Set<Int>()
    for column in columns {
      if case .waiting(let leader) = column.stage { awaited.insert(leader) }
    }
    for (j, column) in columns.enumerated() where column.isSweeping && !awaited.contains(j) {
      guard let own = column.soleDefault else { return }
      for (node, value) in column.bound.enumerated() where value >= 1 && node != own {
        if case .waiting = columns[node].stage { continue }
        column.stage = .waiting(for: node)
        awaited.insert(node)
        break
      }
    }
  }

  /// Lets those go on who waited for a column that is finished; whether there were any.
  private func takeOver() -> Bool {
    var released = false
    for column in columns {
      guard case .waiting(let leader) = column.stage, columns[leader].isFinished else { continue }
      column.takeOver(columns[leader])
      released = true
    }
    return released
  }
}
