import Glibc
import Synchronization

/// Finished pieces of work in one file that only grows, so that an experiment goes on where it was.
///
/// A piece is appended by one thread at a time as a line with its number, its length and a digest of all, and then
/// its bytes. What was cut off at the end of the file, by an interrupt or a loss of power, is dropped when
/// the log is opened; a piece beyond those that are asked for stays in the file and is not read. In memory
/// are two numbers a piece.
package final class WorkLog: Sendable {
  private struct State {
    var descriptor: Int32
    var end = 0
    var starts: [Int]
    var lengths: [Int]
  }

  private let path: String
  private let state: Mutex<State>

  /// Opens or creates the log of pieces numbered from 0.
  package init(_ path: String, pieces: Int) throws(FileFailure) {
    self.path = path
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileFailure(.write, path) }
    var state = State(
      descriptor: descriptor, starts: [Int](repeating: -1, count: pieces),
      lengths: [Int](repeating: 0, count: pieces))
    do throws(FileFailure) {
      try Self.scan(path, &state)
      guard ftruncate(descriptor, state.end) == 0 else { throw FileFailure(.write, path) }
    } catch {
      close(descriptor)
      throw error
    }
    self.state = Mutex(state)
  }

  deinit { state.withLock { _ = close($0.descriptor) } }

  package func contains(_ piece: Int) -> Bool { state.withLock { $0.starts[piece] >= 0 } }

  /// How many pieces are finished.
  package var count: Int { state.withLock { $0.starts.count { $0 >= 0 } } }

  /// Adds a finished piece.
  package func append(_ bytes: [UInt8], for piece: Int) throws(FileFailure) {
    let header = Self.header(piece, bytes)
    let record = header + bytes
    let failure: FileFailure? = state.withLock { state in
      guard Self.write(record, at: state.end, state.descriptor) else {
        return FileFailure(.write, path)
      }
      state.starts[piece] = state.end + header.count
      state.lengths[piece] = bytes.count
      state.end += record.count
      return nil
    }
    if let failure { throw failure }
  }

  /// The bytes of a piece, nil where it is not finished.
  package func read(_ piece: Int) throws(FileFailure) -> [UInt8]? {
    let (descriptor, start, length) = state.withLock {
      ($0.descriptor, $0.starts[piece], $0.lengths[piece])
    }
    guard start >= 0 else { return nil }
    guard let bytes = Self.read(length, at: start, descriptor) else {
      throw FileFailure(.read, path)
    }
    return bytes
  }

  private static func header(_ piece: Int, _ bytes: [UInt8]) -> [UInt8] {
    let numbers = "\(piece) \(bytes.count) "
    return Array((numbers + SHA256.hexadecimal(of: numbers.utf8 + bytes) + "\n").utf8)
  }

  /// Finds the whole records from the start on.
  private static func scan(_ path: String, _ state: inout State) throws(FileFailure) {
    // Longer headers do not exist: two numbers of 20 digits and a digest.
    let longest = 20 + 1 + 20 + 1 + 64 + 1
    var place = 0
    while let head = read(upTo: longest, at: place, state.descriptor), !head.isEmpty {
      guard let lineEnd = head.firstIndex(of: UInt8(ascii: "\n")) else { break }
      let parts = String(decoding: head[..<lineEnd], as: UTF8.self).split(separator: " ")
      guard parts.count == 3, let piece = Int(parts[0]), let length = Int(parts[1]),
        piece >= 0, length >= 0,
        let bytes = read(length, at: place + lineEnd + 1, state.descriptor),
        header(piece, bytes).elementsEqual(head[...lineEnd])
      else { break }
      if piece < state.starts.count {
        state.starts[piece] = place + lineEnd + 1
        state.lengths[piece] = length
      }
      place += lineEnd + 1 + length
    }
    state.end = place
  }

  /// Exactly so many bytes, nil where the file ends before.
  private static func read(_ count: Int, at place: Int, _ descriptor: Int32) -> [UInt8]? {
    guard let bytes = read(upTo: count, at: place, descriptor), bytes.count == count else {
      return nil
    }
    return bytes
  }

  private static func read(upTo count: Int, at place: Int, _ descriptor: Int32) -> [UInt8]? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    let present = max(0, min(count, Int(status.st_size) - place))
    var bytes = [UInt8](repeating: 0, count: present)
    var done = 0
    while done < present {
      let got = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress?.advanced(by: done), present - done, place + done)
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return nil }
      done += got
    }
    return bytes
  }

  private static func write(_ bytes: [UInt8], at place: Int, _ descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done, place + done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}
