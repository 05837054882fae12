import ArgumentParser
import Fledgling
import FledglingStore
import FledglingTables

struct UnlearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlearn",
    abstract: "Remove examples from a model as if it had never seen them.",
    discussion: """
      Afterwards, the model is byte-identical to one consolidated from the remaining examples. \
      A ledger also erases the stored rows; it keeps only a hash of each id, so that the example \
      cannot be learned again. A signed receipt is printed as JSON: the ids, the time, and the \
      state before and after. For a monitor, ids are the names of its episodes.

      EXAMPLES:
        fledgling unlearn parcels.model --id P-1004
        fledgling unlearn parcels.ledger --where 'customer=42' > receipt.json
        fledgling unlearn parcels.model --ids-from ids.txt
        fledgling unlearn cases.watch --id "case 17"
      """)

  @Argument(help: ArgumentHelp(Model.helpWithWatchers))
  var model: String

  @Option(help: ArgumentHelp("The id of an example; may be repeated.", valueName: "id"))
  var id: [String] = []

  @Option(
    help: ArgumentHelp("A file of ids, one per line; - is standard input.", valueName: "path"))
  var idsFrom: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "All examples with exactly this value in this field.", valueName: "field=value"))
  var condition: String?

  @Option(
    help: ArgumentHelp(
      "Signing key; created if missing "
        + "(default ~/.config/fledgling/signing.key).",
      valueName: "path"))
  var key: String?

  @OptionGroup var quietness: QuietOption

  func validate() throws {
    let ways = [!id.isEmpty, idsFrom != nil, condition != nil].count { $0 }
    guard ways > 0 else {
      throw ValidationError("Name the examples with --id, --ids-from or --where")
    }
    guard ways == 1 || condition == nil else {
      throw ValidationError("--where cannot be combined with ids")
    }
    _ = try chosen
  }

  func run() throws {
    // Ids are trimmed as the cells are from which they were learned.
    let ids = try Set((id + (idsFrom.map { try IDFile.read($0) } ?? [])).map(CanonicalText.trimmed))
      .sorted()
    guard condition != nil || !ids.isEmpty else {
      throw CommandError("\(idsFrom ?? ""): names no example; nothing was unlearned")
    }
    if MonitorFile(path: model).isThere {
      guard condition == nil else {
        throw CommandError("\(model): name the episodes of a monitor with --id", status: .usage)
      }
      return try MonitorUnlearning(path: model, key: try signingKey(), notes: notes).run(ids)
    }
    let opened = try Model.open(model, notes)
    let signing = try signingKey()
    // An unlearning that has begun is completed, including the receipt.
    SignalHandler.install()
    let pins = PinChanges(opened.learner)
    let unlearning: UnlearningResult
    let after: Learner
    switch opened {
    case .ledger(let durable):
      unlearning = try unlearn(durable, ids)
      after = durable.learner
    case .snapshot(let file, var learner, _):
      unlearning = try unlearn(&learner, ids)
      if unlearning.erasure.count > 0 { try file.save(learner) }
      after = learner
    }
    for line in pins.lines(after) { notes.show(line) }
    after.complainOfNoOrder(notes)
    notes.say(
      "\(model.onOneLine): unlearned \(NumberText.plural(unlearning.erasure.count, "example")), "
        + "\(NumberText.count(after.count)) left")
    if !after.isComplete, case .snapshot = opened {
      notes.show(
        "the model no longer holds all its examples, so its encoder stays fitted to the "
          + "unlearned ones as well; a ledger has no such limit")
    }
    do {
      try Output.print(
        Receipt(unlearning, of: model, where: condition, signedWith: signing).json)
    } catch let error as ReceiptError {
      throw CommandError(describing: error)
    }
  }

  private var notes: Notes { quietness.notes }

  private func signingKey() throws -> SigningKey {
    guard let path = key ?? SigningKey.defaultPath else {
      throw CommandError(
        "there is no home directory for a signing key; name a file with --key", status: .usage)
    }
    do {
      return try SigningKey.load(orCreateAt: path)
    } catch { throw CommandError(describing: error) }
  }

  private func unlearn(_ durable: DurableLearner, _ ids: [String]) throws -> UnlearningResult {
    var rebuild = RebuildLine(of: model, notes)
    do {
      let before = durable.learner.stateHash
      let erasure: ErasedRecords
      if let condition = try chosen {
        let places = try condition.places(in: durable.ledger, model)
        erasure = try durable.unlearn(sequences: places) { rebuild.showOnly($0) }
      } else {
        let open = try stillThere(ids, durable.ledger)
        let erased = try durable.unlearn(ids: open) { rebuild.showOnly($0) }
        // The receipt also names ids unlearned before: their first receipt may have been lost.
        erasure = ErasedRecords(count: erased.count, ids: ids)
      }
      try durable.consolidate { rebuild.showOnly($0) }
      rebuild.clear()
      try durable.saveSnapshot()
      return UnlearningResult(
        erasure: erasure, time: System.now, stateBefore: before,
        stateAfter: durable.learner.stateHash)
    } catch let error as LedgerError {
      throw CommandError(describing: error)
    }
  }

  /// Those of the ids that a ledger has entries of; the others must have been erased before.
  private func stillThere(_ ids: [String], _ ledger: Ledger) throws -> [String] {
    var open: [String] = []
    var unknown: [String] = []
    for id in ids {
      if try ledger.entry(id: id) != nil {
        open.append(id)
      } else if try !ledger.hasErased(id: id) {
        unknown.append(id)
      }
    }
    guard unknown.isEmpty else {
      throw CommandError(
        "\(model): \(NumberText.plural(unknown.count, "example")) cannot be unlearned; "
          + "nothing was unlearned",
        details: ["never learned under this id: \(unknown.quotedList)"])
    }
    noteGone(ids.count - open.count)
    return open
  }

  private func noteGone(_ count: Int) {
    guard count > 0 else { return }
    notes.show(
      "\(NumberText.plural(count, "example")) had been unlearned before")
  }

  private func unlearn(_ learner: inout Learner, _ ids: [String]) throws -> UnlearningResult {
    let before = learner.stateHash
    let erasure: ErasedRecords
    if let condition = try chosen {
      let keys = try condition.keys(in: learner, model)
      _ = learner.unlearn(keys: keys)
      erasure = ErasedRecords(count: keys.count, ids: [])
    } else {
      do {
        let unlearned = try learner.unlearn(ids: ids)
        noteGone(unlearned.before.count)
        erasure = ErasedRecords(count: unlearned.count, ids: ids)
      } catch { throw refusal(error) }
    }
    learner.consolidate()
    return UnlearningResult(
      erasure: erasure, time: System.now, stateBefore: before, stateAfter: learner.stateHash)
  }

  private func refusal(_ error: UnlearnError) -> CommandError {
    let count = error.unknown.count + error.notKept.count
    return CommandError(
      "\(model): \(NumberText.plural(count, "example")) cannot be unlearned; nothing was unlearned",
      details: ["\(error)"])
  }

  private var chosen: UnlearnCondition? {
    get throws {
      guard let condition else { return nil }
      guard let parsed = UnlearnCondition(condition) else {
        throw ValidationError("--where needs the form field=value, not '\(condition)'")
      }
      return parsed
    }
  }
}

/// Ids in a file.
enum IDFile {
  /// The ids, one per line, without blanks around them; blank lines are skipped.
  static func read(_ path: String) throws(CommandError) -> [String] {
    do {
      let source = try TextSource(path: path)
      var bytes: [UInt8] = []
      let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
      defer { chunk.deallocate() }
      while true {
        let count = try source.read(into: chunk)
        if count == 0 { break }
        bytes.append(contentsOf: chunk[..<count])
      }
      return bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        .map { line in
          // Ids in tables are trimmed in the same way.
          let end = line.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? line.startIndex
          return String(decoding: line[..<end].drop { $0 <= 0x20 }, as: UTF8.self)
        }
        .filter { !$0.isEmpty }
    } catch { throw CommandError(error) }
  }
}
