import Fledgling

extension WatchReport {
  /// The report for programs.
  var json: JSON {
    var members: [(String, JSON)] = [
      ("episodes", .integer(episodes)), ("steps", .integer(steps)),
      ("judged", .integer(score.episodes)),
      (
        "points",
        .array(
          zip(EpisodeScore.fractions, score.points).map { fraction, totals in
            .object([("fraction", .number(fraction))] + quality(totals))
          })
      ),
      ("overall", .object(quality(score.overall))),
      (
        "prefixes",
        .array(
          score.prefixes.enumerated().map { place, totals in
            .object([("steps", .integer(place + 1))] + quality(totals))
          })
      ),
      ("alarms", alarmMembers), ("loops", .object([("found", .integer(loops))])),
      ("stepsPerSecond", .number(stepsPerSecond)), ("learned", .integer(learned)),
      ("open", .integer(open)), ("skipped", .integer(skipped.count)),
      ("skippedFirst", .array(skipped.first.map(JSON.string))), ("seconds", .number(seconds)),
      ("peakMemoryBytes", .integer(peakMemoryBytes)), ("interrupted", .bool(isInterrupted)),
    ]
    members += [("known", .integer(known)), ("renamed", .integer(renamed))]
    if !stories.isEmpty { members.append(("stories", .array(stories.map(\.json)))) }
    return .object(members)
  }

  private func quality(_ totals: EpisodeMetrics) -> [(String, JSON)] {
    [
      ("brier", .number(totals.classes.brier)), ("logLoss", .number(totals.classes.logLoss)),
      ("accuracy", .number(totals.classes.accuracy)), ("auc", .number(score.area(of: totals))),
      ("mae", .number(totals.numbers.meanAbsoluteError)),
      ("rmse", .number(totals.numbers.rootMeanSquaredError)),
      ("covered", .number(totals.coverage)), ("n", .integer(totals.count)),
    ]
  }

  private var alarmMembers: JSON {
    let alarms = score.alarms
    let hasBad = monitor.goal.bad != nil
    return .object([
      ("rateAsked", hasBad ? .number(monitor.goal.falseAlarmRate) : .null),
      ("falseAlarmRate", .number(alarms.falseAlarmRate)), ("caught", .number(alarms.caught)),
      ("medianLead", .number(alarms.medianLead)),
      ("good", hasBad ? .integer(alarms.good) : .null),
      ("bad", hasBad ? .integer(alarms.bad) : .null),
    ])
  }
}

extension StoryReport {
  var json: JSON {
    switch story {
    case .failure: .object([("episode", .string(name)), ("values", .null)])
    case .success(let story):
      .object([
        ("episode", .string(name)), ("orders", .array(story.orders.map { .number($0) })),
        ("values", .array(story.values.map { .number($0) })),
        ("moments", .array(story.moments.map(\.json))),
      ])
    }
  }
}

extension TurningPoint {
  fileprivate var json: JSON {
    .object([
      ("step", .integer(step)), ("order", .number(order)), ("before", .number(before)),
      ("after", .number(after)),
      (
        "causes",
        .array(
          causes.map { .object([("field", .string($0.field)), ("change", .number($0.change))]) })
      ),
    ])
  }
}
