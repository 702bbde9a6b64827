/// Works off items in their order, so many at a time.
///
/// `finished` hears of every item on the caller's task, in the order in which items end; when it says no,
/// what has begun is waited for and nothing more is begun.
func workOff<Item: Sendable, Outcome: Sendable>(
  _ items: some Sequence<Item>, jobs: Int, work: @escaping @Sendable (Item) -> Outcome,
  finished: (Item, Outcome) -> Bool
) async {
  precondition(jobs > 0, "\(jobs) jobs")
  await withTaskGroup(of: (Item, Outcome).self) { group in
    var remaining = items.makeIterator()
    var goesOn = true
    func begin() {
      guard goesOn, let item = remaining.next() else { return }
      group.addTask { (item, work(item)) }
    }
    for _ in 0..<jobs { begin() }
    while let (item, outcome) = await group.next() {
      if !finished(item, outcome) { goesOn = false }
      begin()
    }
  }
}
