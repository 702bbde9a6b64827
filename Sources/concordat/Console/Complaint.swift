import ArgumentParser
import Formats
import Results

/// How the command ends, as its documentation promises.
enum CommandStatus: Int32 {
  case done = 0
  case metricMoved = 1
  case unitsFailed = 2
  case wrongCommandLine = 64
  case badInput = 65
  case internalError = 70
  case cannotWrite = 74

  var code: ExitCode { ExitCode(rawValue) }
}

/// A failure that ends a command: what to print on standard error, and the exit code.
struct Complaint: Error, Equatable {
  var text: String
  var status: CommandStatus

  /// The command line names something that is not there.
  static func commandLine(_ text: String) -> Complaint {
    Complaint(text: text, status: .wrongCommandLine)
  }

  init(text: String, status: CommandStatus) {
    self.text = text
    self.status = status
  }

  /// How many problems are worth reading at once.
  private static let mostShown = 100

  init(_ problems: InputProblems) {
    let count = problems.problems.count
    let heading = count == 1 ? "1 problem in the input:" : "\(count) problems in the input:"
    var lines = [heading] + problems.problems.prefix(Self.mostShown).map { "  \($0)" }
    if count > Self.mostShown { lines.append("  and \(count - Self.mostShown) more") }
    text = lines.joined(separator: "\n")
    status = .badInput
  }

  init(_ error: RunDirectoryError) {
    text = error.description
    status =
      switch error {
      case .notARun, .ofAnotherVerb, .altered: .badInput
      case .file(let failure) where failure.action == .read: .badInput
      case .occupied, .foreign, .busy, .file: .cannotWrite
      }
  }

  init(_ failure: FileFailure) { self.init(.file(failure)) }
}
