import Fledgling
import FledglingTables

/// Follows episodes row after row, scores the predictions, and learns the outcomes.
struct WatchSession {
  /// How rows are taken.
  struct Options {
    var isStrict = false
    var notes: Notes
    /// Whether the tables end before the episodes do.
    var isUnfinished = false
    /// Whether a row can say that it is the last of its episode.
    var hasEnd = false
    /// Whether to print how many rows were written down, after each group.
    var acknowledges = false
    /// Episodes whose stories are asked for.
    var explained: Set<String> = []
  }

  /// The use of the episodes.
  enum Stage {
    /// Each is judged, then learned.
    case watching
    /// The training episodes are learned.
    case learning
    /// The others are judged.
    case judging
  }

  let start: WatchStart
  let options: Options
  let output: PredictionFile?
  let orderText: OrderText
  /// Whether rows are all that is known of when episodes end.
  var isLive: Bool { start.plan == nil }

  var follower: MonitorTarget
  /// The episodes that go on, by their place in the plan or the hash of their name.
  var running: [UInt64: RunningEpisode] = [:]
  var names = LiveNames()
  private var sorted: SortedSteps
  var counts = WatchCounts()
  var score: EpisodeScore
  var skipped = SkippedRows()
  var warnings = FaultWarnings("were left out")
  var news: AlarmPrinter
  var view: LiveView?
  var stories: [String: EpisodeExplanation] = [:]
  private var taughtLeft = 0
  private(set) var wasInterrupted = false

  init(_ start: WatchStart, _ options: Options, _ output: PredictionFile?) throws(CommandError) {
    self.start = start
    self.options = options
    self.output = output
    follower = MonitorTarget(start)
    orderText = OrderText(isTimed: start.monitor.isTimed)
    sorted = try SortedSteps(start, keepsOrder: output != nil)
    score = EpisodeScore(goal: start.monitor.goal, after: start.monitor.episodes)
    news = AlarmPrinter(isQuiet: options.notes.isQuiet)
    view = options.notes.showsProgress ? LiveView() : nil
  }

  var monitor: EpisodeMonitor { follower.monitor }

  /// Whether the monitor knows anything that could be wanted later.
  var isWorthSaving: Bool { monitor.episodes > 0 || follower.openCount > 0 }

  /// Whether any episode can end.
  var canEnd: Bool { options.hasEnd || endsWithOutcome || !(isLive || options.isUnfinished) }

  /// Whether an outcome says that an episode is over.
  var endsWithOutcome: Bool {
    start.monitor.goal.target == .outcome && !start.outcomeVaries
  }

  /// Reads all tables, unless it is interrupted.
  mutating func read(_ stage: Stage) throws(CommandError) {
    taughtLeft = stage == .learning ? start.plan?.taught ?? 0 : .max
    if stage == .judging { score = EpisodeScore(goal: monitor.goal, after: monitor.episodes) }
    var tracker = SegmentTracker()
    for index in start.tables.files.paths.indices where !isOver {
      do {
        let (reader, dayFirst) = try start.tables.open(index)
        let rows = try WatchedRows(
          start, reader, file: index, dayFirst: dayFirst, keepsOrder: output != nil)
        try read(reader, rows, file: index, &tracker, stage)
        view?.clear()
        // Two stages read every table.
        if stage != .learning { TableRemarks.show(reader.warnings, isQuiet: options.notes.isQuiet) }
      } catch {
        view?.clear()
        // The rows before are known to be right.
        _ = try? follower.writeDown()
        throw noteLoss(error)
      }
    }
    // Those that were read when an interruption came.
    _ = try follower.writeDown()
    wasInterrupted = wasInterrupted || SignalHandler.isRequested
    try finish(stage)
  }

  private var isOver: Bool { wasInterrupted || taughtLeft == 0 }

  private mutating func read(
    _ reader: TableReader, _ rows: WatchedRows, file: Int, _ tracker: inout SegmentTracker,
    _ stage: Stage
  ) throws(CommandError) {
    var rows = rows
    do {
      var record = TableRecord()
      var lastLine = 0
      while !isOver, try reader.next(&record) {
        // Only a line without its end may have been cut off by the interruption.
        if SignalHandler.isRequested, record.isCutOff { break }
        counts.rows += 1
        if let row = try row(record, &rows, file, &tracker, stage) {
          if try take(row, stage), stage == .learning { taughtLeft -= 1 }
          lastLine = record.line
          try acknowledge(follower.noteRow(), reader.file, line: lastLine)
        }
        view?.show(follower.monitor, rows: counts.rows)
        // Rows that were read ahead are taken all the same.
        if SignalHandler.isRequested, reader.sampleCount == 0 { break }
      }
      try acknowledge(follower.writeDown(), reader.file, line: lastLine)
      wasInterrupted = SignalHandler.isRequested
    } catch let error as TableError {
      wasInterrupted = SignalHandler.isRequested
      if !wasInterrupted { throw CommandError(error) }
    } catch let failure as CommandError {
      throw failure
    } catch {
      throw CommandError(describing: error)
    }
  }

  /// Says how many rows have reached the disk.
  private mutating func acknowledge(_ written: Int, _ file: String, line: Int) throws {
    guard written > 0 else { return }
    counts.acknowledged += written
    if options.acknowledges { try Output.print("\(counts.acknowledged)\t\(file)\t\(line)") }
  }

  /// The row to be taken in where this one stands; nil if it is of no use now.
  private mutating func row(
    _ record: borrowing TableRecord, _ rows: inout WatchedRows, _ file: Int,
    _ tracker: inout SegmentTracker, _ stage: Stage
  ) throws(CommandError) -> WatchedRow? {
    let key: StepKey
    do {
      key = try rows.keys.read(record)
    } catch {
      // The other stage reads all rows.
      if stage != .learning { try skip(error.reason) }
      return nil
    }
    guard let plan = start.plan else { return rows.row(key, record, place: nil) }
    let segment = tracker.place(key, file: file).ordinal
    // A table that grows meanwhile has rows that were not planned for.
    guard let place = plan.place(key, segment: segment) else { return nil }
    let isTaught = plan.entries[place].isTaught
    guard stage == .watching || isTaught == (stage == .learning) else { return nil }
    if plan.entries[place].isDisordered { return sorted.take(place) }
    return rows.row(key, record, place: place)
  }

  private func noteLoss(_ failure: CommandError) -> CommandError {
    guard monitor.episodes > start.monitor.episodes else { return failure }
    let learned = NumberText.plural(monitor.episodes - start.monitor.episodes, "episode")
    return CommandError(
      failure.message,
      details: failure.details + [
        "\(learned) had been learned before; "
          + (follower.isDurable ? "what was read is in the ledger" : "nothing was saved")
      ],
      status: failure.status)
  }

  /// All there is to say when watching is over.
  func report(since clock: Double) -> WatchReport {
    WatchReport(
      monitor: monitor, score: score, episodes: counts.episodes, steps: counts.steps,
      learned: monitor.episodes - start.monitor.episodes, before: start.monitor.episodes,
      unknown: counts.unknown, unjudged: counts.unjudged, alarms: news.alarms, loops: news.loops,
      open: follower.openCount, known: counts.known,
      renamed: start.plan?.renamed ?? names.renamed, skipped: skipped,
      isInterrupted: wasInterrupted, seconds: System.seconds - clock,
      peakMemoryBytes: System.usage.peakMemoryBytes)
  }

  /// The stories of episodes, or why there are none.
  func stories(_ names: [String]) -> [StoryReport] {
    names.map { name in
      if let story = stories[name] { return StoryReport(name: name, story: .success(story)) }
      do throws(MonitorError) {
        return StoryReport(name: name, story: .success(try follower.explain(name)))
      } catch { return StoryReport(name: name, story: .failure(error)) }
    }
  }
}
