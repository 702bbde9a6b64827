/// What tests are built on: where it cannot be made the run stops and says why, since with nothing in its place
/// no case would run and none could fail.
func needed<Value>(_ make: @autoclosure () throws -> Value) -> Value {
  do {
    return try make()
  } catch {
    fatalError("what tests are built on cannot be made: \(error)")
  }
}
