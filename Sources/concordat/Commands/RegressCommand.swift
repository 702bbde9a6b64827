import ArgumentParser
import Experiments
import Reports
import Results

struct RegressCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regress",
    abstract: "Run a scenario and compare every metric with a baseline that was approved.",
    discussion: """
      With the arithmetic of the baseline (the numeric fingerprint of processor and libraries) every value must \
      be the baseline's, to the last bit. Under another one, means must be shown to lie within a margin: two \
      one-sided tests, by default half a standard deviation, or the margin of the metric in baseline.json.

      Writes junit.xml, summary.md, drifts.csv and its datapackage.json. Ends with 1 when a metric moved, and names the worst. \
      --update makes what the program gives now the baseline, and prints what changed.

        concordat regress
        concordat regress Scenarios/nightly.json --history Results/history/nightly.csv
      """)

  @Argument(help: ArgumentHelp("The scenario, a JSON file.", valueName: "scenario"))
  var scenario = "Scenarios/nightly.json"

  @Option(
    help: ArgumentHelp(
      "The directory of baselines, with one directory for each scenario.", valueName: "directory"))
  var baselines = "Results/baselines"

  @Option(
    help: ArgumentHelp(
      "Where the reports go; those of an earlier night are replaced.", valueName: "directory"))
  var out = "Results/regress"

  @Option(
    help: ArgumentHelp(
      "A CSV to which the night adds a row; changes of level in it are told.",
      valueName: "file"))
  var history: String?

  @Flag(help: "Make this run the baseline, and print what changed.")
  var update = false

  @Option(
    help: ArgumentHelp(
      "Units worked on at the same time; the results do not depend on it. (default: the number of processors)",
      valueName: "number"))
  var jobs: Int?

  func validate() throws {
    guard jobs ?? 1 > 0 else { throw ValidationError("--jobs takes a number from 1 up.") }
  }

  func run() async throws {
    try await reportingComplaints {
      let order = try RunOrder(scenario: scenario)
      let directory = "\(baselines)/\(order.scenarioName)"
      let baseline = try Baseline.read(directory)
      guard baseline != nil || update else {
        throw Complaint(
          text:
            "\(directory) has no baseline; make one with: concordat regress \(scenario) --update",
          status: .badInput)
      }
      let run = try await published(order)
      guard run.manifest.failures.isEmpty else {
        throw Complaint(
          text: "units of \(run.path) failed; there is no verdict on such a run",
          status: .unitsFailed)
      }
      let regression = try baseline.map { try Regression(run, against: $0) }
      if update { try renew(directory, run, baseline, regression) }
      guard let regression else { return }
      try report(regression, run)
      guard !update else { return }
      guard regression.failures.isEmpty else {
        throw Complaint(text: RegressionWords.verdict(regression), status: .metricMoved)
      }
      Console.print(RegressionWords.verdict(regression) + "\n")
    }
  }

  private func published(_ order: RunOrder) async throws -> PublishedRun {
    let line = ProgressLine(isShown: Console.hasReader)
    let conclusion = try await RunExperiment(order, jobs: jobs ?? Console.processors).perform(
      started: { _ in Interruption.arm() }, progress: line.update)
    line.clear()
    switch conclusion {
    case .wasFinished(let run), .published(let run, _): return run
    case .brokenLaws(let outcome): throw Complaint(brokenLaws: outcome.violations)
    }
  }

  private func renew(
    _ directory: String, _ run: PublishedRun, _ old: Baseline?, _ regression: Regression?
  ) throws {
    try Baseline(run, margins: old?.margins ?? Baseline.Margins()).write(directory)
    guard let regression else {
      Console.print("\(directory) is the first baseline.\n")
      return
    }
    let drifts = regression.drifts
    for drift in drifts.prefix(20) { Console.print(RegressionWords.line(drift) + "\n") }
    if drifts.count > 20 { Console.print("and \(drifts.count - 20) more\n") }
    Console.print(
      drifts.isEmpty
        ? "\(directory) is as it was.\n"
        : "\(directory) is new: \(drifts.count) of \(regression.metrics.count) metrics changed.\n")
  }

  private func report(_ regression: Regression, _ run: PublishedRun) throws {
    var changes: [NightHistory.Change] = []
    if let history {
      var nights = try NightHistory(history)
      try nights.add(run, regression, time: Moment.now().utc)
      try nights.write(history)
      changes = nights.changes()
    }
    try Files.createDirectory(out)
    try Files.replace(out + "/junit.xml", with: Array(RegressionReports.junit(regression).utf8))
    try Files.replace(
      out + "/summary.md", with: Array(RegressionReports.markdown(regression, changes).utf8))
    let drifts = RegressionReports.csv(regression)
    try Files.replace(out + "/drifts.csv", with: drifts)
    try Files.replace(
      "\(out)/\(DataPackage.fileName)",
      with: RegressionReports.dataPackage(regression, csv: drifts))
  }
}
