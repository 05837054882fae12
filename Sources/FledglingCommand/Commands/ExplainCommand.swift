import ArgumentParser
import Fledgling
import FledglingStore

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain the prediction of a row.",
    discussion: """
      Shows the prediction, its support, the fields and past examples with the largest effects, \
      the predictions of the experts, and changes of one field that would change the prediction.

      EXAMPLES:
        fledgling explain parcels.model distance=900,carrier=Heron
        fledgling explain parcels.model today.csv:17 --json
        fledgling explain pictures.model new/17.png
        fledgling explain parcels.model '{"distance": 900, "carrier": "Heron"}'
      """)

  @Argument(help: ArgumentHelp(Model.help))
  var model: String

  @Argument(help: ArgumentHelp(RowArgument.help))
  var row: String

  @Option(
    help: ArgumentHelp("A .npy file with a vector for each row of the table.", valueName: "path"))
  var vector: [String] = []

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  func run() throws {
    let opened = try Model.open(model)
    let learner = opened.learner
    guard learner.count > 0 else { throw CommandError("\(model): has learned nothing yet") }
    let (values, _) = try RowArgument(text: row, vectors: vector).read(learner.schema)
    let explainer = Explainer(learner)
    let start = System.seconds
    let explanation: Explanation
    do {
      explanation = try explainer.explain(values)
    } catch { throw CommandError(describing: error) }
    let milliseconds = (System.seconds - start) * 1e3
    let names = try names(of: explanation.influences, opened)
    let report = ExplanationReport(
      explanation: explanation, schema: learner.schema, names: names, milliseconds: milliseconds)
    try Output.print(json ? report.json.text : report.text)
  }

  /// The names of the examples, as far as they are known: a ledger keeps ids, a model only their
  /// hashes and numbers.
  private func names(
    of influences: [Explanation.Influence], _ opened: Model
  ) throws -> [ExampleKey: String] {
    var names: [ExampleKey: String] = [:]
    for influence in influences { names[influence.key] = influence.key.words }
    guard case .ledger(let durable) = opened else { return names }
    let wanted = Set(influences.map(\.key))
    do {
      try durable.ledger.forEachEntry { sequence, entry in
        guard let experience = entry.experience,
          let key = try? durable.learner.key(of: experience), wanted.contains(key)
        else { return }
        names[key] = entry.id ?? "entry \(sequence)"
      }
    } catch { throw CommandError(describing: error) }
    return names
  }
}

extension ExampleKey {
  /// The name of an example whose id is not known.
  fileprivate var words: String {
    // An id of digits alone is the number by which it is ordered.
    if isNamed, ExampleKey(id: String(order), time: time).hash == hash { return String(order) }
    let digits = String(hash, radix: 16)
    return (isNamed ? "id " : "content ") + "#" + String(repeating: "0", count: 16 - digits.count)
      + digits
  }
}

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

extension Prediction {
  /// For programs.
  var json: JSON {
    switch self {
    case .unknown: return .null
    case .label(let said):
      return .object([
        ("label", .string(said.label)), ("probability", .number(Double(said.probability))),
      ])
    case .number(let said):
      return .object([
        ("value", .number(said.value)), ("lower", .number(said.lower)),
        ("upper", .number(said.upper)),
      ])
    }
  }
}
