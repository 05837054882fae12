import Fledgling
import FledglingStore

/// Makes one monitor of several.
struct MonitorMerge {
  let paths: [String]
  let output: String

  func run(_ json: Bool) throws {
    let file = MonitorFile(path: output)
    try file.checkWritable(reading: [])
    var merged: EpisodeMonitor?
    for path in paths {
      let monitor = try MonitorFile(path: path).load().state
      do {
        if merged == nil { merged = monitor } else { try merged?.merge(monitor) }
      } catch {
        throw CommandError("\(path): cannot be merged with the monitors before it: \(error)")
      }
    }
    guard let merged else { throw CommandError("no monitor", status: .usage) }
    guard !SignalHandler.isRequested else { throw ExitStatus.interrupted }
    try file.save(merged, conflict: .keptBeside)
    guard !json else {
      return try Output.print(
        JSON.object([
          ("models", .integer(paths.count)), ("episodes", .integer(merged.episodes)),
          ("steps", .integer(merged.steps)), ("stateHash", .string(merged.stateHash)),
        ]).text)
    }
    try Output.print(
      """
      \(output.onOneLine): \(NumberText.plural(merged.episodes, "episode")) of \
      \(NumberText.plural(paths.count, "monitor"))
      State \(merged.stateHash)
      """)
  }
}

/// Takes episodes out of a monitor.
struct MonitorUnlearning {
  let path: String
  let key: SigningKey
  let notes: Notes

  func run(_ names: [String]) throws {
    let file = MonitorFile(path: path)
    var monitor = try file.load().state
    // An unlearning that has begun is completed, including the receipt.
    SignalHandler.install()
    let before = monitor.stateHash
    let unlearned: Unlearned
    do {
      unlearned = try monitor.unlearn(ids: names)
    } catch {
      let count = error.unknown.count + error.notKept.count
      throw CommandError(
        "\(path): \(NumberText.plural(count, "episode")) cannot be unlearned; "
          + "nothing was unlearned",
        details: ["\(error)"])
    }
    monitor.consolidate()
    try file.save(monitor)
    notes.say(
      "\(path.onOneLine): unlearned \(NumberText.plural(unlearned.count, "episode")), "
        + "\(NumberText.count(monitor.episodes)) left")
    let unlearning = UnlearningResult(
      erasure: ErasedRecords(count: unlearned.count, ids: names), time: System.now,
      stateBefore: before,
      stateAfter: monitor.stateHash)
    do {
      try Output.print(Receipt(unlearning, of: path, signedWith: key).json)
    } catch let error as ReceiptError {
      throw CommandError(describing: error)
    }
  }
}

/// Rebuilds a monitor from the episodes it keeps.
struct MonitorConsolidation {
  let path: String

  func run(_ json: Bool) throws {
    let start = System.seconds
    let file = MonitorFile(path: path)
    var monitor = try file.load().state
    let before = monitor.stateHash
    monitor.consolidate()
    if SignalHandler.isRequested { throw ExitStatus.interrupted }
    try file.save(monitor)
    let seconds = System.seconds - start
    guard !json else {
      return try Output.print(
        JSON.object([
          ("episodes", .integer(monitor.episodes)), ("complete", .bool(monitor.isComplete)),
          ("stateBefore", .string(before)), ("stateHash", .string(monitor.stateHash)),
          ("seconds", .number(seconds)),
        ]).text)
    }
    try Output.print(
      """
      \(path.onOneLine): rebuilt from \(NumberText.plural(monitor.episodes, "episode")) in \
      \(NumberText.fixed(seconds, 2)) s
      State \(monitor.stateHash)
      """)
  }
}
