import Fledgling
import FledglingStore

/// An explanation for people and for programs.
struct ExplanationReport {
  private static let shown = 6

  let explanation: Explanation
  let schema: Schema
  let names: [ExampleKey: String]
  let milliseconds: Double

  var json: JSON {
    .object([
      ("prediction", explanation.prediction.json), ("pinned", .bool(explanation.isPinned)),
      (
        "support",
        .object([
          ("leverage", .number(explanation.support.leverage)),
          ("inReach", .integer(explanation.support.inReach)),
          ("among", .integer(explanation.support.among)),
        ])
      ),
      (
        "fields",
        .array(
          explanation.contributions.map {
            .object([("field", .string($0.field)), ("effect", .number($0.effect))])
          })
      ),
      (
        "experiences",
        .array(
          explanation.influences.map {
            .object([
              ("id", .string(names[$0.key] ?? "")), ("outcome", .string($0.outcome.text)),
              ("effect", .number($0.effect)),
            ])
          })
      ),
      (
        "experts",
        .array(
          explanation.votes.map {
            .object([
              ("expert", .string($0.expert)), ("value", .number($0.value)),
              ("weight", .number($0.weight)),
            ])
          })
      ),
      (
        "alternatives",
        .array(
          explanation.alternatives.map {
            .object([
              ("field", .string($0.field)), ("value", .number($0.value)),
              ("prediction", $0.answer.json),
            ])
          })
      ),
      ("milliseconds", .number(milliseconds)),
    ])
  }

  var text: String {
    ([Style.bold(headline)] + basis + [""] + fieldLines + experienceLines + alternativeLines
      + expertLines).joined(separator: "\n")
  }

  private var target: String { schema.target.onOneLine }

  private var headline: String {
    let pin = explanation.isPinned ? ", pinned" : ""
    switch explanation.prediction {
    case .unknown: return "\(target): no prediction"
    case .label(let said):
      return "\(target): \(said.label.onOneLine), \(NumberText.percent(Double(said.probability))) "
        + "probability\(pin)"
    case .number(let said):
      return "\(target): \(NumberText.short(said.value)), 90 % interval "
        + "\(NumberText.short(said.lower)) to \(NumberText.short(said.upper))\(pin)"
    }
  }

  private var basis: [String] {
    let support = explanation.support
    let share = Double(support.inReach) / Double(max(1, support.among))
    let amount =
      share > 0.05
      ? "high" : share > 0.005 ? "medium" : support.inReach > 0 ? "low" : "none"
    return [
      "Support: \(amount); \(NumberText.count(support.inReach)) of the last "
        + "\(NumberText.count(support.among)) examples are similar."
    ]
  }

  private func signed(_ value: Double) -> String {
    let isShare = schema.task == .classification
    let size = isShare ? NumberText.percent(abs(value), 2) : NumberText.short(abs(value))
    return (value < 0 ? "−" : "+") + size
  }

  private var fieldLines: [String] {
    var table = TextTable([("field", .left), ("effect", .right)])
    for field in explanation.contributions.prefix(ExplanationReport.shown) {
      table.add([field.field, signed(field.effect)])
    }
    return ["Effects of the fields, compared with a missing value"] + table.lines + [""]
  }

  private var experienceLines: [String] {
    guard !explanation.influences.isEmpty else { return [] }
    var table = TextTable([
      ("example", .left), (target, .left), ("effect on the linear ridge", .right),
    ])
    for influence in explanation.influences.prefix(ExplanationReport.shown) {
      table.add([names[influence.key] ?? "", influence.outcome.text, signed(influence.effect)])
    }
    return ["Past examples with the largest effects"] + table.lines + [""]
  }

  private var alternativeLines: [String] {
    guard !explanation.alternatives.isEmpty else {
      return ["No change of one field was found that would change the prediction.", ""]
    }
    let lines = explanation.alternatives.map { alternative in
      let value = alternative.value.map { NumberText.short($0) } ?? "another value"
      return "  with \(alternative.field.onOneLine) \(value): \(alternative.answer.words)"
    }
    return ["Changes of one field that would change the prediction"] + lines + [""]
  }

  private var expertLines: [String] {
    guard !explanation.votes.isEmpty else { return [] }
    var table = TextTable([("expert", .left), ("prediction", .right), ("weight", .right)])
    for vote in explanation.votes.prefix(ExplanationReport.shown) {
      let says =
        schema.task == .classification
        ? NumberText.percent(vote.value) : NumberText.short(vote.value)
      table.add([vote.expert, says, NumberText.percent(vote.weight, 0)])
    }
    return ["Predictions of the experts with the largest weights"] + table.lines
  }
}
