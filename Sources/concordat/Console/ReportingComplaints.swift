import ArgumentParser
import Experiments
import Formats
import Networks
import Results

/// Runs a command, and turns what it throws into one report on standard error and an exit code.
func reportingComplaints(_ command: () throws -> Void) throws {
  do {
    try command()
  } catch {
    try report(error)
  }
}

/// The same for a command that waits.
func reportingComplaints(_ command: () async throws -> Void) async throws {
  do {
    try await command()
  } catch {
    try report(error)
  }
}

private func report(_ error: any Error) throws -> Never {
  if let code = error as? ExitCode { throw code }
  let complaint = Complaint(any: error)
  Console.complain("concordat: " + complaint.text)
  throw complaint.status.code
}

extension Complaint {
  init(any error: any Error) {
    switch error {
    case let complaint as Complaint: self = complaint
    case let problems as InputProblems: self.init(problems)
    case let error as InterchangeError: self.init(error.input)
    case let error as RunDirectoryError: self.init(error)
    case let failure as FileFailure: self.init(failure)
    case let regime as UnknownRegime:
      self = .commandLine(
        "the scenario has no regime \(regime.name) to run; it has "
          + regime.known.joined(separator: ", ")
          + (Spelling.hint(for: regime.name, among: regime.known).map { "; " + $0 } ?? ""))
    default: self.init(text: "internal error: \(error)", status: .internalError)
    }
  }
}
