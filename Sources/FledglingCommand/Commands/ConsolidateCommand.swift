import ArgumentParser
import Fledgling

struct ConsolidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consolidate",
    abstract: "Rebuild a model from its examples, independent of the order of learning.",
    discussion: """
      Sorts the examples by --time and --id as given to learn; examples with neither get no \
      history features. The encoder, sums, windows and trees are fitted again. Two models that \
      learned the same examples are byte-identical afterwards. A monitor is rebuilt from its \
      episodes. If interrupted, the command leaves the model unchanged.

      EXAMPLES:
        fledgling consolidate parcels.model
        fledgling consolidate cases.watch --json
      """)

  @Argument(help: ArgumentHelp(Model.help))
  var model: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    SignalHandler.install()
    if MonitorFile(path: model).isThere {
      return try MonitorConsolidation(path: model).run(output.json)
    }
    let start = System.seconds
    var opened = try Model.open(model, output.notes)
    let before = opened.learner.stateHash
    let pins = PinChanges(opened.learner)
    try opened.consolidate(output.notes)
    if SignalHandler.isRequested { throw ExitStatus.interrupted }
    let learner = opened.learner
    for line in pins.lines(learner) { output.notes.show(line) }
    learner.complainOfNoOrder(output.notes)
    let seconds = System.seconds - start
    guard !output.json else {
      return try Output.print(
        JSON.object([
          ("examples", .integer(learner.count)), ("complete", .bool(learner.isComplete)),
          ("stateBefore", .string(before)), ("stateHash", .string(learner.stateHash)),
          ("seconds", .number(seconds)),
        ]).text)
    }
    try Output.print(
      """
      \(model.onOneLine): rebuilt from \(NumberText.plural(learner.count, "example")) in \
      \(NumberText.fixed(seconds, 2)) s
      State \(learner.stateHash)
      """)
  }
}
