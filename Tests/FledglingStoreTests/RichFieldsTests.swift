import TestSupport
import Fledgling
import Foundation
import Testing

@testable import FledglingStore

/// Texts, vectors and pictures in ledgers.
struct RichFieldsTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private func ledger(_ name: String = "ledger") throws -> Ledger {
    let schema = try Schema(
      fields: [
        Field("note", .text), Field("signal", .vector, width: 4), Field("picture", .image),
        Field("x", .number),
      ], target: "late", task: .classification)
    return try Ledger.create(folder.path(name), schema: schema, seed: 7)
  }

  private func entries() throws -> [LedgerEntry] {
    let grey = try #require(
      ImageGrid(width: 3, height: 2, channels: 1, pixels: [0, 1, 2, 253, 254, 255]))
    let pixels = (0..<64 * 64 * 3).map { UInt8($0 * 7 % 256) }
    let coloured = try #require(ImageGrid(width: 64, height: 64, channels: 3, pixels: pixels))
    let fields: [[FieldValue]] = [
      [.text("quote \" slash \\ \n ä 🦉"), .vector([0, 1, -2.5, 0.1]), .image(grey), .number(1)],
      [
        .text(String(repeating: "€", count: 20_000)),
        .vector([.pi, 1e-30, .greatestFiniteMagnitude, -.leastNonzeroMagnitude]),
        .image(coloured), .missing,
      ],
      [.missing, .missing, .missing, .number(2)],
      [.text("x"), .missing, .image(grey), .missing],
    ]
    return fields.enumerated().map { index, fields in
      LedgerEntry(fields, outcome: .label(index % 2 == 0 ? "yes" : "no"), id: "\(index)")
    }
  }

  private func found(_ ledger: Ledger) throws -> [LedgerEntry] {
    var found: [LedgerEntry] = []
    try ledger.forEachEntry { found.append($1) }
    return found
  }

  @Test func whatWasAppendedIsThereAgain() throws {
    let entries = try entries()
    let schema: Schema
    do {
      let ledger = try ledger()
      try ledger.append(entries)
      schema = ledger.schema
    }
    let ledger = try Ledger.open(folder.path("ledger"))
    #expect(ledger.schema == schema)
    let isSame = try found(ledger) == entries
    #expect(isSame)
    #expect(try ledger.check() == [])
  }

  @Test func recordsComeBack() throws {
    for entry in try entries() {
      let bytes = Record.entry(entry).bytes
      let isSame = try Record(bytes) == .entry(entry)
      #expect(isSame)
      #expect(throws: RecordFault.self) { try Record(Array(bytes.dropLast())) }
    }
  }

  @Test func whatIsExportedIsImported() throws {
    let first = try ledger("first")
    let entries = try entries()
    try first.append(entries)
    try first.exportLines(to: folder.path("lines"))
    let second = try ledger("second")
    #expect(try second.importLines(from: folder.path("lines")) == entries.count)
    let isSame = try found(second) == entries
    #expect(isSame)
    #expect(
      try DurableLearner(opening: first).learner.stateHash
        == DurableLearner(opening: second).learner.stateHash)
  }

  @Test(arguments: [
    #"{"fields":{"signal":[1,2,3]}}"#, #"{"fields":{"signal":[1,2,3,"4"]}}"#,
    #"{"fields":{"signal":[1,2,3,1e60]}}"#, #"{"fields":{"signal":"1 2 3 4"}}"#,
    #"{"fields":{"note":[1,2,3,4]}}"#, #"{"fields":{"note":3}}"#,
    #"{"fields":{"picture":[1,2,3,4]}}"#, #"{"fields":{"picture":{}}}"#,
    #"{"fields":{"picture":{"width":1,"height":1,"channels":1,"pixels":"AAAA"}}}"#,
    #"{"fields":{"picture":{"width":0.5,"height":2,"channels":1,"pixels":"AA=="}}}"#,
    #"{"fields":{"x":{"width":1,"height":1,"channels":1,"pixels":"AA=="}}}"#,
  ])
  func whatDoesNotFitIsNotImported(line: String) throws {
    let ledger = try ledger()
    let path = folder.path("lines")
    try Data(line.utf8).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: LedgerError.self) { try ledger.importLines(from: path) }
    #expect(error?.description.hasPrefix("\(path), line 1: ") == true)
    #expect(ledger.count == 0)
  }
}
