import ArgumentParser
import Contagion
import Experiments
import Formats
import Reports
import Results

struct ContagionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contagion",
    abstract: "Run a published model of contagion on tables of exposures and nodes.",
    discussion: ContagionHelp.discussion,
    helpNames: [])

  /// Everything behind the name of the command: the catalogue of models decides what may stand there.
  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The model, its tables and its options.", valueName: "model and options"))
  var arguments: [String] = []

  func run() async throws {
    try await reportingComplaints {
      switch try ContagionArguments.parse(arguments) {
      case .help: Console.print(ContagionHelp.text)
      case .describe(let models): Console.print(ModelHelp.describe(models))
      case .run(let request): try await perform(request)
      }
    }
  }

  private func perform(_ request: ContagionArguments.Request) async throws {
    if let out = request.out { try request.refuseInputs(in: out) }
    let study = try await ContagionStudy.perform(request.order, jobs: request.jobs)
    for note in study.inputs.notes { Console.complain("concordat: note: \(note)") }
    if let out = request.out {
      try ContagionDirectory.write(study, to: out, overwrites: request.overwrites)
    }
    switch request.format {
    case .text:
      Console.print(ContagionText.render(study))
      if let out = request.out { Console.print("\nThe tables are in \(out).\n") }
    case .json: Console.print(ContagionJSON.render(study))
    case .csv:
      let written = ContagionTables(request.order.model).written(study)
      for (table, writer) in written where table.fileName == request.table.fileName {
        Console.print(String(decoding: writer.bytes, as: UTF8.self))
      }
    }
    let unsolved = study.unsolved
    guard !unsolved.isEmpty else { return }
    let shown = unsolved.prefix(10).joined(separator: ", ") + (unsolved.count > 10 ? ", …" : "")
    Console.complain(
      "concordat: \(unsolved.count) of \(study.outcomes.count) shocks were not solved: \(shown)")
    throw CommandStatus.unitsFailed.code
  }
}
