import ArgumentParser
import Fledgling

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Follow unfinished episodes and predict how they will end.",
    discussion: """
      An episode has a beginning, steps and an end: a support case, an order, a machine's life, a game. \
      Each row is a step; rows of many episodes may be mixed. After every step, watch predicts how \
      the episode will end.

      A file is read first to see where episodes end. Each episode is then judged by its \
      predictions, and learned once its last row has come; with --train-fraction the first episodes \
      are learned and the others judged. The outcome may stand in every row or in the last; if the \
      outcome column changes within an episode, its last value is the outcome, and the column is \
      also a feature. From standard input an episode ends with the first row that has an outcome, \
      or with --end.

      Rows of the same time keep the order of the file. Rows of a file that are not in order are \
      sorted; standard input must be in order. A name that comes back after its episode has ended \
      is a new episode, named "A (2)"; so is a name of an earlier file whose outcome differs or \
      whose order begins again.

      Alarms warn of --bad ends; at most the --alarm-rate of other episodes ever raise one. Loops \
      are steps that repeat without progress. With --quiet, alarms are not shown as they are raised.

      EXAMPLES:
        fledgling watch games.csv --episode game --order ply --outcome result
        fledgling watch cases.csv --episode id --order at --outcome end --bad lost,late
        fledgling watch cases.csv --episode id --order at --remaining time
        fledgling watch fleet.csv --episode unit --order cycle --remaining --cap 125
        fledgling watch a.csv --episode g --order t --outcome end --train-fraction 0.7
        fledgling watch b.csv --episode g --order t --resume g.watch --save g.watch
        tail -f a.jsonl | fledgling watch - --episode run --order step --outcome end
        fledgling watch c.csv --episode g --order t --outcome end --ledger g.ledger
      """)

  @Argument(help: "Tables with the same columns, read one after the other; - is standard input.")
  var files: [String]

  @Option(help: ArgumentHelp("The column with the names of the episodes.", valueName: "column"))
  var episode: String

  @Option(
    help: ArgumentHelp(
      "The column that orders the steps of an episode: numbers, or date-times.",
      valueName: "column"))
  var order: String

  @Option(help: ArgumentHelp("The column with the outcome of the episode.", valueName: "column"))
  var outcome: String?

  @Option(
    defaultAsFlag: "steps",
    help: ArgumentHelp(
      "Predict what remains instead: steps (default), time, or the order column; times in seconds.",
      valueName: "what"))
  var remaining: String?

  @Option(
    help: ArgumentHelp("Cap remaining amounts at this value.", valueName: "amount"))
  var cap: Double?

  @Option(help: ArgumentHelp("Treat these outcomes as bad, and warn of them.", valueName: "labels"))
  var bad: [NameList] = []

  @Option(
    help: ArgumentHelp(
      "Treat outcomes (total lengths with --remaining) above this as bad.", valueName: "number"))
  var badAbove: Double?

  @Option(
    help: ArgumentHelp(
      "Treat outcomes (total lengths with --remaining) below this as bad.", valueName: "number"))
  var badBelow: Double?

  @Option(
    help: ArgumentHelp(
      "The largest share of episodes without a bad end that may raise an alarm (default: 0.05).",
      valueName: "share"))
  var alarmRate: Double?

  @Option(
    help: ArgumentHelp(
      "Learn this share of the episodes, those that began first, and judge the others.",
      valueName: "share"))
  var trainFraction: Double?

  @Flag(help: "The files end before the episodes do; those without an outcome stay open.")
  var unfinished = false

  @Option(
    help: ArgumentHelp(
      "A row with this value in this column ends its episode.", valueName: "column=value"))
  var end: String?

  @Option(
    help: ArgumentHelp(
      "Prefix for episode names, to avoid clashes with other tables.",
      valueName: "text"))
  var prefix = ""

  @Option(
    help: ArgumentHelp(
      "Write the prediction after each judged step to this CSV file.", valueName: "path"))
  var predictions: String?

  @Option(
    help: ArgumentHelp(
      "Show how the prediction changed along an episode; may be repeated.", valueName: "episode"))
  var explain: [String] = []

  @OptionGroup var columnKinds: ColumnOptions

  @OptionGroup var input: InputOptions

  @OptionGroup var strictness: StrictOption

  @OptionGroup var learning: LearningOptions

  @OptionGroup var persistence: PersistenceOptions

  @OptionGroup var reporting: ReportOptions

  func validate() throws {
    guard outcome == nil || remaining == nil else {
      throw ValidationError("Use either --outcome or --remaining")
    }
    guard outcome != nil || remaining != nil || persistence.goesOn else {
      throw ValidationError("Say what to predict: --outcome <column>, or --remaining")
    }
    if let remaining, !["steps", "time", order].contains(remaining) {
      throw ValidationError(
        "--remaining is steps, time or the order column \"\(order)\", not \"\(remaining)\"; "
          + "put files before it")
    }
    guard Set(columns).count == columns.count else {
      throw ValidationError("--episode, --order and --outcome must be different columns")
    }
    if let column = columns.first(where: columnKinds.drop.set.contains) {
      throw ValidationError("The column \"\(column)\" is needed and cannot be left out")
    }
    guard files.filter({ $0 == "-" }).count <= 1 else {
      throw ValidationError("Standard input (-) can be read only once")
    }
    if let end, !end.dropFirst().contains("=") {
      throw ValidationError("--end needs the form column=value, not '\(end)'")
    }
    _ = try columnKinds.kinds()
    try validateGoal()
    try validateTraining()
    try validateLedger()
  }

  private func validateLedger() throws {
    guard persistence.ledger != nil else { return }
    guard persistence.resume == nil, persistence.save == nil else {
      throw ValidationError(
        "--ledger cannot be combined with --resume or --save: a ledger resumes and saves by itself")
    }
    if trainFraction != nil {
      throw ValidationError(
        "--train-fraction and --ledger cannot be combined: a ledger keeps every episode")
    }
  }

  /// The columns that identify episodes, order their steps and hold their outcomes.
  private var columns: [String] { [episode, order] + (outcome.map { [$0] } ?? []) }

  private func validateGoal() throws {
    guard [!bad.isEmpty, badAbove != nil, badBelow != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("Use only one of --bad, --bad-above and --bad-below")
    }
    if remaining != nil, !bad.isEmpty {
      throw ValidationError("--bad is for outcomes; --bad-above and --bad-below are for lengths")
    }
    if let cap, !(cap > 0 && cap.isFinite) {
      throw ValidationError("--cap must be an amount above 0")
    }
    if cap != nil, outcome != nil { throw ValidationError("--cap is for --remaining") }
    if let alarmRate, !MonitorGoal.rates.contains(alarmRate) {
      throw ValidationError(
        "--alarm-rate must be from \(MonitorGoal.rates.lowerBound) to \(MonitorGoal.rates.upperBound)"
      )
    }
    if alarmRate != nil, badEnd == nil, !persistence.goesOn {
      throw ValidationError("--alarm-rate needs --bad, --bad-above or --bad-below")
    }
  }

  private func validateTraining() throws {
    guard let trainFraction else { return }
    guard trainFraction > 0, trainFraction < 1 else {
      throw ValidationError("--train-fraction must be above 0 and below 1")
    }
    guard !unfinished, end == nil else {
      throw ValidationError("--train-fraction is for files that hold whole episodes")
    }
  }

  /// The ends to warn of.
  private var badEnd: MonitorGoal.BadEnd? {
    if !bad.isEmpty { return .labels(bad.set) }
    return badAbove.map { .above($0) } ?? badBelow.map { .below($0) }
  }

  /// The target; nil if only a saved monitor knows it.
  private var target: MonitorGoal.Target? {
    guard let remaining else { return outcome == nil ? nil : .outcome }
    return remaining == "steps" ? .remainingSteps : .remainingTime
  }

  /// The cell of a row that ends its episode.
  private var ending: (column: String, value: String)? {
    guard let end, let equals = end.dropFirst().firstIndex(of: "=") else { return nil }
    return (String(end[..<equals]), String(end[end.index(after: equals)...]))
  }

  private func request() throws -> WatchRequest {
    WatchRequest(
      files: TableFiles(paths: files, input: input, dropped: columnKinds.drop.set),
      dayFirst: input.dayFirst.set, monthFirst: input.monthFirst.set,
      missingWords: columnKinds.missingWords, episode: episode, order: order, outcome: outcome,
      prefix: prefix, target: target, cap: cap, bad: badEnd, alarmRate: alarmRate,
      trainFraction: trainFraction, isUnfinished: unfinished, end: ending,
      dropped: columnKinds.drop.set,
      task: learning.kind, kinds: try columnKinds.kinds(), seed: learning.seed,
      resume: persistence.resume, ledger: persistence.ledger, notes: reporting.notes)
  }

  func run() throws {
    let clock = System.seconds
    SignalHandler.install()
    let saved = persistence.save.map(MonitorFile.init(path:))
    try checkPlaces(saved)
    let start = try WatchSetup(request()).start()
    var output: PredictionFile?
    if let predictions {
      output = try PredictionFile(
        predictions, classes: start.classes, writesAtOnce: start.plan == nil)
    }
    let options = WatchSession.Options(
      isStrict: strictness.strict, notes: reporting.notes, isUnfinished: unfinished,
      hasEnd: end != nil,
      acknowledges: persistence.acknowledge, explained: Set(explain))
    var session = try WatchSession(start, options, output)
    do {
      if trainFraction == nil {
        try session.read(.watching)
      } else {
        try session.read(.learning)
        if !SignalHandler.isRequested { try session.read(.judging) }
      }
    } catch {
      try? output?.close()
      throw error
    }
    try output?.close()
    try save(session, in: saved)
    var summary = session.report(since: clock)
    summary.saved = session.isWorthSaving ? persistence.place : nil
    summary.stories = session.stories(explain)
    switch reporting.style {
    case .json: try Output.print(summary.json.text)
    case .text: try Output.print(summary.text)
    }
    if summary.isInterrupted { throw ExitStatus.interrupted }
    for told in summary.stories {
      if case .failure(let error) = told.story { throw CommandError("\(error)") }
    }
    if session.lacksOutcomes { try complainOfOutcomes() }
  }

  /// Says that nothing could be learned; open episodes that are kept may still get their outcomes.
  private func complainOfOutcomes() throws {
    let problem = "no episode of \(files[0].onOneLine) has an outcome, so nothing was learned"
    guard persistence.place != nil else {
      throw CommandError(
        problem, details: ["--unfinished says that the files end before the episodes do"])
    }
    Terminal.complain("warning: \(problem); its episodes stay open")
  }

  /// Throws early for files that could not be written later.
  private func checkPlaces(_ saved: MonitorFile?) throws {
    let inputs = files.filter { $0 != "-" }
    try saved?.checkWritable(reading: inputs)
    guard let predictions else { return }
    let place = MonitorFile(path: predictions).resolved
    let others =
      inputs + [persistence.save, persistence.resume, persistence.ledger].compactMap { $0 }
    if others.contains(where: { MonitorFile(path: $0).resolved == place }) {
      throw CommandError("\(predictions): is used already; write the predictions to another file")
    }
  }

  private func save(_ session: WatchSession, in saved: MonitorFile?) throws {
    guard let saved, let save = persistence.save else { return }
    if session.isWorthSaving {
      try saved.save(session.monitor, conflict: .keptBeside)
    } else {
      Terminal.complain("warning: nothing was learned, so \(save.onOneLine) was not written")
    }
  }
}
