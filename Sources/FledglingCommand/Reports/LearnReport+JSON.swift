import Fledgling

extension LearnReport {
  /// The report for programs.
  var json: JSON {
    var members: [(String, JSON)] = [
      ("kind", .string(learner.schema.task.rawValue)), ("examples", .integer(examples)),
      ("examplesBefore", .integer(before)),
    ]
    members += isClassifier ? classMembers : numberMembers
    members += [
      ("seconds", .number(seconds)), ("cpuSeconds", .number(cpuSeconds)),
      ("examplesPerSecond", .number(examplesPerSecond)),
      ("peakMemoryBytes", .integer(peakMemoryBytes)),
      ("skipped", .integer(skipped.count)),
      ("skippedFirst", .array(skipped.first.map(JSON.string))),
      ("unlabelled", .integer(unlabelled)), ("corrected", .integer(corrected)),
      ("known", .integer(known)), ("lateOutcomes", .integer(settled)),
      ("unknownIDs", .integer(unknown)),
      ("interrupted", .bool(isInterrupted)),
      ("columns", reading.json), ("remarks", .array(remarks.map(JSON.string))),
      ("experts", .array(learner.experts.map(\.json))),
      ("driftEvents", .array(learner.driftEvents.map(\.json))),
    ]
    return .object(members)
  }

  private var classMembers: [(String, JSON)] {
    let baselines: JSON = .object([
      ("majority", .number(classScore.majorityAccuracy)),
      ("noChange", .number(classScore.noChangeAccuracy)),
    ])
    return [
      ("classes", .array(learner.classes.map(JSON.string))),
      ("accuracy", .number(classScore.totals.accuracy)),
      ("logLoss", .number(classScore.totals.logLoss)),
      ("brier", .number(classScore.totals.brier)),
      ("ece", .number(classScore.calibration.expectedError)),
      ("setCoverage", .number(classScore.setCoverage)),
      ("meanSetSize", .number(classScore.meanSetSize)), ("baselines", baselines),
      (
        "curve",
        .array(
          points(classScore.curve, classScore.totals).map { totals in
            .object([
              ("examples", .integer(totals.examples)), ("accuracy", .number(totals.accuracy)),
              ("logLoss", .number(totals.logLoss)),
            ])
          })
      ),
    ]
  }

  private var numberMembers: [(String, JSON)] {
    let baselines: JSON = .object([
      ("mean", .number(numberScore.meanBaselineError)),
      ("noChange", .number(numberScore.noChangeError)),
    ])
    return [
      ("mae", .number(numberScore.totals.meanAbsoluteError)),
      ("rmse", .number(numberScore.totals.rootMeanSquaredError)),
      ("r2", .number(numberScore.rSquared)),
      ("intervalCoverage", .number(numberScore.intervalCoverage)), ("baselines", baselines),
      (
        "curve",
        .array(
          points(numberScore.curve, numberScore.totals).map { totals in
            .object([
              ("examples", .integer(totals.examples)), ("mae", .number(totals.meanAbsoluteError)),
              ("rmse", .number(totals.rootMeanSquaredError)),
            ])
          })
      ),
    ]
  }

  private func points<Sums: Metrics>(_ curve: LearningCurve<Sums>, _ last: Sums) -> [Sums] {
    let points = curve.marks.filter { totals in
      LearnReport.isMilestone(totals.examples) || [50, 200].contains(totals.examples)
    }
    let isComplete = last.examples == 0 || points.last?.examples == last.examples
    return isComplete ? points : points + [last]
  }
}

extension ExpertScore {
  var json: JSON {
    var members: [(String, JSON)] = [("name", .string(name))]
    if let accuracy { members.append(("accuracy", .number(accuracy))) }
    if let logLoss { members.append(("logLoss", .number(logLoss))) }
    if let rootMeanSquaredError { members.append(("rmse", .number(rootMeanSquaredError))) }
    members.append(("weight", .number(weight)))
    return .object(members)
  }
}

extension DriftEvent {
  var json: JSON {
    .object([
      ("example", .integer(example)), ("before", .number(before)), ("after", .number(after)),
    ])
  }
}
