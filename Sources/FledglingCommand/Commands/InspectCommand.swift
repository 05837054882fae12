import ArgumentParser
import Fledgling

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a model or a monitor has learned.",
    discussion: """
      Shows the target, the fields and how relevant they are, the experts, drift, and the hash of \
      the state; for a monitor, its open episodes.

      EXAMPLES:
        fledgling inspect parcels.model
        fledgling inspect parcels.model --json
        fledgling inspect cases.watch
      """)

  @Argument(help: ArgumentHelp(Model.helpWithWatchers))
  var model: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    if MonitorFile(path: model).isThere {
      let (monitor, bytes) = try MonitorFile(path: model).load()
      let inspection = MonitorInspection(path: model, bytes: bytes, monitor: monitor)
      return try Output.print(output.json ? inspection.json.text : inspection.text)
    }
    let opened = try Model.open(model, output.notes)
    let inspection = Inspection(path: model, bytes: opened.bytes, learner: opened.learner)
    try Output.print(output.json ? inspection.json.text : inspection.text)
  }
}
