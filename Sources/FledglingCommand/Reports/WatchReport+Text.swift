import Fledgling

extension WatchReport {
  /// The report for people.
  var text: String {
    var lines = [Style.bold(headline), ""]
    if score.episodes > 0 {
      lines += pointLines
      if !isClassifier { lines += prefixLines }
      lines += alarmLines
    }
    for story in stories { lines += story.lines(monitor) + [""] }
    lines += restLines + [cost]
    if let saved { lines.append("Saved in \(saved.onOneLine).") }
    return lines.joined(separator: "\n")
  }

  private var headline: String {
    let fields = NumberText.plural(monitor.schema.fields.count, "field")
    var text = "Watched \(NumberText.plural(episodes, "episode")) of "
    text += "\(NumberText.plural(steps, "step")) to predict \(monitor.goalWords) from \(fields)"
    text += "; learned \(NumberText.count(learned)), judged \(NumberText.count(score.episodes))"
    if before > 0 { text += ", after \(NumberText.count(before)) in earlier runs" }
    return text + (isInterrupted ? "; interrupted" : "")
  }

  // MARK: Quality

  private var pointLines: [String] {
    var table = TextTable([("share seen", .left)] + columns)
    for (fraction, totals) in zip(EpisodeScore.fractions, score.points) {
      table.add([NumberText.percent(fraction, 0)] + cells(totals))
    }
    table.add(["all steps but the last"] + cells(score.overall))
    return Style.section("Quality by share of episode seen") + table.lines + [""]
  }

  private var prefixLines: [String] {
    var table = TextTable([("steps seen", .left)] + columns)
    for (place, totals) in score.prefixes.enumerated() where totals.count > 0 {
      let isLast = place + 1 == EpisodeScore.prefixLimit
      table.add(["\(place + 1)\(isLast ? " and more" : "")"] + cells(totals))
    }
    return Style.section("Quality by steps seen", "without the last of each episode") + table.lines
      + [""]
  }

  private var columns: [(String, TextTable.Side)] {
    let quality =
      isClassifier ? ["accuracy", "Brier", "log loss"] : ["mean error", "root mean square"]
    let coverage = isClassifier ? "in the set" : "in the interval"
    return (quality + (hasArea ? ["AUC"] : []) + [coverage, "answers"]).map { ($0, .right) }
  }

  private func cells(_ totals: EpisodeMetrics) -> [String] {
    let quality =
      isClassifier
      ? [
        NumberText.percent(totals.classes.accuracy), NumberText.fixed(totals.classes.brier, 3),
        NumberText.fixed(totals.classes.logLoss, 3),
      ]
      : [
        amount(totals.numbers.meanAbsoluteError),
        amount(totals.numbers.rootMeanSquaredError),
      ]
    let area = hasArea ? [NumberText.fixed(score.area(of: totals), 3)] : []
    return quality + area + [NumberText.percent(totals.coverage), NumberText.count(totals.count)]
  }

  /// An amount; a length of time with its unit.
  private func amount(_ value: Double?) -> String {
    let isTime = monitor.goal.target == .remainingTime && monitor.isTimed
    return isTime ? NumberText.duration(value) : NumberText.short(value)
  }

  private var hasArea: Bool {
    (score.points + [score.overall]).contains { score.area(of: $0) != nil }
  }

  // MARK: Alarms

  private var alarmLines: [String] {
    guard monitor.goal.bad != nil else { return [] }
    let alarms = score.alarms
    var table = TextTable([("", .left), ("episodes", .right), ("alarms", .right), ("", .left)])
    table.add([
      "good ends", NumberText.count(alarms.good), NumberText.percent(alarms.falseAlarmRate),
      "limit \(NumberText.percent(monitor.goal.falseAlarmRate))",
    ])
    table.add([
      "bad ends", NumberText.count(alarms.bad), NumberText.percent(alarms.caught),
      alarms.medianLead.map { "median lead \(NumberText.percent($0, 0)) of the episode" }
        ?? "",
    ])
    return Style.section("Alarms") + table.lines + [""]
  }

  // MARK: The rest

  private var restLines: [String] {
    var lines: [String] = []
    if loops > 0 { lines.append("\(NumberText.plural(loops, "loop")) found.") }
    if alarms > 0, score.episodes == 0 {
      lines.append("\(NumberText.plural(alarms, "alarm")) raised.")
    }
    if unknown > 0 {
      lines.append(
        "\(NumberText.plural(unknown, "episode")) without \"\(monitor.schema.target.onOneLine)\": "
          + "not learned.")
    }
    if unjudged > 0 {
      lines.append(
        "\(NumberText.plural(unjudged, "episode")) learned but not judged: begun in an earlier run, "
          + "or too many at once.")
    }
    if known > 0 {
      lines.append("\(NumberText.plural(known, "step")) had come before; ignored.")
    }
    if renamed > 0 {
      lines.append(
        "\(NumberText.plural(renamed, "episode")) came under the name of an ended one; named with a "
          + "number, as in \"A (2)\".")
    }
    if open > 0 {
      lines.append("\(NumberText.plural(open, "episode")) still open.")
    }
    return lines + skipped.lines("left out")
  }

  private var cost: String {
    "\(NumberText.fixed(seconds, 2)) s, \(NumberText.count(Int(stepsPerSecond))) steps/s, "
      + "\(NumberText.bytes(peakMemoryBytes)) of memory."
  }
}

extension EpisodeMonitor {
  /// The target, in words.
  var goalWords: String {
    switch goal.target {
    case .outcome: "\"\(schema.target.onOneLine)\""
    case .remainingSteps, .remainingTime: goal.target.words
    }
  }

  /// Whether the value by which episodes are followed is a probability.
  var valueIsShare: Bool { schema.task == .classification || goal.bad != nil }
}
