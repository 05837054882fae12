import Fledgling

/// Puts predictions into lines.
struct PredictionWriter {
  let format: PredictionFormat
  let learner: Learner
  let showsAll: Bool

  private let namesFiles: Bool
  private let isClassifier: Bool
  private let classes: [String]

  /// `namesFiles` tells whether each row is a file of its own.
  init(
    format: PredictionFormat, learner: Learner, showsAll: Bool, namesFiles: Bool = false
  ) {
    self.namesFiles = namesFiles
    self.format = format
    self.learner = learner
    self.showsAll = showsAll
    isClassifier = learner.schema.task == .classify
    classes = learner.classes
  }

  /// The line above the first, if the format has one.
  var header: String? {
    guard format == .csv else { return nil }
    let first = namesFiles ? "file,row" : "row"
    guard isClassifier else { return first + ",prediction,lower,upper" }
    let all = showsAll ? classes.map { PredictionWriter.cell("p:" + $0) } : []
    return ([first, "prediction", "probability"] + all).joined(separator: ",")
  }

  func line(_ row: Int, _ prediction: Prediction, file: String? = nil) -> String {
    guard format == .csv else { return json(row, prediction, file) }
    return (file.map { PredictionWriter.cell($0) + "," } ?? "") + csv(row, prediction)
  }

  private func csv(_ row: Int, _ prediction: Prediction) -> String {
    switch prediction {
    case .unknown:
      let width = isClassifier ? 2 + (showsAll ? classes.count : 0) : 3
      return "\(row)" + String(repeating: ",", count: width)
    case .label(let answer):
      var line = "\(row),\(PredictionWriter.cell(answer.label)),\(answer.probability)"
      if showsAll {
        for probability in answer.probabilities { line += ",\(probability)" }
      }
      return line
    case .number(let answer): return "\(row),\(answer.value),\(answer.lower),\(answer.upper)"
    }
  }

  private func json(_ row: Int, _ prediction: Prediction, _ file: String?) -> String {
    var members: [(String, JSON)] = file.map { [("file", .string($0))] } ?? []
    members.append(("row", .integer(row)))
    switch prediction {
    case .unknown: members.append(("prediction", .null))
    case .label(let answer):
      members.append(("prediction", .string(answer.label)))
      members.append(("probability", .probability(answer.probability)))
      if showsAll {
        let all = zip(answer.labels, answer.probabilities)
        members.append(("probabilities", .object(all.map { ($0, .probability($1)) })))
      }
    case .number(let answer):
      members.append(("prediction", .number(answer.value)))
      members.append(("lower", .number(answer.lower)))
      members.append(("upper", .number(answer.upper)))
    }
    return JSON.object(members).text
  }

  /// A cell, in quotes if need be.
  private static func cell(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\n")
        && byte != UInt8(ascii: "\r")
    }
    let isTrimmed = text.utf8.first != UInt8(ascii: " ") && text.utf8.last != UInt8(ascii: " ")
    guard !isPlain || !isTrimmed else { return text }
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }
}

extension JSON {
  /// A probability without the digits that a wider type would add.
  fileprivate static func probability(_ value: Float) -> JSON {
    .number(Double("\(value)"))
  }
}
