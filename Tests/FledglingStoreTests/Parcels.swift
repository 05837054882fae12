import TestSupport
import Fledgling
import FledglingStore

/// Made-up parcels: whether one is late follows from its distance and its carrier.
struct Parcels: Sendable {
  static let schema: Schema = {
    let fields = [
      Field("distance", .number), Field("carrier", .category), Field("fragile", .boolean),
      Field("sent", .dateTime), Field("customer", .number),
    ]
    guard let schema = try? Schema(fields: fields, target: "late", task: .classification) else {
      preconditionFailure("the names are unique")
    }
    return schema
  }()

  private var random: SeededRandom

  init(seed: UInt64 = 1) { random = SeededRandom(seed: seed) }

  mutating func parcel(_ number: Int) -> LedgerEntry {
    let distance = random.below(1_000)
    let carrier = random.below(3)
    let late = (distance > 500) != (carrier == 1)
    return LedgerEntry(
      [
        random.below(20) == 0 ? .missing : .number(Double(distance)),
        .text(["Bluebird", "Heron", "Swift"][carrier]),
        .text(random.below(2) == 0 ? "true" : "false"),
        .number(1.7e9 + Double(number) * 60), .number(Double(random.below(10))),
      ],
      outcome: .label(late ? "yes" : "no"), id: "parcel-\(number)",
      time: 1.7e9 + Double(random.below(40_000)), source: "test")
  }

  static func entries(_ numbers: Range<Int>, seed: UInt64 = 1) -> [LedgerEntry] {
    var parcels = Parcels(seed: seed)
    return numbers.map { parcels.parcel($0) }
  }

  static func ledger(_ folder: Scratch, _ name: String = "ledger") throws -> Ledger {
    try Ledger.create(folder.path(name), schema: schema, seed: 7)
  }
}
