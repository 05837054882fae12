import ArgumentParser
import Fledgling

struct ConsolidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consolidate",
    abstract: "Rebuild a model from all it learned, so that the order of learning leaves no trace.",
    discussion: """
      Experiences are put in the order of --time and --id, as they were given to learn; what \
      has neither is seen without a past. The view of the fields is fitted anew, sums, windows \
      and trees follow. Two models that learned the same are the same afterwards, byte for \
      byte. A saved monitor is rebuilt from its episodes. Interrupted, it leaves the model as it \
      was.

      EXAMPLES:
        fledgling consolidate parcels.model
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
