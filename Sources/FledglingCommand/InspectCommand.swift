import ArgumentParser
import Fledgling

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Tell what a model knows.",
    discussion: """
      EXAMPLES:
        fledgling inspect parcels.model
        fledgling inspect parcels.model --json
      """)

  @Argument(help: ArgumentHelp(Model.help))
  var model: String

  @Flag(help: "One JSON object instead of words.")
  var json = false

  func run() throws {
    let opened = try Model.open(model)
    let inspection = Inspection(path: model, bytes: opened.bytes, learner: opened.learner)
    try Output.print(json ? inspection.json.text : inspection.text)
  }
}
