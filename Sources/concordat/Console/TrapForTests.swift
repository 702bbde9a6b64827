import Glibc

/// For tests only: a piece of work that ends its process as a defect of the program would.
///
/// The environment variable `CONCORDAT_TEST_TRAP` names cells by their numbers with commas between; each traps
/// when it is worked on.
enum TrapForTests {
  private static let cells = getenv("CONCORDAT_TEST_TRAP").map { value in
    String(cString: value).split(separator: ",").compactMap { Int($0) }
  }

  static func beforePiece(cell: Int, replicate: Int) {
    if let cells { precondition(!cells.contains(cell), "cell \(cell) traps, as the test asks") }
  }
}
