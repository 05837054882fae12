import TestSupport
import Fledgling
import Foundation
import Testing

@testable import FledglingStore

struct LinesTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private func write(_ lines: String...) throws -> String {
    let path = folder.path("lines")
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test func whatIsExportedIsImported() throws {
    let first = try Parcels.ledger(folder, "first")
    var entries = Parcels.entries(0..<200)
    entries[3].fields[1] = .text("quote \" slash \\ \n tab \t \u{1} ä 🦉")
    entries[4].fields[0] = .number(.infinity)
    entries[5].fields[0] = .number(0.1)
    entries[6].id = nil
    entries[7].propensity = 0.25
    entries[8].outcome = nil
    entries[9].job = ""
    entries[10].time = nil
    try first.append(entries)
    try first.setOutcome(id: "parcel-20", .label("perhaps"))
    entries[20].outcome = .label("perhaps")
    try first.exportLines(to: folder.path("lines"))
    let second = try Parcels.ledger(folder, "second")
    #expect(try second.importLines(from: folder.path("lines")) == 200)
    var found: [LedgerEntry] = []
    try second.forEachEntry { found.append($1) }
    #expect(found == entries)
    #expect(
      try DurableLearner(opening: first).learner.stateHash
        == DurableLearner(opening: second).learner.stateHash)
    #expect(throws: LedgerError.exists(path: folder.path("lines"))) {
      try first.exportLines(to: folder.path("lines"))
    }
  }

  @Test func aLineIsAnObject() throws {
    let ledger = try Parcels.ledger(folder)
    try ledger.append([
      LedgerEntry(
        [.number(12.5), .text("Heron"), .text("true"), .number(1.7e9), .missing],
        outcome: .label("yes"), id: "a", time: 3, source: "s", job: "j", propensity: 0.5)
    ])
    var lines: [String] = []
    try ledger.forEachLine { lines.append($0) }
    let expected =
      #"{"id":"a","time":3,"source":"s","job":"j","fields":{"distance":12.5,"carrier":"Heron","#
      + #""fragile":"true","sent":1700000000},"outcome":"yes","propensity":0.5}"# + "\n"
    #expect(lines == [expected])
  }

  @Test(arguments: [
    (#"{"id":"b","fields":{"distance":1}"#, "byte 34: expected a comma or a closing brace"),
    (#"[1]"#, "an object was expected"),
    (#"{"id":1}"#, #""id" should be a text"#),
    (#"{"fields":{"colour":"red"}}"#, #"there is no field "colour" in the ledger"#),
    (#"{"fields":{"distance":"far"}}"#, #"field "distance" holds numbers, not texts"#),
    (#"{"label":"yes"}"#, #""label" is not part of an entry"#),
    (#"{"id":"a"}"#, #"the id "a" is already in the ledger"#),
    (#"{"id":"x","id":"y"}"#, #"expected no second "id""#),
    (#"{"id":"\ud800"}"#, "expected the second half of a character"),
    (#"{"time":01}"#, "expected a number"),
    (#"{"outcome":3}"#, "the outcome is a number"),
  ])
  func whatIsWrongIsToldWithItsLine(line: String, complaint: String) throws {
    let ledger = try Parcels.ledger(folder)
    let path = try write(#"{"id":"a","fields":{"distance":1},"outcome":"yes"}"#, "", line)
    let error = #expect(throws: LedgerError.self) { try ledger.importLines(from: path) }
    #expect(error?.description.hasPrefix("\(path), line 3: ") == true)
    #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
    #expect(ledger.count == 0)
    #expect(try ledger.check() == [])
  }

  @Test func whatWasErasedIsNotImported() throws {
    let ledger = try Parcels.ledger(folder)
    try ledger.append(Parcels.entries(0..<3))
    try ledger.erase(ids: ["parcel-1"])
    let path = try write(#"{"id":"parcel-1","outcome":"yes"}"#)
    #expect(
      throws: LedgerError.line(
        1, path: path, .idsErased(count: 1, first: ["parcel-1"]))
    ) { try ledger.importLines(from: path) }
  }
}
