import Fledgling
import FledglingTables

/// The results of a run of learning.
struct LearnReport {
  let learner: Learner
  /// How many examples the learner knew before.
  let before: Int
  let classScore: PrequentialClassScore
  let numberScore: PrequentialNumberScore
  let skipped: SkippedRows
  /// The kinds as which the columns were read.
  let reading: ColumnReading
  /// Notes about columns that could have been read otherwise.
  let remarks: [String]
  /// Rows without a target.
  let unlabelled: Int
  /// Rows that corrected the outcome of an earlier one.
  let corrected: Int
  /// Rows that had been learned before.
  let known: Int
  /// Outcomes that came after their rows had.
  let settled: Int
  /// Outcomes of rows that never came.
  let unknown: Int
  let isInterrupted: Bool
  let seconds: Double
  let cpuSeconds: Double
  let peakMemoryBytes: Int
  /// Where the learner was saved.
  var saved: String?

  var examples: Int { learner.count - before }
  var isClassifier: Bool { learner.schema.task == .classification }
  var examplesPerSecond: Double { seconds > 0 ? Double(examples) / seconds : 0 }

  /// 10, 30, 100, 300, 1,000 …
  static func isMilestone(_ examples: Int) -> Bool {
    var rest = examples
    while rest >= 10, rest.isMultiple(of: 10) { rest /= 10 }
    return examples >= 10 && (rest == 1 || rest == 3)
  }
}
