import Formats
import Glibc
import Results
import Synchronization

/// Does a command in a process of its own, so that a piece of work that ends its process (a trap, a signal,
/// want of memory) costs only itself.
///
/// The worker is this program with the same arguments. It says on a socket which pieces it begins and ends.
/// When a signal ends it, each piece that was in progress is tried alone once; those that end their
/// process again are left out, and another worker goes on with the rest from what is on disk.
struct Supervisor {
  /// Why pieces are left out: the signal that ended them alone.
  private var fatal: [Int: Int32] = [:]
  private var workers = 0

  /// How a worker ended.
  private enum End {
    case exited(Int32)
    case signalled(Int32, inProgress: Set<Int>)
  }

  /// Signals by which somebody ends a program on purpose.
  private static let requests = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE]

  /// The exit status of the command done by workers; nil in a worker itself, and where the system makes no
  /// process, so that the command does its work here.
  static func run() throws -> Int32? {
    guard getenv(Worker.variable) == nil else { return nil }
    for number in [SIGINT, SIGTERM] { signal(number, passOn) }
    var supervisor = Supervisor()
    while true {
      guard let end = supervisor.work(only: nil) else { return nil }
      if let status = try supervisor.status(after: end) { return status }
    }
  }

  /// The status to end with, nil where another worker is to go on.
  private mutating func status(after end: End) throws -> Int32? {
    switch end {
    case .exited(let status): return status
    case .signalled(let number, _) where Self.requests.contains(number): return 128 + number
    case .signalled(let number, let pieces):
      guard !pieces.isEmpty else {
        throw Complaint(
          text: "internal error: ended by \(Self.words(number)) between two pieces of work",
          status: .internalError)
      }
      Console.complain(
        "concordat: the work was ended by \(Self.words(number)) with \(pieces.count) "
          + (pieces.count == 1 ? "piece" : "pieces") + " in progress; each is tried alone")
      for piece in pieces.sorted() {
        switch work(only: piece) {
        case nil, .exited(0): continue
        case .exited(let status): return status
        case .signalled(let number, _) where Self.requests.contains(number): return 128 + number
        case .signalled(let number, _): fatal[piece] = number
        }
      }
      return nil
    }
  }

  /// Such as `signal 4 (Illegal instruction)`.
  static func words(_ number: Int32) -> String {
    "signal \(number)" + (strsignal(number).map { " (\(String(cString: $0)))" } ?? "")
  }

  /// One worker from its start to its end; nil where the system makes no process.
  private mutating func work(only: Int?) -> End? {
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return nil }
    defer { close(ends[0]) }
    _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
    let process = Self.start(["\(Worker.variable)=\(ends[1])"])
    close(ends[1])
    guard let process else { return nil }
    runningWorker.store(process, ordering: .relaxed)
    defer { runningWorker.store(0, ordering: .relaxed) }
    let orders = Worker.Orders(
      only: only, fatal: fatal.mapValues { "ended by " + Self.words($0) }, goesOn: workers > 0)
    workers += 1
    send(orders.text, to: ends[0])
    let pieces = Self.listen(to: ends[0])
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let number = status & 0x7f
    return number == 0 ? .exited((status >> 8) & 0xff) : .signalled(number, inProgress: pieces)
  }

  /// Starts this program with its own arguments and some more in the environment.
  private static func start(_ added: [String]) -> pid_t? {
    guard let own = try? Files.read("/proc/self/environ") else { return nil }
    var environment = own.split(separator: 0).map { String(decoding: $0, as: UTF8.self) } + added
    // The supervisor says what happened; a backtrace of every trap would take seconds.
    if getenv("SWIFT_BACKTRACE") == nil { environment.append("SWIFT_BACKTRACE=enable=no") }
    var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var process: pid_t = 0
    let refusal = posix_spawn(
      &process, "/proc/self/exe", nil, nil, &arguments, &variables)
    return refusal == 0 ? process : nil
  }

  /// The pieces in progress when the worker falls silent.
  private static func listen(to descriptor: Int32) -> Set<Int> {
    var pieces: Set<Int> = []
    var line: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return pieces }
      for byte in buffer[..<count] {
        guard byte == UInt8(ascii: "\n") else {
          line.append(byte)
          continue
        }
        let number = Int(String(decoding: line.dropFirst(), as: UTF8.self))
        if let number {
          if line.first == UInt8(ascii: "+") {
            pieces.insert(number)
          } else {
            pieces.remove(number)
          }
        }
        line.removeAll(keepingCapacity: true)
      }
    }
  }
}
