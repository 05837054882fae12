import ArgumentParser
import Fledgling
import FledglingStore
import FledglingTables

struct UnlearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlearn",
    abstract: "Take examples out of a model so that it never saw them.",
    discussion: """
      The model is then, byte for byte, the consolidated model of the examples that are left. \
      A ledger loses what it stored of them, too; ids are remembered by a hash, so that they \
      do not come back. A signed receipt is printed as JSON: what, when, and the state before \
      and after. The ids of a monitor are the names of its episodes.

      EXAMPLES:
        fledgling unlearn parcels.model --id P-1004
        fledgling unlearn parcels.ledger --where 'customer=42' > receipt.json
        fledgling unlearn parcels.model --ids-from ids.txt
        fledgling unlearn cases.watch --id "case 17"
      """)

  @Argument(help: ArgumentHelp(Model.helpWithWatchers))
  var model: String

  @Option(help: ArgumentHelp("An example by its id; may be repeated.", valueName: "id"))
  var id: [String] = []

  @Option(
    help: ArgumentHelp("A file of ids, one a line; - is standard input.", valueName: "path"))
  var idsFrom: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "All examples in which a field was written so, and no others.", valueName: "field=value"))
  var condition: String?

  @Option(
    help: ArgumentHelp(
      "The key that signs the receipt, made if it is not there; by default one of your own.",
      valueName: "path"))
  var key: String?

  func validate() throws {
    let ways = [!id.isEmpty, idsFrom != nil, condition != nil].count { $0 }
    guard ways > 0 else { throw ValidationError("Say which: --id, --ids-from or --where") }
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
      return try MonitorUnlearning(path: model, key: try signingKey()).run(ids)
    }
    let opened = try Model.open(model)
    let signing = try signingKey()
    // Once it has begun it is seen through to the receipt.
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
    for line in pins.lines(after) { Terminal.complain("note: \(line)") }
    after.complainOfNoOrder()
    Terminal.complain(
      "\(model.onOneLine): unlearned \(NumberText.plural(unlearning.erasure.count, "example")), "
        + "\(NumberText.count(after.count)) left")
    if !after.isComplete, case .snapshot = opened {
      Terminal.complain(
        "note: not every example is kept, so the view of the fields stays as it was fitted, with "
          + "what was unlearned among the rest; a ledger has no such limit")
    }
    do {
      try Output.print(
        Receipt(unlearning, of: model, where: condition, signedWith: signing).json)
    } catch let error as ReceiptError {
      throw CommandError(describing: error)
    }
  }

  private func signingKey() throws -> SigningKey {
    guard let path = key ?? SigningKey.defaultPath else {
      throw CommandError(
        "there is no home for a signing key; name a file with --key", status: .usage)
    }
    do {
      return try SigningKey.load(orCreateAt: path)
    } catch { throw CommandError(describing: error) }
  }

  private func unlearn(_ durable: DurableLearner, _ ids: [String]) throws -> UnlearningResult {
    var rebuild = RebuildLine(of: model)
    do {
      let before = durable.learner.stateHash
      let erasure: ErasedRecords
      if let condition = try chosen {
        let places = try condition.places(in: durable.ledger, model)
        erasure = try durable.unlearn(sequences: places) { rebuild.showOnly($0) }
      } else {
        let open = try stillThere(ids, durable.ledger)
        let erased = try durable.unlearn(ids: open) { rebuild.showOnly($0) }
        // The receipt names those, too, that were gone: its first copy may have been lost.
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
        "\(model): \(NumberText.plural(unknown.count, "example")) cannot be unlearned; nothing was",
        details: ["never learned under this id: \(unknown.quotedList)"])
    }
    noteGone(ids.count - open.count)
    return open
  }

  private func noteGone(_ count: Int) {
    guard count > 0 else { return }
    Terminal.complain(
      "note: \(NumberText.plural(count, "example")) had been unlearned before")
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
      "\(model): \(NumberText.plural(count, "example")) cannot be unlearned; nothing was",
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
  /// The ids, one a line, without blanks around them; blank lines are passed over.
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
          // As ids in tables are.
          let end = line.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? line.startIndex
          return String(decoding: line[..<end].drop { $0 <= 0x20 }, as: UTF8.self)
        }
        .filter { !$0.isEmpty }
    } catch { throw CommandError(error) }
  }
}
