import Fledgling
import FledglingStore
import FledglingTables

/// Makes or finds the monitor that is asked for, and looks at its tables.
struct WatchSetup {
  let request: WatchRequest
  /// Whether the tables can be read twice.
  let isPlanned: Bool

  init(_ request: WatchRequest) {
    self.request = request
    isPlanned = WatchTables.canBePlanned(request.files.paths)
  }

  /// Where watching begins: at nothing, or with a saved monitor.
  func start() throws -> WatchStart {
    try request.files.checkPresence()
    if request.trainFraction != nil, !isPlanned {
      throw CommandError(
        "--train-fraction needs ordinary files, which can be read twice: the first time to see which "
          + "episodes begin first", status: .usage)
    }
    do {
      var start =
        try request.resume.map { try resumed(MonitorFile(path: $0).load().state, $0) }
        ?? request.ledger.map { try written($0) } ?? fresh()
      start.plan = try KnownEpisodes.renamed(start)
      check(start)
      return start
    } catch let error as TableError {
      throw CommandError(error)
    } catch let error as LedgerError {
      throw CommandError(describing: error)
    }
  }

  /// A monitor with a ledger, which is new or continues with its contents.
  private func written(_ path: String) throws -> WatchStart {
    guard System.kind(of: path) == .missing else {
      let durable = try DurableMonitor(opening: EpisodeLedger.open(path))
      var start = try resumed(durable.monitor, path)
      start.durable = durable
      return start
    }
    var start = try fresh()
    let monitor = start.monitor
    start.durable = try DurableMonitor(
      opening: EpisodeLedger.create(
        path, schema: monitor.schema, goal: monitor.goal, isTimed: monitor.isTimed,
        learnsByDifferences: monitor.learnsByDifferences, seed: monitor.seed))
    return start
  }

  /// A first look at the tables, where they can be read twice.
  func plan(
    _ tables: WatchTables, _ columns: WatchColumns, isOutcomeNeeded: Bool
  ) throws(CommandError) -> EpisodeIndex? {
    guard isPlanned else { return nil }
    var plan = try EpisodeIndex(tables, columns, isOutcomeNeeded: isOutcomeNeeded)
    if let fraction = request.trainFraction {
      plan.teach(fraction, isTimed: columns.order.kind == .dateTime)
    }
    return plan
  }

  /// The name of the outcome if its column is a field as well.
  static func lastValue(of column: String) -> String { "last \(column)" }

  /// Notes settings that may not be meant.
  private func check(_ start: WatchStart) {
    guard let plan = start.plan else {
      if start.monitor.goal.target != .outcome, request.end == nil, !request.isUnfinished {
        request.remark("no episode ever ends, so nothing is learned; mark ends with --end")
      }
      return
    }
    if plan.renamed > 0 {
      let episodes = NumberText.plural(plan.renamed, "episode")
      let name = "\"\(request.columns[0])\""
      request.remark(
        "\(episodes) came under the \(name) of an ended one; each is named with a number, as in "
          + "\"A (2)\"")
    }
    if plan.disordered > 0 {
      request.remark(
        "the rows of \(NumberText.plural(plan.disordered, "episode")) were sorted by "
          + "\"\(request.order)\"")
    }
    guard case .labels(let bad) = start.monitor.goal.bad else { return }
    let unknown = bad.subtracting(start.classes).sorted()
    if !unknown.isEmpty { request.remark("no episode ends with \(unknown.quotedList)") }
  }
}
