import ArgumentParser
import Fledgling
import FledglingStore
import FledglingTables

struct PinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Pin the outcome of a case.",
    discussion: """
      From now on, the model predicts this outcome for the case. Predictions of similar cases \
      move towards it, more for nearer cases, unless examples contradict it; other predictions \
      stay the same. Consolidation and merging report pinned cases whose prediction without the \
      pin changes. A name belongs to one case; --replace gives it to another.

      EXAMPLES:
        fledgling pin parcels.model distance=900,carrier=Heron --outcome late --name heron-900
        fledgling pin parcels.model today.csv:17 --outcome late
        fledgling pin parcels.model --list
        fledgling pin parcels.model --remove heron-900
      """)

  @Argument(help: ArgumentHelp(Model.help))
  var model: String

  @Argument(help: ArgumentHelp(RowArgument.help))
  var row: String?

  @OptionGroup var input: RowInputOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The correct outcome.", valueName: "value"))
  var outcome: String?

  @Option(help: ArgumentHelp("The name of the case.", valueName: "name"))
  var name: String?

  @Flag(help: "Replace the pinned case of this name.")
  var replace = false

  @Flag(help: "Accept a class that the model has never seen.")
  var newClass = false

  @Option(help: ArgumentHelp("Remove the pin of this name.", valueName: "name"))
  var remove: String?

  @Flag(help: "List all pinned cases.")
  var list = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard [row != nil, remove != nil, list].count(where: { $0 }) == 1 else {
      throw ValidationError("Name a row to pin, or use --list or --remove")
    }
    if row != nil, outcome == nil { throw ValidationError("Missing expected argument '--outcome'") }
  }

  func run() throws {
    let opened = try Model.open(model, output.notes)
    if let remove { return try unpin(remove, opened) }
    if list { return try show(opened.learner) }
    try pin(opened)
    output.notes.say("\(model.onOneLine): pinned")
  }

  private func pin(_ opened: Model) throws {
    guard let row, let outcome else { return }
    let schema = opened.learner.schema
    let argument = RowArgument(text: row, input: input)
    let (values, _) = try argument.read(schema)
    let settled = try parsed(outcome, opened.learner)
    let name = name ?? ""
    do {
      switch opened {
      case .snapshot(let file, var learner, _):
        try learner.pin(values, outcome: settled, id: name, isReplacing: replace)
        try file.save(learner)
      case .ledger(let durable):
        try durable.pin(
          LedgerEntry(
            try argument.fields(schema), outcome: settled, id: name.isEmpty ? nil : name),
          isReplacing: replace)
        try durable.saveSnapshot()
      }
    } catch let error as LearnerError {
      throw refusal(error)
    } catch let error as LedgerError {
      if case .learner(let error) = error { throw refusal(error) }
      throw CommandError(describing: error)
    }
  }

  private func refusal(_ error: LearnerError) -> CommandError {
    guard case .pinNameTaken(let id) = error else { return CommandError("\(model): \(error)") }
    return CommandError(
      "\(model): another case is pinned as \"\(id)\"",
      details: ["use another --name, or replace that case with --replace"])
  }

  private func parsed(_ outcome: String, _ learner: Learner) throws -> Outcome {
    guard learner.schema.task == .regression else {
      return .label(try known(outcome, learner.classes))
    }
    guard let number = Double(outcome), number.isFinite else {
      throw CommandError(
        "\"\(outcome.onOneLine)\" is not a number; the model predicts numbers", status: .usage)
    }
    return .number(number)
  }

  /// The class of this name: one that the model knows, unless --new-class allows a new one.
  private func known(_ text: String, _ classes: [String]) throws -> String {
    let label = CanonicalText.label(text)
    guard !label.isEmpty else { throw CommandError("the outcome is empty", status: .usage) }
    if let known = classes.first(where: { $0 == text || $0 == label }) { return known }
    if newClass { return label }
    let closest = ClosestNames.find(label, in: classes).map { "\"\($0)\"" }
    throw CommandError(
      "the model has no class \"\(label)\"",
      details: (closest.isEmpty ? [] : ["did you mean \(closest.joined(separator: ", "))?"])
        + ["--new-class pins a class that the model has never seen"],
      status: .usage)
  }

  private func unpin(_ name: String, _ opened: Model) throws {
    let wasThere: Bool
    do {
      switch opened {
      case .snapshot(let file, var learner, _):
        wasThere = learner.unpin(id: name)
        if wasThere { try file.save(learner) }
      case .ledger(let durable):
        wasThere = try durable.unpin(id: name)
        try durable.saveSnapshot()
      }
    } catch let error as LedgerError {
      throw CommandError(describing: error)
    }
    guard wasThere else {
      throw CommandError("\(model): there is no pinned case \"\(name.onOneLine)\"")
    }
  }

  private func show(_ learner: Learner) throws {
    guard !output.json else {
      return try Output.print(
        JSON.array(
          learner.pinnedCases.map { pin in
            .object([
              ("name", .string(pin.id)), ("outcome", .string(pin.outcome.text)),
              ("unaided", pin.unaided.json),
            ])
          }
        ).text)
    }
    var table = TextTable([("case", .left), ("pinned", .left), ("prediction without pin", .left)])
    for pin in learner.pinnedCases {
      table.add([pin.id, pin.outcome.text, pin.unaided.words])
    }
    try Output.print(table.lines.joined(separator: "\n"))
  }
}
