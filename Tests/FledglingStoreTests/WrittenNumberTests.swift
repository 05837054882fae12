import TestSupport
import Fledgling
import Foundation
import Testing

@testable import FledglingStore

/// Numbers are found in a ledger by all of their digits, and by nothing else.
struct WrittenNumberTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private static let schema: Schema = {
    guard
      let schema = try? Schema(
        fields: [Field("amount", .number), Field("code", .category)], target: "late",
        task: .classification)
    else { preconditionFailure("the names are unique") }
    return schema
  }()

  /// Numbers close to each other, in several spellings.
  private static func texts(_ random: inout SplitMix, _ count: Int) -> [String] {
    let middle = random.next() % 1_000_000_000_000_000_000
    return (0..<count).map { _ in
      let near = middle &+ random.next() % 40
      switch random.next() % 8 {
      case 0: return "\(near)"
      case 1: return "-\(near)"
      case 2: return "\(near).0"
      case 3: return "0.\(near)"
      case 4: return "\(near % 1_000).\(near % 7)"
      case 5: return "\(near % 50)"
      case 6: return "\(near)e-3"
      default: return "\(16_777_210 + near % 20)"
      }
    }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func exactlyTheEqualOnesAreFound(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let texts = Self.texts(&random, 150)
    let ledger = try Ledger.create(folder.path("ledger"), schema: Self.schema)
    try ledger.append(
      texts.map {
        LedgerEntry([FieldValue(Double($0) ?? .nan, written: $0), .text($0)], outcome: .label("a"))
      })
    for sought in texts + Self.texts(&random, 50) {
      let number = try #require(Decimal(string: sought))
      let equal = texts.indices.filter { Decimal(string: texts[$0]) == number }
      let spelled = texts.indices.filter { texts[$0] == sought }
      do {
        #expect(
          try ledger.sequences(where: "amount", equals: sought) == equal.map { Int64($0 + 1) },
          "\(sought)")
      } catch {
        // A short number that shares its Double with this one might be of an earlier release.
        #expect(error == .inexact(field: "amount"))
        #expect(texts.contains { Double($0) == Double(sought) && Decimal(string: $0) != number })
      }
      #expect(
        try ledger.sequences(where: "code", equals: sought) == spelled.map { Int64($0 + 1) })
    }
    #expect(try ledger.check() == [])
  }

  /// Ledgers of earlier releases hold numbers without their texts.
  @Test func whatWasRoundedIsNotGuessed() throws {
    let ledger = try Ledger.create(folder.path("ledger"), schema: Self.schema)
    let numbers = [900_719_925_474_099_328, 7, 0.1]
    try ledger.append(
      numbers.map { LedgerEntry([.number($0), .missing], outcome: .label("a")) })
    let inexact = LedgerError.inexact(field: "amount")
    #expect(throws: inexact) {
      try ledger.sequences(where: "amount", equals: "900719925474099303")
    }
    #expect(try ledger.sequences(where: "amount", equals: "7.0") == [2])
    #expect(try ledger.sequences(where: "amount", equals: "1e-1") == [3])
    #expect(try ledger.sequences(where: "amount", equals: "900719925474999303") == [])
  }

  @Test func digitsSurviveAnExport() throws {
    let texts = [
      "900719925474099303", "-0.30000000000000000001", "1e300", "4", "+900719925474099303",
      "1.234,56",
      "900.719.925.474.099.303",
    ]
    let entries = texts.enumerated().map { index, text in
      LedgerEntry(
        [FieldValue(Double(text) ?? Double(index) * 1e15, written: text), .missing],
        outcome: .label("a"), id: "\(index)")
    }
    let ledger = try Ledger.create(folder.path("ledger"), schema: Self.schema)
    try ledger.append(entries)
    try ledger.exportLines(to: folder.path("lines"))
    let copy = try Ledger.create(folder.path("copy"), schema: Self.schema)
    try copy.importLines(from: folder.path("lines"))
    for (index, entry) in entries.enumerated() {
      let other = try #require(try copy.entry(id: "\(index)"))
      #expect(other.fields[0].compare(entry.fields[0]) == .same, "\(other.fields[0])")
      #expect(Record.entry(other).bytes.count > 0)
    }
  }

  @Test func spellingsOfOneNumber() {
    for (one, other) in [
      ("4", "4.0"), ("+4", "4."), (".5", "0.50"), ("1e3", "1000"), ("-0", "0"), ("12E-1", "1.2"),
    ] { #expect(DecimalText(one) == DecimalText(other), "\(one)") }
    #expect(DecimalText("1") != DecimalText("-1"))
    for text in ["", ".", "-", "1e", "1e+", "x", "1 2", "0x10", "1,5", "nan", "inf", "--1"] {
      #expect(DecimalText(text) == nil, "\(text)")
    }
  }
}
