import TestSupport
import Fledgling
import Testing

@testable import FledglingStore

struct AppendTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test func whatWasAppendedIsThereAgain() throws {
    let entries = Parcels.entries(0..<50)
    do {
      let ledger = try Parcels.ledger(folder)
      #expect(try ledger.append(Array(entries[..<20])) == 1...20)
      #expect(try ledger.append(Array(entries[20...])) == 21...50)
      #expect(try ledger.append([]) == nil)
    }
    let ledger = try Ledger.open(folder.path("ledger"))
    #expect(ledger.schema == Parcels.schema)
    #expect(ledger.seed == 7)
    #expect(ledger.count == 50)
    #expect(ledger.settledCount == 50)
    var found: [LedgerEntry] = []
    try ledger.forEachEntry { found.append($1) }
    #expect(found == entries)
    #expect(try ledger.entry(id: "parcel-3") == entries[3])
    #expect(try ledger.entry(id: "parcel-99") == nil)
    #expect(try ledger.check() == [])
  }

  @Test func knownIdsAreRefusedAndNothingIsAppended() throws {
    let ledger = try Parcels.ledger(folder)
    try ledger.append(Parcels.entries(0..<10))
    #expect(
      throws: LedgerError.idsKnown(count: 5, first: ["parcel-5", "parcel-6", "parcel-7"])
    ) { try ledger.append(Parcels.entries(5..<15)) }
    #expect(ledger.count == 10)
    let twice = Parcels.entries(20..<21) + Parcels.entries(20..<21)
    let error = #expect(throws: LedgerError.self) { try ledger.append(twice) }
    #expect(
      error?.description == "the id \"parcel-20\" is already in the ledger; nothing was added")
    try ledger.append(Parcels.entries(10..<15))
    #expect(try ledger.check() == [])
  }

  @Test func entriesWithoutAnIdMayBeAlike() throws {
    let ledger = try Parcels.ledger(folder)
    var entry = Parcels.entries(0..<1)[0]
    entry.id = nil
    try ledger.append([entry, entry])
    #expect(ledger.count == 2)
    var keys: Set<ExampleKey> = []
    try ledger.forEachInCanonicalOrder { keys.insert(try #require(try ledger.key(of: $0))) }
    #expect(keys.count == 1)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let ledger = try Parcels.ledger(folder)
    let good = Parcels.entries(0..<1)[0]
    func refused(_ change: (inout LedgerEntry) -> Void) -> String? {
      var entry = good
      change(&entry)
      do {
        try ledger.append([entry])
        return nil
      } catch { return error.description }
    }
    #expect(
      refused { $0.fields.removeLast() }
        == "the entry has 4 fields, the ledger's schema has 5")
    #expect(
      refused { $0.fields[0] = .text("far") } == "field \"distance\" holds numbers, not texts")
    #expect(
      refused { $0.fields[1] = .number(1) } == "field \"carrier\" holds texts, not numbers")
    #expect(
      refused { $0.fields[1] = .text(String(repeating: "x", count: 65_537)) }
        == "\"carrier\" has 65537 bytes; the ledger keeps at most 65536")
    #expect(
      refused { $0.id = String(repeating: "x", count: 1_025) }
        == "\"id\" has 1025 bytes; the ledger keeps at most 1024")
    #expect(refused { $0.time = .nan } == "\"time\" is not a finite number")
    #expect(
      refused { $0.outcome = .number(1) }
        == "the outcome is a number, but this learner predicts classes")
    #expect(ledger.count == 0)
  }

  @Test func theLongestTextsAreKept() throws {
    let ledger = try Parcels.ledger(folder)
    var entry = Parcels.entries(0..<1)[0]
    entry.fields[1] = .text(String(repeating: "ä", count: 32_768))
    entry.id = String(repeating: "\0", count: 1_024)
    entry.outcome = .label("")
    try ledger.append([entry])
    var found: [LedgerEntry] = []
    try ledger.forEachEntry { found.append($1) }
    #expect(found == [entry])
    try ledger.erase(ids: [entry.id ?? ""])
    #expect(try !folder.bytes().holds("ääääääää".utf8))
  }

  @Test func conditionsFindEntries() throws {
    let ledger = try Parcels.ledger(folder)
    let entries = Parcels.entries(0..<100)
    try ledger.append(entries)
    func expected(_ isWanted: (LedgerEntry) -> Bool) -> [Int64] {
      entries.indices.filter { isWanted(entries[$0]) }.map { Int64($0 + 1) }
    }
    #expect(
      try ledger.sequences(where: "customer", equals: "4.0")
        == expected { $0.fields[4] == .number(4) })
    #expect(
      try ledger.sequences(where: "carrier", equals: "Heron")
        == expected { $0.fields[1] == .text("Heron") })
    #expect(
      try ledger.sequences(where: "outcome", equals: "yes")
        == expected { $0.outcome == .label("yes") })
    #expect(
      try ledger.sequences(where: "late", equals: "yes")
        == ledger.sequences(where: "outcome", equals: "yes"))
    #expect(try ledger.sequences(where: "id", equals: "parcel-7") == [8])
    #expect(try ledger.sequences(where: "source", equals: "test").count == 100)
    #expect(try ledger.sequences(where: "job", equals: "test") == [])
    #expect(throws: LedgerError.fieldUnknown("colour")) {
      try ledger.sequences(where: "colour", equals: "red")
    }
    #expect(throws: LedgerError.notANumber("near", field: "distance")) {
      try ledger.sequences(where: "distance", equals: "near")
    }
  }

  @Test func theCanonicalOrderIsThatOfTheKeys() throws {
    let ledger = try Parcels.ledger(folder)
    var entries = Parcels.entries(0..<300)
    for index in entries.indices {
      if index % 5 == 0 { entries[index].time = nil }
      if index % 7 == 0 { entries[index].time = -Double(index) }
      if index % 3 == 0 { entries[index].time = 0 }
      if index % 4 == 0 { entries[index].id = nil }
      if index % 11 == 0 { entries[index].outcome = nil }
    }
    try ledger.append(entries)
    let keyed = try entries.enumerated().compactMap { place, entry in
      try ledger.key(of: entry).map { (key: $0, place: place) }
    }
    let expected = keyed.sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map {
      entries[$0.place]
    }
    var found: [LedgerEntry] = []
    try ledger.forEachInCanonicalOrder { found.append($0) }
    #expect(found == expected)
    found = []
    try ledger.forEachInCanonicalOrder(limit: 10) { found.append($0) }
    #expect(found == Array(expected[..<10]))
    for (key, _) in keyed { #expect(ExampleKey(bytes: key.bytes) == key) }
  }
}
