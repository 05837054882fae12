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

  @OptionGroup var input: RowInputOptions

  @OptionGroup var output: OutputOptions

  func run() throws {
    let opened = try Model.open(model, output.notes)
    let learner = opened.learner
    guard learner.count > 0 else { throw CommandError("\(model): has learned nothing yet") }
    let (values, _) = try RowArgument(text: row, input: input).read(learner.schema)
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
    try Output.print(output.json ? report.json.text : report.text)
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
