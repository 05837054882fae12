import ArgumentParser
import Fledgling

extension LearningTask: ExpressibleByArgument {}

/// How a new learner is made.
struct LearningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "classify or regress; by default the first values of the outcome decide.", valueName: "kind"))
  var kind: LearningTask?

  @Option(help: ArgumentHelp("Random seed (default: 1).", valueName: "number"))
  var seed: UInt64?
}
