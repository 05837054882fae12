import Fledgling

/// The results of a run of watching.
struct WatchReport {
  let monitor: EpisodeMonitor
  let score: EpisodeScore
  /// Episodes and steps in the tables.
  let episodes: Int
  let steps: Int
  /// How many episodes were learned now, and in earlier runs.
  let learned: Int
  let before: Int
  /// Episodes that ended without an outcome.
  let unknown: Int
  /// Episodes that were learned and not judged.
  let unjudged: Int
  let alarms: Int
  let loops: Int
  /// Episodes that go on.
  let open: Int
  /// Steps that had come before.
  let known: Int
  /// Episodes that came under the name of an ended one.
  let renamed: Int
  let skipped: SkippedRows
  let isInterrupted: Bool
  let seconds: Double
  let peakMemoryBytes: Int
  /// Where the monitor was saved.
  var saved: String?
  /// The episodes that were asked for.
  var stories: [StoryReport] = []

  var stepsPerSecond: Double { seconds > 0 ? Double(steps) / seconds : 0 }
  var isClassifier: Bool { monitor.schema.task == .classification }
}

extension MonitorGoal.Target {
  /// What is predicted, in words.
  var words: String {
    switch self {
    case .outcome: "how episodes end"
    case .remainingSteps: "the remaining steps"
    case .remainingTime: "the remaining time"
    }
  }
}

/// An episode that was asked for.
struct StoryReport {
  let name: String
  let story: Result<EpisodeExplanation, MonitorError>
}
