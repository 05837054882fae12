import ArgumentParser
import Fledgling
import FledglingStore

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge models that learned separately into one.",
    discussion: """
      The merged model is byte-identical to one that learned all the examples itself, in any \
      order of the models. Examples with the same id count once. An example that was unlearned \
      in one model is left out, even if another model holds it. Ledgers merge into a ledger, \
      models into a model, monitors into a monitor.

      EXAMPLES:
        fledgling merge north.model south.model --output both.model
        fledgling merge shop-*.ledger --output all.ledger
        fledgling merge north.watch south.watch --output both.watch
      """)

  @Argument(help: "Saved models, ledgers, or monitors.")
  var models: [String]

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The file for the merged model.", valueName: "path"))
  var output: String

  @OptionGroup var printing: OutputOptions

  func run() throws {
    SignalHandler.install()
    if let missing = models.first(where: { System.kind(of: $0) == .missing }) {
      throw CommandError("\(missing): there is no such model; check the path")
    }
    let ledgers = models.filter(Model.isLedger)
    guard ledgers.isEmpty || ledgers.count == models.count else {
      throw CommandError(
        "ledgers and models cannot be merged with each other",
        details: ["\(ledgers.quotedList): ledger\(ledgers.count == 1 ? "" : "s")"])
    }
    let monitors = models.filter { MonitorFile(path: $0).isThere }
    guard monitors.isEmpty || monitors.count == models.count else {
      throw CommandError(
        "monitors can be merged only with monitors",
        details: ["\(monitors.quotedList): monitor\(monitors.count == 1 ? "" : "s")"])
    }
    if !monitors.isEmpty {
      return try MonitorMerge(paths: models, output: output).run(printing.json)
    }
    let merged = try ledgers.isEmpty ? mergeModels() : mergeLedgers()
    for note in merged.notes { printing.notes.show(note) }
    merged.learner.complainOfNoOrder(printing.notes)
    try Output.print(printing.json ? merged.json.text : merged.text(output))
  }

  private func mergeLedgers() throws -> MergeResult {
    try LedgerMerge(models, output: output, notes: printing.notes).run()
  }

  private func mergeModels() throws -> MergeResult {
    let file = ModelFile(path: output)
    try file.checkWritable(reading: [])
    var merger = Merger()
    var pins: [PinChanges] = []
    for (place, model) in models.enumerated() {
      let learner = try ModelFile(path: model).load().state
      pins.append(PinChanges(learner))
      do {
        try merger.add(learner)
      } catch {
        let rival = try rival(of: learner, among: models[..<place], error)
        throw CommandError("\(model): cannot be merged with \(rival): \(error)")
      }
    }
    guard let learner = merger.finish() else { throw CommandError("no model", status: .usage) }
    guard !SignalHandler.isRequested else { throw ExitStatus.interrupted }
    try file.save(learner, conflict: .keptBeside)
    return MergeResult(
      models: models.count, duplicates: merger.duplicates, leftOut: merger.leftOut,
      unnamed: merger.unnamed, pins: pins, learner: learner)
  }

  /// Which model it is that another cannot be merged with, if it is one alone.
  private func rival(
    of learner: Learner, among models: ArraySlice<String>, _ error: MergeError
  ) throws -> String {
    for model in models {
      var merger = Merger()
      do {
        try merger.add(try ModelFile(path: model).load().state)
        try merger.add(learner)
      } catch let other as MergeError where other == error {
        return model
      } catch is MergeError {}
    }
    return "the models before it"
  }
}

/// The result of a merge.
struct MergeResult {
  let models: Int
  let duplicates: Int
  let leftOut: Int
  /// Examples without an id.
  let unnamed: Int
  /// The pinned cases of the models.
  let pins: [PinChanges]
  let learner: Learner

  var json: JSON {
    .object([
      ("models", .integer(models)), ("examples", .integer(learner.count)),
      ("duplicates", .integer(duplicates)), ("leftOut", .integer(leftOut)),
      ("complete", .bool(learner.isComplete)), ("encoderHash", .string(learner.encoderHash)),
      ("stateHash", .string(learner.stateHash)),
    ])
  }

  /// Notes about the result.
  var notes: [String] {
    let changes = Set(pins.flatMap { $0.lines(learner) }).sorted()
    guard unnamed > 0, models > 1 else { return changes }
    return changes + [
      "\(NumberText.plural(unnamed, "example")) had no id, so any that came twice were counted "
        + "twice; learn with --id to recognise duplicates"
    ]
  }

  func text(_ output: String) -> String {
    var lines = [
      "\(output.onOneLine): \(NumberText.plural(learner.count, "example")) of "
        + NumberText.plural(models, "model")
    ]
    if duplicates > 0 {
      lines.append("\(NumberText.plural(duplicates, "example")) came twice and counted once")
    }
    if leftOut > 0 {
      lines.append("\(NumberText.plural(leftOut, "example")) had been unlearned and stayed out")
    }
    return (lines + ["State \(learner.stateHash)"]).joined(separator: "\n")
  }
}

/// Merges ledgers, entry by entry.
struct LedgerMerge {
  private let paths: [String]
  private let output: String
  private let notes: Notes

  init(_ paths: [String], output: String, notes: Notes) {
    self.notes = notes
    self.paths = paths
    self.output = output
  }

  func run() throws -> MergeResult {
    do {
      if System.kind(of: output) == .directory {
        throw CommandError("\(output): is a directory; name a new file")
      }
      guard System.kind(of: output) == .missing else {
        throw CommandError("\(output): already exists; name another file, or remove it")
      }
      let pins = try paths.compactMap(pinned)
      let merged = try Ledger.merge(paths, to: output) { !SignalHandler.isRequested }
      let durable = try Model.openLedger(output, notes)
      try durable.saveSnapshot()
      return MergeResult(
        models: paths.count, duplicates: merged.duplicates, leftOut: merged.leftOut,
        unnamed: merged.unnamed, pins: pins, learner: durable.learner)
    } catch let error as LedgerError {
      guard case .conflict(let id) = error else { throw CommandError(describing: error) }
      throw CommandError("\(error)", details: ["it is in \(holders(of: id).quotedList)"])
    }
  }

  /// The pins of a ledger; its learner is opened only if there are any.
  private func pinned(_ path: String) throws(LedgerError) -> PinChanges? {
    guard try !Ledger.open(path).pins().isEmpty else { return nil }
    return PinChanges(try Model.openLedger(path, notes).learner)
  }

  /// The ledgers that have an entry of an id.
  private func holders(of id: String) -> [String] {
    paths.filter { path in (try? Ledger.open(path).entry(id: id)) != nil }
  }
}
