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

  @Argument(help: "A file that \"fledgling learn --save\" has written.")
  var model: String

  @Flag(help: "One JSON object instead of words.")
  var json = false

  func run() throws {
    let (learner, bytes) = try ModelFile(path: model).load()
    let inspection = Inspection(path: model, bytes: bytes, learner: learner)
    try Output.print(json ? inspection.json.text : inspection.text)
  }
}
