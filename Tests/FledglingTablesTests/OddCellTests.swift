import Fledgling
import Testing

@testable import FledglingTables

/// Cells that are not what their column holds.
struct OddCellTests {
  private let fields = [Field("x", .number), Field("d", .dateTime), Field("c", .category)]

  private func decoder(
    _ text: String, notation: TableNotation = TableNotation(),
    _ oddCells: RowDecoder.OddCells = .areMissing
  ) throws -> (TableReader, RowDecoder) {
    let schema = try Schema(fields: fields, target: "y", task: .classification, notation: notation)
    let reader = try TableReader(text: text, name: "t")
    return (
      reader,
      try RowDecoder(schema: schema, columns: reader.columns, file: "t", oddCells: oddCells)
    )
  }

  private func rows(_ reader: TableReader, _ decoder: inout RowDecoder) throws -> [[Value]?] {
    var record = TableRecord()
    var values: [Value] = []
    var rows: [[Value]?] = []
    while try reader.next(&record) {
      if case .fault = decoder.decode(record, into: &values) {
        rows.append(nil)
      } else {
        rows.append(values)
      }
    }
    return rows
  }

  @Test func areMissingAndCounted() throws {
    let text = "x,d,c,y\n1,2024-01-01,a,p\nhot,2024-01-01,a,p\n,31/12/2024,b,q\nhot,,,q\n"
    var (reader, decoder) = try decoder(text)
    let found = try rows(reader, &decoder)
    #expect(found[0]?[0] == .number(1))
    #expect(found[1]?[0] == .missing && found[1]?[2] == .category("a"))
    #expect(found[2]?[1] == .missing)
    #expect(found[3] == nil, "nothing else can be read in the row")
    let tally = decoder.tallies[0]
    #expect(tally.cells == 4 && tally.missing == 1 && tally.odd == 2)
    #expect(tally.firstOdd == "hot" && tally.firstLine == 3)
    #expect(decoder.tallies[1].odd == 1 && decoder.tallies[1].otherOrder == 1)
  }

  @Test func areFaultsUnlessToldOtherwise() throws {
    var (reader, decoder) = try decoder("x,d,c,y\nhot,2024-01-01,a,p\n", .areFaults)
    #expect(try rows(reader, &decoder) == [nil])
  }

  @Test func formatsAndWordsOfTheModel() throws {
    let notation = TableNotation(formats: ["x": "1.234,5 €"], missingWords: ["leer"])
    var (reader, decoder) = try decoder(
      "x,d,c,y\n\"1.234,50 €\",,NA,p\nleer,,LEER,q\n", notation: notation)
    let found = try rows(reader, &decoder)
    #expect(
      found == [[.number(1_234.5), .missing, .category("NA")], [.missing, .missing, .missing]])
  }

  @Test func spellingsOfOneClass() throws {
    let text = "x,d,c,y\n1,,Zo\u{eb},0\n1,,Zoe\u{308},0.0\n1,,Zo\u{eb}\u{200b},1\n"
    var (reader, decoder) = try decoder(text)
    let found = try rows(reader, &decoder)
    #expect(Set(found.map { $0?[2] }) == [.category("Zo\u{eb}")])
    #expect(decoder.severalSpellings == (2, 1))
  }
}
