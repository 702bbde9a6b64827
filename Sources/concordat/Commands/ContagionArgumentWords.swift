import Contagion
import Formats

/// The words of a command line as options, flags and the rest, taken one by one by name.
struct ArgumentWords {
  private(set) var positional: [String] = []
  private var options: [(name: String, value: String)] = []
  private var flags: [String] = []

  /// Options are `--name value` or `--name=value`; a flag has no value.
  init(_ words: [String], flags known: [String]) throws(Complaint) {
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word != "-" else {
        positional.append(word)
        continue
      }
      let body = word == "-h" ? "help" : String(word.drop { $0 == "-" })
      let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard word.hasPrefix("--") || word == "-h", !name.isEmpty else {
        throw .commandLine("options begin with two hyphens, unlike \(word)")
      }
      guard !options.contains(where: { $0.name == name }), !flags.contains(name) else {
        throw .commandLine("--\(name) stands twice")
      }
      if known.contains(name) {
        guard parts.count == 1 else { throw .commandLine("--\(name) takes no value") }
        flags.append(name)
      } else if parts.count == 2 {
        options.append((name, String(parts[1])))
      } else if let value = rest.popFirst(), !value.hasPrefix("--") {
        options.append((name, value))
      } else {
        throw .commandLine("--\(name) needs a value")
      }
    }
  }

  /// The value of an option, which is then gone.
  mutating func take(_ name: String) -> String? {
    guard let place = options.firstIndex(where: { $0.name == name }) else { return nil }
    return options.remove(at: place).value
  }

  /// Whether a flag is there, which is then gone.
  mutating func takeFlag(_ name: String) -> Bool {
    guard let place = flags.firstIndex(of: name) else { return false }
    flags.remove(at: place)
    return true
  }

  /// The value of an option that is one of several words.
  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, among: Choice.Type
  ) throws(Complaint) -> Choice? {
    guard let word = take(name) else { return nil }
    guard let choice = Choice(rawValue: word) else {
      let words = Choice.allCases.map(\.rawValue)
      throw .commandLine("--\(name) takes \(words.joined(separator: " or ")), not \(word)")
    }
    return choice
  }

  /// What nobody has taken is a mistake: told with the nearest option of the model, or the models that have it.
  func refuseRest(_ model: ContagionModel) throws(Complaint) {
    guard let name = flags.first ?? options.first?.name else { return }
    let others = ContagionCatalogue.models.filter {
      $0.option(name) != nil || $0.variant?.option == name
    }
    guard others.isEmpty else {
      var names: [String] = []
      for other in others where !names.contains(other.name) { names.append(other.name) }
      throw .commandLine(
        "\(model.title) takes no --\(name); it belongs to \(names.joined(separator: ", "))")
    }
    let known =
      model.options.map(\.name) + ContagionHelp.options.map(\.name)
      + ContagionCatalogue.models.flatMap { $0.options.map(\.name) }
    let hint =
      Spelling.nearest(to: name, among: known).map { "; did you mean --\($0)?" }
      ?? "; concordat contagion \(model.name) --help lists its options"
    throw .commandLine("there is no option --\(name)\(hint)")
  }
}
