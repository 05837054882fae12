import Fledgling
import FledglingStore

/// Made-up parcels: whether one is late follows from its distance and its carrier.
struct Parcels: Sendable {
  static let schema: Schema = {
    let fields = [
      Field("distance", .number), Field("carrier", .category), Field("fragile", .boolean),
      Field("sent", .dateTime), Field("customer", .number),
    ]
    guard let schema = try? Schema(fields: fields, target: "late", task: .classify) else {
      preconditionFailure("the names are unique")
    }
    return schema
  }()

  private var state: UInt64

  init(seed: UInt64 = 1) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

  private mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  mutating func parcel(_ number: Int) -> LedgerEntry {
    let distance = below(1_000)
    let carrier = below(3)
    let late = (distance > 500) != (carrier == 1)
    return LedgerEntry(
      [
        below(20) == 0 ? .missing : .number(Double(distance)),
        .text(["Bluebird", "Heron", "Swift"][carrier]), .text(below(2) == 0 ? "true" : "false"),
        .number(1.7e9 + Double(number) * 60), .number(Double(below(10))),
      ],
      outcome: .label(late ? "yes" : "no"), id: "parcel-\(number)",
      time: 1.7e9 + Double(below(40_000)), source: "test")
  }

  static func entries(_ numbers: Range<Int>, seed: UInt64 = 1) -> [LedgerEntry] {
    var parcels = Parcels(seed: seed)
    return numbers.map { parcels.parcel($0) }
  }

  static func ledger(_ folder: TemporaryFolder, _ name: String = "ledger") throws -> Ledger {
    try Ledger.create(folder.file(name), schema: schema, seed: 7)
  }
}
