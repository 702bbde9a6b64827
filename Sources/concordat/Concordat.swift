import ArgumentParser

@main
struct Concordat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concordat",
    abstract:
      "Simulate systemic contagion among crypto-derivatives protocols under different rules.")
}
