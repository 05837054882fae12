import Fledgling
import FledglingStore

/// Makes one watcher of several.
struct WatcherMerge {
  let paths: [String]
  let output: String

  func run(_ json: Bool) throws {
    let file = WatcherFile(path: output)
    try file.checkWritable(reading: [])
    var merged: Watcher?
    for path in paths {
      let watcher = try WatcherFile(path: path).load().state
      do {
        if merged == nil { merged = watcher } else { try merged?.merge(watcher) }
      } catch {
        throw Failure("\(path): cannot be merged with what was read before it: \(error)")
      }
    }
    guard let merged else { throw Failure("no watcher", status: .usage) }
    guard !Interruption.isRequested else { throw ExitStatus.interrupted }
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
      \(NumberText.plural(paths.count, "watcher"))
      State \(merged.stateHash)
      """)
  }
}

/// Takes episodes out of a watcher.
struct WatcherUnlearning {
  let path: String
  let key: SigningKey

  func run(_ names: [String]) throws {
    let file = WatcherFile(path: path)
    var watcher = try file.load().state
    // Once it has begun it is seen through to the receipt.
    Interruption.install()
    let before = watcher.stateHash
    let unlearned: Unlearned
    do {
      unlearned = try watcher.unlearn(ids: names)
    } catch {
      let count = error.unknown.count + error.notKept.count
      throw Failure(
        "\(path): \(NumberText.plural(count, "episode")) cannot be unlearned; nothing was",
        details: ["\(error)"])
    }
    watcher.consolidate()
    try file.save(watcher)
    Terminal.complain(
      "\(path.onOneLine): unlearned \(NumberText.plural(unlearned.count, "episode")), "
        + "\(NumberText.count(watcher.episodes)) left")
    let unlearning = Unlearning(
      erasure: Erasure(count: unlearned.count, ids: names), time: System.now, stateBefore: before,
      stateAfter: watcher.stateHash)
    do {
      try Output.print(Receipt(unlearning, of: path, signedWith: key).json)
    } catch let error as ReceiptError {
      throw Failure(describing: error)
    }
  }
}

/// Rebuilds a watcher from the episodes it keeps.
struct WatcherConsolidation {
  let path: String

  func run(_ json: Bool) throws {
    let start = System.seconds
    let file = WatcherFile(path: path)
    var watcher = try file.load().state
    let before = watcher.stateHash
    watcher.consolidate()
    if Interruption.isRequested { throw ExitStatus.interrupted }
    try file.save(watcher)
    let seconds = System.seconds - start
    guard !json else {
      return try Output.print(
        JSON.object([
          ("episodes", .integer(watcher.episodes)), ("complete", .bool(watcher.isComplete)),
          ("stateBefore", .string(before)), ("stateHash", .string(watcher.stateHash)),
          ("seconds", .number(seconds)),
        ]).text)
    }
    try Output.print(
      """
      \(path.onOneLine): rebuilt from \(NumberText.plural(watcher.episodes, "episode")) in \
      \(NumberText.fixed(seconds, 2)) s
      State \(watcher.stateHash)
      """)
  }
}
