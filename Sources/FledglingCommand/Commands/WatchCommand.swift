import ArgumentParser
import Fledgling

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Follow unfinished episodes, and foresee how they will end.",
    discussion: """
      An episode has a begin, steps and an end: a case, an order, a machine's life, a game. Each \
      row is a step; rows of many episodes may be mixed, those of one stand in its order. After \
      every step it is foreseen what will come of the episode.

      A file is read first to see where episodes end. Each episode is then judged by what was \
      foreseen, and learned once its last row has come; with --train-fraction the first episodes \
      are learned and the others judged. The outcome may stand in every row or in the last; a \
      column that changes within episodes is foreseen by its last value, and is a field as well. \
      From standard input an episode ends with the row that tells the outcome, or with --end.

      Alarms warn of --bad ends; of other episodes no more than the --alarm-rate ever raise one. \
      Loops are steps that come again and again.

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

  @Option(help: ArgumentHelp("The column that names the episodes.", valueName: "column"))
  var episode: String

  @Option(
    help: ArgumentHelp(
      "The column that orders the steps of an episode: numbers, or date-times.",
      valueName: "column"))
  var order: String

  @Option(help: ArgumentHelp("The column that tells how an episode ended.", valueName: "column"))
  var outcome: String?

  @Option(
    help: ArgumentHelp(
      "Foresee what is left instead: steps, also if nothing follows, or time or the order column; "
        + "date-times count in seconds.", valueName: "what"))
  var remaining: String?

  @Option(
    help: ArgumentHelp("More than this counts as this with --remaining.", valueName: "amount"))
  var cap: Double?

  @Option(help: ArgumentHelp("Outcomes to warn of.", valueName: "labels"))
  var bad: [NameList] = []

  @Option(
    help: ArgumentHelp(
      "Warn of outcomes, or with --remaining of whole lengths, above this.", valueName: "number"))
  var badAbove: Double?

  @Option(help: ArgumentHelp("The same below this.", valueName: "number"))
  var badBelow: Double?

  @Option(
    help: ArgumentHelp(
      "The share of episodes with no bad end that may ever raise an alarm (default: 0.05).",
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
      "A row in which a column is this ends its episode.", valueName: "column=value"))
  var end: String?

  @Option(
    help: ArgumentHelp(
      "What is put before the names of episodes, where other tables used the same names.",
      valueName: "text"))
  var prefix = ""

  @Option(
    help: ArgumentHelp(
      "Write what was foreseen after each step judged in this CSV file.", valueName: "path"))
  var predictions: String?

  @Option(
    help: ArgumentHelp("Tell the story of an episode; may be repeated.", valueName: "episode"))
  var explain: [String] = []

  @Option(help: ArgumentHelp("Columns to leave out.", valueName: "columns"))
  var drop: [NameList] = []

  @Option(
    help: ArgumentHelp(
      "classify or regress; by default the outcome's first values tell.", valueName: "kind"))
  var kind: LearningTask?

  @OptionGroup var columnKinds: ColumnOptions

  @OptionGroup var input: InputOptions

  @Option(help: ArgumentHelp("Where random choices begin (default: 1).", valueName: "number"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Save the watcher in this file at the end.", valueName: "path"))
  var save: String?

  @Option(help: ArgumentHelp("Go on with the watcher in this file.", valueName: "path"))
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Write every step and every end down in this ledger before it is taken in, and go on with "
        + "what it holds.", valueName: "path"))
  var ledger: String?

  @Flag(
    help: ArgumentHelp(
      "Print a line whenever rows have been written down: how many so far, file and line."))
  var acknowledge = false

  @Option(help: ArgumentHelp("text or json.", valueName: "style"))
  var report = ReportStyle.text

  @Flag(help: "No live view, no alarms as they are raised, and no remarks.")
  var quiet = false

  func validate() throws {
    guard outcome == nil || remaining == nil else {
      throw ValidationError("An episode is followed for its --outcome or for what is --remaining")
    }
    guard outcome != nil || remaining != nil || goesOn else {
      throw ValidationError("Say what to foresee: --outcome <column>, or --remaining")
    }
    if let remaining, !["steps", "time", order].contains(remaining) {
      throw ValidationError(
        "--remaining is steps, time or the order column \"\(order)\", not \"\(remaining)\"; "
          + "files stand before it")
    }
    guard Set(columns).count == columns.count else {
      throw ValidationError("--episode, --order and --outcome are columns of their own")
    }
    if let column = columns.first(where: drop.set.contains) {
      throw ValidationError("The column \"\(column)\" is needed and cannot be left out")
    }
    guard files.filter({ $0 == "-" }).count <= 1 else {
      throw ValidationError("Standard input (-) can be read only once")
    }
    if let end, !end.dropFirst().contains("=") {
      throw ValidationError("--end needs the form column=value, not '\(end)'")
    }
    _ = try kinds()
    try validateGoal()
    try validateTraining()
    try validateLedger()
  }

  /// Whether there is a watcher to go on with, which knows what to foresee.
  private var goesOn: Bool { resume != nil || ledger.map(Model.isLedger) == true }

  private func validateLedger() throws {
    guard ledger != nil else {
      if acknowledge {
        throw ValidationError(
          "--acknowledge is for --ledger; nothing else is written down row by row")
      }
      return
    }
    guard resume == nil, save == nil else {
      throw ValidationError(
        "A ledger keeps what it holds and goes on with it; --resume and --save are for watchers")
    }
    if trainFraction != nil {
      throw ValidationError(
        "--train-fraction forgets the episodes that it judges, which a ledger does not")
    }
  }

  /// The columns that are named for what they tell of episodes.
  var columns: [String] { [episode, order] + (outcome.map { [$0] } ?? []) }

  private func validateGoal() throws {
    guard [!bad.isEmpty, badAbove != nil, badBelow != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("Only one of --bad, --bad-above and --bad-below can tell what is bad")
    }
    if remaining != nil, !bad.isEmpty {
      throw ValidationError("--bad is for outcomes; --bad-above and --bad-below are for lengths")
    }
    if let cap, !(cap > 0 && cap.isFinite) {
      throw ValidationError("--cap must be an amount above 0")
    }
    if cap != nil, outcome != nil { throw ValidationError("--cap is for --remaining") }
    if let alarmRate, !WatchGoal.rates.contains(alarmRate) {
      throw ValidationError(
        "--alarm-rate must be from \(WatchGoal.rates.lowerBound) to \(WatchGoal.rates.upperBound)")
    }
    if alarmRate != nil, badEnd == nil, !goesOn {
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
  var badEnd: WatchGoal.BadEnd? {
    if !bad.isEmpty { return .labels(bad.set) }
    return badAbove.map { .above($0) } ?? badBelow.map { .below($0) }
  }

  /// What is foreseen; nil if only a saved watcher tells.
  var target: WatchGoal.Target? {
    guard let remaining else { return outcome == nil ? nil : .outcome }
    return remaining == "steps" ? .remainingSteps : .remainingTime
  }

  /// What columns hold according to the arguments.
  func kinds() throws -> [String: Field.Kind] {
    try columnKinds.kinds()
  }

  func run() throws {
    let clock = System.seconds
    Interruption.install()
    let saved = save.map(WatcherFile.init(path:))
    try checkPlaces(saved)
    let start = try start()
    var output: PredictionFile?
    if let predictions {
      output = try PredictionFile(
        predictions, classes: start.classes, writesAtOnce: start.plan == nil)
    }
    let options = WatchSession.Options(
      isStrict: input.strict, isQuiet: quiet, isUnfinished: unfinished, hasEnd: end != nil,
      acknowledges: acknowledge, explained: Set(explain))
    var session = WatchSession(start, options, output)
    do {
      if trainFraction == nil {
        try session.read(.watching)
      } else {
        try session.read(.learning)
        if !Interruption.isRequested { try session.read(.judging) }
      }
    } catch {
      try? output?.close()
      throw error
    }
    try output?.close()
    try save(session, in: saved)
    var summary = session.report(since: clock)
    summary.saved = session.isWorthSaving ? save ?? ledger : nil
    summary.stories = session.stories(explain)
    switch report {
    case .json: try Output.print(summary.json.text)
    case .text: try Output.print(summary.text)
    }
    if summary.isInterrupted { throw ExitStatus.interrupted }
    for told in summary.stories {
      if case .failure(let error) = told.story { throw Failure("\(error)") }
    }
  }

  /// Complains early about what could not be written later.
  private func checkPlaces(_ saved: WatcherFile?) throws {
    let inputs = files.filter { $0 != "-" }
    try saved?.checkWritable(reading: inputs)
    guard let predictions else { return }
    let place = WatcherFile(path: predictions).resolved
    let others = inputs + [save, resume, ledger].compactMap { $0 }
    if others.contains(where: { WatcherFile(path: $0).resolved == place }) {
      throw Failure("\(predictions): is used already; write the predictions to another file")
    }
  }

  private func save(_ session: WatchSession, in saved: WatcherFile?) throws {
    guard let saved, let save else { return }
    if session.isWorthSaving {
      try saved.save(session.watcher, conflict: .keptBeside)
    } else {
      Terminal.complain("warning: nothing was learned, so \(save.onOneLine) was not written")
    }
  }
}
