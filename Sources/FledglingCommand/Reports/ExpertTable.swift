import Fledgling

/// The weight of each expert in predictions, and its score.
struct ExpertTable {
  let learner: Learner

  /// The table's lines.
  var lines: [String] {
    let isClassifier = learner.schema.task == .classification
    var header: [(String, TextTable.Side)] = [
      ("expert", .left), ("weight", .left),
    ]
    if isClassifier {
      header += [("accuracy", .right), ("log loss", .right)]
    } else {
      header += [("root mean square", .right)]
    }
    var table = TextTable(header)
    for expert in learner.experts {
      let share = NumberText.percent(expert.weight, 0)
      let pad = String(repeating: " ", count: max(0, 5 - share.count))
      let cells = [expert.name, "\(pad)\(share) \(Blocks.bar(expert.weight, width: 14))"]
      let scores =
        isClassifier
        ? [NumberText.percent(expert.accuracy), NumberText.fixed(expert.logLoss, 3)]
        : [NumberText.short(expert.rootMeanSquaredError)]
      table.add(cells + scores)
    }
    return table.lines
  }
}
