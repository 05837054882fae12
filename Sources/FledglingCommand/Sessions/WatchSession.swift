import Fledgling
import FledglingTables

/// Follows episodes row after row, keeps score of what was foreseen, and learns what came.
struct WatchSession {
  /// How rows are taken.
  struct Options {
    var isStrict = false
    var isQuiet = false
    /// Whether the tables end before the episodes do.
    var isUnfinished = false
    /// Whether a row can say that it is the last of its episode.
    var hasEnd = false
    /// Whether to print how many rows were written down, after each group.
    var acknowledges = false
    /// Episodes whose stories are asked for.
    var explained: Set<String> = []
  }

  /// What is done with episodes.
  enum Stage {
    /// Each is judged, then learned.
    case watching
    /// Those to be taught are learned.
    case learning
    /// The others are judged.
    case judging
  }

  private var follower: Follower
  private let start: WatchStart
  private let options: Options
  private let output: PredictionFile?
  /// Whether rows are all that is known of when episodes end.
  private let isLive: Bool
  /// Whether any episode can end.
  private let canEnd: Bool
  private let orderText: OrderText

  /// The most steps that wait to be judged, some 250 bytes each.
  private static let waitingLimit = 1 << 20

  private var running: [UInt64: RunningEpisode] = [:]
  /// Steps that wait to be judged.
  private var waiting = 0
  private var score: EpisodeScore
  private var episodes = 0
  private var steps = 0
  private var rows = 0
  /// Steps that the ledger had before.
  private var known = 0
  private var acknowledged = 0
  /// Episodes whose last row has come without an outcome.
  private var unknown = 0
  /// Episodes that were learned and not judged.
  private var unjudged = 0
  private var taughtLeft = 0
  private var skipped = SkippedRows()
  private var warnings = FaultWarnings("were left out")
  private var news: WatchNews
  private var view: WatchView?
  private var stories: [String: EpisodeStory] = [:]
  private var wasInterrupted = false

  init(_ start: WatchStart, _ options: Options, _ output: PredictionFile?) {
    self.start = start
    self.options = options
    self.output = output
    follower = Follower(start)
    isLive = start.plan == nil
    orderText = OrderText(isTimed: start.watcher.isTimed)
    let canBeTold = start.watcher.goal.target == .outcome && !start.outcomeVaries
    canEnd = options.hasEnd || canBeTold || !(isLive || options.isUnfinished)
    score = EpisodeScore(goal: start.watcher.goal, after: start.watcher.episodes)
    news = WatchNews(isQuiet: options.isQuiet)
    view = Terminal.isInteractive && !options.isQuiet ? WatchView() : nil
  }

  var watcher: Watcher { follower.watcher }

  /// Whether the watcher knows anything that could be wanted later.
  var isWorthSaving: Bool { watcher.episodes > 0 || follower.openCount > 0 }

  /// Reads all tables, unless it is interrupted.
  mutating func read(_ stage: Stage) throws(Failure) {
    taughtLeft = stage == .learning ? start.plan?.taught ?? 0 : .max
    if stage == .judging { score = EpisodeScore(goal: watcher.goal, after: watcher.episodes) }
    for index in start.tables.files.paths.indices where !isOver {
      do {
        let (reader, dayFirst) = try start.tables.open(index)
        try read(reader, dayFirst, stage)
        view?.clear()
        // Two stages read every table.
        if stage != .learning { TableRemarks.show(reader.warnings, isQuiet: options.isQuiet) }
      } catch {
        view?.clear()
        // What was read before is known to be right.
        _ = try? follower.writeDown()
        throw noteLoss(error)
      }
    }
    // Those that were read when an interruption came.
    _ = try follower.writeDown()
    wasInterrupted = wasInterrupted || Interruption.isRequested
    try finish(stage)
  }

  private var isOver: Bool { wasInterrupted || taughtLeft == 0 }

  private mutating func read(
    _ reader: TableReader, _ dayFirst: Set<String>, _ stage: Stage
  ) throws(Failure) {
    var keys = try StepKeyReader(
      start.columns, reader, dayFirst: dayFirst, isOutcomeNeeded: start.isOutcomeNeeded)
    do {
      let schema = start.watcher.schema
      var decoder = try RowDecoder(
        // The outcome is read with the key.
        schema: schema, columns: reader.columns.map { $0 == schema.target ? "\0" : $0 },
        file: reader.file, dayFirst: dayFirst, folder: start.tables.files.folder)
      var record = TableRecord()
      var values: [Value] = []
      var lastLine = 0
      while !isOver, try reader.next(&record) {
        // Only a line without its end may have been cut off by the interruption.
        if Interruption.isRequested, record.isCutOff { break }
        rows += 1
        if let key = try key(record, &keys, stage) {
          let row = WatchedRow(
            key: key, place: "\(reader.file), line \(record.line)",
            fault: WatchSession.fault(decoder.decode(record, into: &values)))
          try take(row, values, stage)
          lastLine = record.line
          try acknowledge(follower.noteRow(), reader.file, line: lastLine)
        }
        view?.show(follower.watcher, rows: rows)
        // Rows that were read ahead are taken all the same.
        if Interruption.isRequested, reader.sampleCount == 0 { break }
      }
      try acknowledge(follower.writeDown(), reader.file, line: lastLine)
      wasInterrupted = Interruption.isRequested
    } catch let error as TableError {
      wasInterrupted = Interruption.isRequested
      if !wasInterrupted { throw Failure(error) }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(describing: error)
    }
  }

  /// Says how many rows have reached the disk.
  private mutating func acknowledge(_ written: Int, _ file: String, line: Int) throws {
    guard written > 0 else { return }
    acknowledged += written
    if options.acknowledges { try Output.print("\(acknowledged)\t\(file)\t\(line)") }
  }

  /// What a row says of its episode; nil if it is of no use now.
  private mutating func key(
    _ record: borrowing TableRecord, _ keys: inout StepKeyReader, _ stage: Stage
  ) throws(Failure) -> StepKey? {
    let key: StepKey
    do {
      key = try keys.read(record)
    } catch {
      // The other stage reads all rows.
      if stage != .learning { try skip(error.reason) }
      return nil
    }
    switch stage {
    case .watching: return key
    case .learning: return start.plan?.entries[key.hash]?.isTaught == true ? key : nil
    case .judging: return start.plan?.entries[key.hash]?.isTaught != true ? key : nil
    }
  }

  private static func fault(_ row: DecodedRow) -> String? {
    if case .fault(let fault) = row { return fault.description }
    return nil
  }

  /// Takes a row in, and ends its episode if it is the last.
  private mutating func take(
    _ row: WatchedRow, _ values: [Value], _ stage: Stage
  ) throws {
    let key = row.key
    var run = running.removeValue(forKey: key.hash) ?? RunningEpisode(name: key.episode)
    run.rows += 1
    if let reason = try refuse(row, values, &run, stage) {
      try skip(reason)
      // Nothing that comes later can change an episode that is over.
      if run.isOver { return }
    }
    guard ends(key, run) else {
      running[key.hash] = run
      return
    }
    try end(run, stage, place: row.place)
  }

  /// Takes in a step.
  ///
  /// - Returns: why it is left out, if it is.
  private mutating func refuse(
    _ row: WatchedRow, _ values: [Value], _ run: inout RunningEpisode, _ stage: Stage
  ) throws(Failure) -> String? {
    let key = row.key
    if !start.outcomeVaries, let now = key.outcome {
      if let earlier = run.outcome, earlier != now {
        return
          "\(row.place): episode \"\(key.episode)\" ends with \"\(earlier.text)\" according to "
          + "an earlier row, and with \"\(now.text)\" according to this"
      }
      // What is told counts, even if the step is of no use.
      run.outcome = now
    }
    if let fault = row.fault { return fault }
    switch try follower.step(values, of: key.episode, at: key.order) {
    case .success(let outlook):
      if start.outcomeVaries { run.outcome = key.outcome ?? run.outcome }
      note(outlook, key, &run, stage)
      return nil
    case .failure(.duplicateStep) where follower.isDurable:
      // Whoever goes on after a crash gives all rows again.
      if start.outcomeVaries { run.outcome = key.outcome ?? run.outcome }
      known += 1
      return nil
    case .failure(let error):
      return "\(row.place): \(orderText.words(try reason(error, key, &run)))"
    }
  }

  private mutating func reason(
    _ error: WatchError, _ key: StepKey, _ run: inout RunningEpisode
  ) throws(Failure) -> WatchError {
    guard case .ended = error else { return error }
    run.isOver = true
    guard !start.outcomeVaries, let outcome = key.outcome else { return error }
    // It says whether another outcome was told before.
    switch try follower.finish(key.episode, outcome: outcome) {
    case .success: return error
    case .failure(let contradiction): return contradiction
    }
  }

  private mutating func note(
    _ outlook: Outlook, _ key: StepKey, _ run: inout RunningEpisode, _ stage: Stage
  ) {
    steps += 1
    if run.accepted == 0 {
      episodes += 1
      run.isJudged = canEnd && outlook.step == 1
    }
    run.accepted += 1
    guard stage != .learning else { return }
    if waiting >= WatchSession.waitingLimit { giveUp(&run) }
    if run.isJudged {
      run.outlooks.append(outlook)
      run.orders.append(key.order)
      waiting += 1
    }
    if isLive || !run.isJudged {
      output?.write(key.episode, orderText.text(key.order), outlook, truth: nil)
    }
    let lines = news.note(outlook, of: run)
    if !lines.isEmpty { view?.clear() }
    for line in lines { Terminal.complain(line.onOneLine) }
    run.isLooping = outlook.loop != nil
    view?.note(outlook, of: key.episode)
  }

  /// Has an episode wait no longer to be judged.
  private mutating func giveUp(_ run: inout RunningEpisode) {
    write(run, [])
    waiting -= run.outlooks.count
    run.outlooks = []
    run.orders = []
    run.isJudged = false
  }

  /// Whether the row was the last of its episode.
  private func ends(_ key: StepKey, _ run: RunningEpisode) -> Bool {
    if key.isEnd { return true }
    let isTold =
      start.watcher.goal.target == .outcome && !start.outcomeVaries && run.outcome != nil
    guard let plan = start.plan else { return isTold }
    guard run.rows == plan.entries[key.hash]?.rows else { return false }
    return isTold || !(options.isUnfinished || options.hasEnd)
  }

  private mutating func end(
    _ run: RunningEpisode, _ stage: Stage, place: String
  ) throws {
    taughtLeft -= stage == .learning ? 1 : 0
    waiting -= run.outlooks.count
    if start.watcher.goal.target == .outcome, run.outcome == nil {
      unknown += 1
      write(run, [])
      if stage == .judging { dismiss(run) }
      return
    }
    if stage != .learning { judge(run) }
    if stage == .judging { return dismiss(run) }
    if case .failure(let error) = try follower.finish(run.name, outcome: run.outcome) {
      follower.dismiss(run.name)
      try complain("\(place): \(error)")
    }
    view?.remove(run.name)
  }

  private mutating func judge(_ run: RunningEpisode) {
    write(run, outcome: run.outcome)
    guard run.accepted > 0 else { return }
    if run.isJudged {
      score.add(run.outlooks, at: run.orders, outcome: run.outcome)
    } else {
      unjudged += 1
    }
  }

  /// Takes a judged episode out of the watcher again.
  private mutating func dismiss(_ run: RunningEpisode) {
    if options.explained.contains(run.name) { stories[run.name] = try? follower.explain(run.name) }
    follower.dismiss(run.name)
    view?.remove(run.name)
  }

  /// Writes down what was foreseen of an episode that has ended.
  private func write(_ run: RunningEpisode, outcome: Outcome?) {
    let truths = EpisodeScore.truths(watcher.goal, at: run.orders, outcome: outcome)
    write(run, truths)
  }

  private func write(_ run: RunningEpisode, _ truths: [Outcome]) {
    guard let output, !isLive else { return }
    for (step, outlook) in run.outlooks.enumerated() {
      output.write(
        run.name, orderText.text(run.orders[step]), outlook,
        truth: truths.isEmpty ? nil : truths[step])
    }
  }

  /// What is left to do when all rows have come.
  private mutating func finish(_ stage: Stage) throws(Failure) {
    let left = running.values.filter { $0.accepted > 0 }.sorted { $0.name < $1.name }
    running.removeAll()
    switch stage {
    case .learning: if !wasInterrupted { follower.consolidate() }
    case .judging: for run in left { dismiss(run) }
    case .watching:
      for run in left { write(run, []) }
      // What came since the values were last solved counts as well from here on.
      if watcher.episodes > start.watcher.episodes { follower.consolidate() }
    }
    view?.clear()
    guard stage != .learning else { return }
    news.finish()
    if !options.isQuiet { warnings.finish() }
    if known > 0, !options.isQuiet {
      let steps = NumberText.plural(known, "step")
      Terminal.complain("note: \(steps) had come before; passed over")
    }
    if !wasInterrupted { try checkWatched() }
  }

  private mutating func skip(_ reason: String) throws(Failure) {
    try complain(reason)
    skipped.add(reason)
  }

  private mutating func complain(_ reason: String) throws(Failure) {
    guard !options.isStrict else { throw Failure(reason) }
    guard !options.isQuiet else { return }
    view?.clear()
    warnings.show(reason)
  }

  private func noteLoss(_ failure: Failure) -> Failure {
    guard watcher.episodes > start.watcher.episodes else { return failure }
    let learned = NumberText.plural(watcher.episodes - start.watcher.episodes, "episode")
    return Failure(
      failure.message,
      details: failure.details + [
        "\(learned) had been learned before; "
          + (follower.isDurable ? "what was read is in the ledger" : "nothing was saved")
      ],
      status: failure.status)
  }

  private func checkWatched() throws(Failure) {
    guard steps == 0, known == 0 else { return }
    let file = start.tables.files.paths.first ?? ""
    guard skipped.count == 0 else {
      let hint = "--prefix tells episodes apart that have the names of earlier ones"
      throw Failure(
        "\(file): no row is a step",
        details: skipped.first + (start.watcher.episodes > 0 ? [hint] : []))
    }
    throw Failure("\(file): has columns but no rows")
  }

  /// The stories of episodes, or why they cannot be told.
  func stories(_ names: [String]) -> [ToldStory] {
    names.map { name in
      if let story = stories[name] { return ToldStory(name: name, story: .success(story)) }
      do throws(WatchError) {
        return ToldStory(name: name, story: .success(try follower.explain(name)))
      } catch { return ToldStory(name: name, story: .failure(error)) }
    }
  }

  /// All there is to say when watching is over.
  func report(since clock: Double) -> WatchReport {
    WatchReport(
      watcher: watcher, score: score, episodes: episodes, steps: steps,
      learned: watcher.episodes - start.watcher.episodes, before: start.watcher.episodes,
      unknown: unknown, unjudged: unjudged, alarms: news.alarms, loops: news.loops,
      open: follower.openCount, known: follower.isDurable ? known : nil, skipped: skipped,
      isInterrupted: wasInterrupted, seconds: System.seconds - clock,
      peakMemoryBytes: System.usage.peakMemoryBytes)
  }
}

/// A row that names an episode.
struct WatchedRow {
  let key: StepKey
  /// The file and the line.
  let place: String
  /// Why its fields cannot be read.
  let fault: String?
}

/// An episode that goes on in the rows being read.
struct RunningEpisode {
  let name: String
  /// How many rows named it, and how many of them were steps.
  var rows = 0
  var accepted = 0
  /// Whether it will be judged: it began here, can end, and not too many others wait.
  var isJudged = false
  /// Whether it had ended before this row.
  var isOver = false
  var isLooping = false
  var outcome: Outcome?
  /// What was foreseen after each step, as long as it waits to be judged.
  var outlooks: [Outlook] = []
  var orders: [Double] = []

  init(name: String) { self.name = name }
}
