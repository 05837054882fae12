import Fledgling

extension LearnReport {
  /// The report for people.
  var text: String {
    var lines = [Style.bold(headline), ""]
    if examples > 0 {
      lines += isClassifier ? classSummary : numberSummary
      lines += isClassifier ? classCurve : numberCurve
      if isClassifier { lines += reliability + confusion }
      lines += expertLines + driftLines
    }
    lines += [cost]
    if let saved { lines.append("Saved in \(saved).") }
    lines += rowLines
    return lines.joined(separator: "\n")
  }

  private var headline: String {
    let schema = learner.schema
    let fields = NumberText.plural(schema.fields.count, "field")
    let learned = NumberText.plural(examples, "example")
    var text = "Learned to predict \"\(schema.target.onOneLine)\" from \(fields): \(learned)"
    if isClassifier { text += ", \(NumberText.plural(learner.classes.count, "class", "classes"))" }
    if before > 0 { text += " after \(NumberText.count(before)) in earlier runs" }
    return text + (isInterrupted ? "; interrupted" : "")
  }

  // MARK: Classes

  private var classSummary: [String] {
    let totals = classScore.totals
    var table = TextTable([("", .left), ("accuracy", .right), ("log loss", .right), ("", .left)])
    table.add([
      "fledgling", NumberText.percent(totals.accuracy), NumberText.fixed(totals.logLoss, 3),
      "Brier \(NumberText.fixed(totals.brier, 3)), calibration error "
        + NumberText.percent(classScore.calibration.expectedError),
    ])
    table.add(["majority", NumberText.percent(classScore.majorityAccuracy), "", ""])
    table.add(["NoChange", NumberText.percent(classScore.noChangeAccuracy), "", ""])
    return table.lines + setLines + [""]
  }

  /// How often the conformal sets contained the class, and their mean size.
  private var setLines: [String] {
    guard let coverage = classScore.setCoverage, let size = classScore.meanSetSize else {
      return []
    }
    return [
      "  "
        + Style.faint(
          "prediction sets for 90 %: contain the class in "
            + "\(NumberText.percent(coverage)), \(NumberText.fixed(size, 2)) classes on average")
    ]
  }

  private var classCurve: [String] {
    let curve = classScore.curve
    var drawing = CurveDrawing(name: NumberText.percent(_:_:), unit: 0.05)
    drawing.add(curve, last: classScore.totals) { $0.accuracy }
    drawing.baselines = [
      ("majority", classScore.majorityAccuracy), ("NoChange", classScore.noChangeAccuracy),
    ]
    var table = TextTable([
      ("examples", .right), ("accuracy", .right), ("log loss", .right),
      ("since previous line", .right),
    ])
    addPoints(curve, classScore.totals, to: &table) { totals, latest in
      [
        NumberText.percent(totals.accuracy), NumberText.fixed(totals.logLoss, 3),
        NumberText.percent(latest.accuracy),
      ]
    }
    return Style.section("Learning curve", "accuracy in the latest third of the examples")
      + drawing.lines + [""] + table.lines + [""]
  }

  private var reliability: [String] {
    let calibration = classScore.calibration
    var table = TextTable([
      ("confidence", .left), ("mean confidence", .right), ("accuracy", .right),
      ("answers", .right),
    ])
    for group in [0..<6, 6..<9, 9..<12, 12..<14, 14..<15] {
      let sum = calibration.merged(group)
      guard sum.answers > 0 else { continue }
      let edges = [group.lowerBound, group.upperBound].map { edge in
        NumberText.fixed(Double(edge * 100) / Double(CalibrationTable.binCount), 0)
      }
      table.add([
        edges.joined(separator: "–") + " %", NumberText.percent(sum.confidence),
        NumberText.percent(sum.accuracy), NumberText.count(sum.answers),
      ])
    }
    return Style.section("Calibration") + table.lines + [""]
  }

  private var confusion: [String] {
    let worst = classScore.confusion.worst(5)
    guard !worst.isEmpty else { return [] }
    var table = TextTable([
      ("class", .left), ("examples", .right), ("recall", .right), ("most confused with", .left),
    ])
    for result in worst {
      let rival = result.rival.map { "\($0.onOneLine) (\(NumberText.count(result.rivalCount)))" }
      table.add([
        result.label, NumberText.count(result.examples), NumberText.percent(result.recall),
        rival ?? "",
      ])
    }
    return Style.section(
      "Errors by class", classScore.confusion.labels.count > 5 ? "worst classes" : nil)
      + table.lines + [""]
  }

  // MARK: Numbers

  private var numberSummary: [String] {
    let totals = numberScore.totals
    var table = TextTable([
      ("", .left), ("mean error", .right), ("root mean square", .right), ("", .left),
    ])
    table.add([
      "fledgling", NumberText.short(totals.meanAbsoluteError),
      NumberText.short(totals.rootMeanSquaredError),
      "R² \(NumberText.fixed(numberScore.rSquared, 3)), "
        + "\(NumberText.percent(numberScore.intervalCoverage)) in the interval",
    ])
    table.add(["mean", NumberText.short(numberScore.meanBaselineError), "", ""])
    table.add(["NoChange", NumberText.short(numberScore.noChangeError), "", ""])
    return table.lines + [""]
  }

  private var numberCurve: [String] {
    let curve = numberScore.curve
    var drawing = CurveDrawing(name: { value, _ in NumberText.short(value) }, unit: nil)
    drawing.add(curve, last: numberScore.totals) { $0.meanAbsoluteError }
    drawing.baselines = [
      ("mean", numberScore.meanBaselineError), ("NoChange", numberScore.noChangeError),
    ]
    var table = TextTable([
      ("examples", .right), ("mean error", .right), ("root mean square", .right),
      ("since previous line", .right),
    ])
    addPoints(curve, numberScore.totals, to: &table) { totals, latest in
      [
        NumberText.short(totals.meanAbsoluteError), NumberText.short(totals.rootMeanSquaredError),
        NumberText.short(latest.meanAbsoluteError),
      ]
    }
    return Style.section("Learning curve", "mean error in the latest third of the examples")
      + drawing.lines + [""] + table.lines + [""]
  }

  // MARK: Both

  private func addPoints<Sums: Metrics>(
    _ curve: LearningCurve<Sums>, _ last: Sums, to table: inout TextTable,
    _ cells: (Sums, Sums) -> [String]
  ) {
    var points = curve.marks.filter { LearnReport.isMilestone($0.examples) }
    if points.last?.examples != last.examples { points.append(last) }
    var before: Sums?
    for totals in points {
      let latest = before.map { totals - $0 } ?? totals
      table.add([NumberText.count(totals.examples)] + cells(totals, latest))
      before = totals
    }
  }

  private var expertLines: [String] {
    guard !learner.experts.isEmpty else { return [] }
    return Style.section("Experts") + ExpertTable(learner: learner).lines + [
      ""
    ]
  }

  private var driftLines: [String] {
    let events = learner.driftEvents
    guard !events.isEmpty else { return [] }
    var lines = events.prefix(8).map { event in
      "  detected at example \(NumberText.count(event.example)): the loss rose from "
        + "\(NumberText.short(event.before)) to \(NumberText.short(event.after))"
    }
    if events.count > 8 { lines.append("  and \(events.count - 8) more") }
    return Style.section("Drift") + lines + [""]
  }

  private var rowLines: [String] {
    var lines: [String] = []
    if unlabelled > 0 {
      lines.append(
        "\(NumberText.plural(unlabelled, "row")) without \"\(learner.schema.target.onOneLine)\": "
          + "not learned.")
    }
    if corrected > 0 {
      lines.append("\(NumberText.plural(corrected, "row")) corrected an earlier outcome.")
    }
    if settled > 0 {
      lines.append(
        "\(NumberText.plural(settled, "outcome")) of earlier rows "
          + "\(settled == 1 ? "was" : "were") added.")
    }
    if unknown > 0 {
      lines.append(
        "\(NumberText.plural(unknown, "outcome")) had an id that is not in the ledger and "
          + "\(unknown == 1 ? "was" : "were") ignored.")
    }
    if known > 0 {
      lines.append(
        "\(NumberText.plural(known, "row")) had been learned before, by their ids, and were "
          + "ignored.")
    }
    return lines + skipped.lines("skipped")
  }

  private var cost: String {
    "\(NumberText.fixed(seconds, 2)) s, \(NumberText.count(Int(examplesPerSecond))) examples/s, "
      + "\(NumberText.fixed(cpuSeconds, 2)) s of CPU, \(NumberText.bytes(peakMemoryBytes)) of memory."
  }
}
