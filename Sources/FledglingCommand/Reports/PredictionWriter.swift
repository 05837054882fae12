import Fledgling

/// Puts predictions into lines.
struct PredictionWriter {
  let format: PredictionFormat
  let learner: Learner
  let showsAll: Bool

  private let kept: [String]
  private let namesFiles: Bool
  private let isClassifier: Bool
  private let classes: [String]

  /// - Parameters:
  ///   - format: how lines are written.
  ///   - learner: the model.
  ///   - showsAll: whether the probability of every class is written.
  ///   - namesFiles: whether each row is a file of its own.
  ///   - kept: the names of the columns that are copied from the rows.
  init(
    format: PredictionFormat, learner: Learner, showsAll: Bool, namesFiles: Bool = false,
    kept: [String] = []
  ) {
    self.namesFiles = namesFiles
    self.format = format
    self.learner = learner
    self.showsAll = showsAll
    isClassifier = learner.schema.task == .classification
    classes = learner.classes
    // A column that is called as one of the prediction's has an underscore.
    var used: Set<String> = [
      "file", "row", "prediction", "probability", "lower", "upper", "abstain", "support",
      "novelty", "set", "probabilities",
    ]
    self.kept = kept.map { name in
      var name = name
      while !used.insert(name).inserted { name += "_" }
      return name
    }
  }

  /// The line above the first, if the format has one.
  var header: String? {
    guard format == .csv else { return nil }
    let first = (namesFiles ? ["file"] : []) + ["row", "prediction"]
    let last = ["abstain", "support", "novelty"]
    guard isClassifier else { return CSVText.line(first + ["lower", "upper"] + last + kept) }
    let all = showsAll ? classes.map { "p:" + $0 } : []
    return CSVText.line(first + ["probability"] + last + ["set"] + all + kept)
  }

  /// The line of a row; `known` is how familiar the row is, if that was measured.
  func line(
    _ row: PredictedRow, abstains: Bool, _ known: (support: Double, novelty: Double)?
  ) -> String {
    format == .csv ? csv(row, abstains, known) : json(row, abstains, known)
  }

  private func csv(
    _ row: PredictedRow, _ abstains: Bool, _ known: (support: Double, novelty: Double)?
  ) -> String {
    var cells = (row.file.map { [$0] } ?? []) + ["\(row.number)"]
    let familiarity = [
      "\(abstains)", known.map { CSVText.rounded($0.support) } ?? "",
      known.map { NumberText.fixed($0.novelty, 3) } ?? "",
    ]
    switch row.prediction {
    case .unknown:
      cells += ["", ""] + (isClassifier ? [] : [""]) + familiarity
      if isClassifier { cells += [""] + (showsAll ? classes.map { _ in "" } : []) }
    case .label(let answer):
      cells += [answer.label, "\(answer.probability)"] + familiarity
      cells.append(JSON.array(answer.set.map(JSON.string)).text)
      if showsAll { cells += answer.probabilities.map { "\($0)" } }
    case .number(let answer):
      cells += ["\(answer.value)", "\(answer.lower)", "\(answer.upper)"] + familiarity
    }
    return CSVText.line(cells + row.kept)
  }

  private func json(
    _ row: PredictedRow, _ abstains: Bool, _ known: (support: Double, novelty: Double)?
  ) -> String {
    var members: [(String, JSON)] = row.file.map { [("file", .string($0))] } ?? []
    members.append(("row", .integer(row.number)))
    var set: [JSON] = []
    var all: [(String, JSON)] = []
    switch row.prediction {
    case .unknown:
      let names = isClassifier ? ["prediction", "probability"] : ["prediction", "lower", "upper"]
      members += names.map { ($0, .null) }
    case .label(let answer):
      members.append(("prediction", .string(answer.label)))
      members.append(("probability", .probability(answer.probability)))
      set = answer.set.map(JSON.string)
      all = zip(answer.labels, answer.probabilities).map { ($0, .probability($1)) }
    case .number(let answer):
      members.append(("prediction", .number(answer.value)))
      members.append(("lower", .number(answer.lower)))
      members.append(("upper", .number(answer.upper)))
    }
    members += [
      ("abstain", .bool(abstains)),
      ("support", .number(known.flatMap { Double(CSVText.rounded($0.support)) })),
      ("novelty", .number(known.flatMap { Double(NumberText.fixed($0.novelty, 3)) })),
    ]
    if isClassifier { members.append(("set", .array(set))) }
    if showsAll { members.append(("probabilities", .object(all))) }
    members += zip(kept, row.kept).map { ($0, .string($1)) }
    return JSON.object(members).text
  }
}

extension JSON {
  /// A probability without the digits that a wider type would add.
  static func probability(_ value: Float) -> JSON {
    .number(Double("\(value)"))
  }
}
