import Experiments
import Glibc
import Synchronization

/// The process of the worker that is at work, for the signals that are passed on to it; 0 between two.
let runningWorker = Atomic<Int32>(0)

/// Passes a request to end on to the worker, which says what is kept; ends at once where there is none.
func passOn(_ number: Int32) {
  let process = runningWorker.load(ordering: .relaxed)
  if process > 0 { kill(process, number) } else { _exit(128 + number) }
}

/// Writes a text whole; false where nobody reads any more.
@discardableResult
func send(_ text: String, to descriptor: Int32) -> Bool {
  let bytes = Array(text.utf8)
  var done = 0
  while done < bytes.count {
    let count = bytes.withUnsafeBytes { left in
      Glibc.send(
        descriptor, left.baseAddress?.advanced(by: done), bytes.count - done,
        Int32(MSG_NOSIGNAL))
    }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return false }
    done += count
  }
  return true
}

/// This process where a supervisor started it.
struct Worker: Sendable {
  /// Names the descriptor of the socket to the supervisor.
  static let variable = "CONCORDAT_WORKER"

  /// What the supervisor says before the work begins, in lines that end with `go`.
  struct Orders: Equatable {
    var only: Int?
    var fatal: [Int: String] = [:]
    /// Another worker was at it before.
    var goesOn = false

    var text: String {
      var lines = fatal.sorted { $0.key < $1.key }.map { "fatal \($0.key) \($0.value)" }
      if let only { lines.append("only \(only)") }
      if goesOn { lines.append("on") }
      return (lines + ["go"]).map { $0 + "\n" }.joined()
    }

    init(only: Int? = nil, fatal: [Int: String] = [:], goesOn: Bool = false) {
      self.only = only
      self.fatal = fatal
      self.goesOn = goesOn
    }

    init(_ text: String) {
      for line in text.split(separator: "\n") {
        let parts = line.split(separator: " ", maxSplits: 2)
        switch parts.first {
        case "fatal" where parts.count == 3:
          if let piece = Int(parts[1]) { fatal[piece] = String(parts[2]) }
        case "only" where parts.count == 2: only = Int(parts[1])
        case "on": goesOn = true
        default: break
        }
      }
    }
  }

  let orders: Orders
  private let descriptor: Int32

  /// Hears the orders of the supervisor; nil in a process that none started.
  init?() {
    guard let value = getenv(Self.variable), let descriptor = Int32(String(cString: value)) else {
      return nil
    }
    var text: [UInt8] = []
    var byte: UInt8 = 0
    while !text.suffix(4).elementsEqual("\ngo\n".utf8), text != Array("go\n".utf8) {
      let count = read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return nil }
      text.append(byte)
    }
    self.descriptor = descriptor
    orders = Orders(String(decoding: text, as: UTF8.self))
    endWithSupervisor(descriptor)
  }

  var watch: WorkWatch {
    let descriptor = descriptor
    return WorkWatch(
      fatal: orders.fatal, only: orders.only,
      began: { send("+\($0)\n", to: descriptor) }, ended: { send("-\($0)\n", to: descriptor) })
  }
}

private let supervisorSocket = Atomic<Int32>(-1)

/// Ends this process when the supervisor has ended, however that came about: nobody would hear of its end.
private func endWithSupervisor(_ descriptor: Int32) {
  supervisorSocket.store(descriptor, ordering: .relaxed)
  var thread = pthread_t()
  _ = pthread_create(&thread, nil, awaitSilence, nil)
}

private func awaitSilence(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  var byte: UInt8 = 0
  while true {
    let count = read(supervisorSocket.load(ordering: .relaxed), &byte, 1)
    if count < 0, errno == EINTR { continue }
    if count <= 0 { _exit(128 + SIGTERM) }
  }
}
