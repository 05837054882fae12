import Fledgling
import FledglingStore
import TestSupport

extension Example {
  static func ledger(_ print: Print) throws {
    let scratch = try Scratch()
    let path = scratch.path("parcels.ledger")
    // docs: Ledger
    let schema = try Schema(
      fields: [Field("km", .number), Field("carrier", .category)], target: "late",
      task: .classification)
    let ledger = try Ledger.create(path, schema: schema)
    let learner = try DurableLearner(opening: ledger)
    _ = try learner.learn([
      LedgerEntry([.number(310), .text("Bluebird")], outcome: .label("yes"), id: "P1"),
      LedgerEntry([.number(12), .text("Kestrel")], outcome: .label("no"), id: "P2"),
    ])
    print(ledger.count, "examples in the ledger")
    try learner.unlearn(ids: ["P1"])
    print(ledger.count, "example is left")
    // end
  }
}
