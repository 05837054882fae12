import TestSupport
import Fledgling
import Testing

@testable import FledglingTables

struct RowDecoderTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private struct Decoded: Equatable {
    var values: [Value]
    var row: DecodedRow
  }

  private func decode(
    _ text: String, _ fields: [Field], _ task: LearningTask = .classification,
    dayFirst: Set<String> = []
  ) throws -> [Decoded] {
    let schema = try Schema(fields: fields, target: "y", task: task)
    let reader = try TableReader(path: scratch.write(text))
    var decoder = try RowDecoder(
      schema: schema, columns: reader.columns, file: "t", dayFirst: dayFirst)
    var record = TableRecord()
    var values: [Value] = []
    var rows: [Decoded] = []
    while try reader.next(&record) {
      let row = decoder.decode(record, into: &values)
      if case .fault = row { values = [] }
      rows.append(Decoded(values: values, row: row))
    }
    return rows
  }

  private func outcomes(_ text: String, _ task: LearningTask) throws -> [DecodedRow] {
    try decode(text, [Field("x", .number)], task).map(\.row)
  }

  private func fault(_ line: Int, _ column: String?, _ problem: RowFault.Problem) -> DecodedRow {
    .fault(RowFault(file: "t", line: line, column: column, problem: problem))
  }

  @Test func kinds() throws {
    let fields = [
      Field("c", .category), Field("d", .dateTime), Field("n", .number), Field("b", .boolean),
    ]
    let rows = try decode(
      "n,extra,b,c,y,d\n -1.5 ,z,TRUE, red ,up,1970-01-02\n,z,?,NA,,null\n", fields)
    #expect(
      rows[0].values == [
        .category("red"), .number(86_400), .number(-1.5), .category("true"),
      ])
    #expect(rows[0].row == .row(.label("up")))
    #expect(rows[1].values == [.missing, .missing, .missing, .missing])
    #expect(rows[1].row == .row(nil))
  }

  @Test func missingWords() throws {
    let words = ["", "NA", "na", "NaN", "nan", "NULL", "null", "?", "  ", " Na "]
    let text = "x,y\n" + words.map { "\($0),\($0)\n" }.joined()
    for row in try decode(text, [Field("x", .number)], .regression) {
      #expect(row == Decoded(values: [.missing], row: .row(nil)))
    }
  }

  @Test func extremeNumbers() throws {
    let rows = try decode(
      "x,y\ninf,1\n-inf,1\nInfinity,1\n1e308,1\n1e999,1\n-1e999,1\n", [Field("x", .number)])
    let expected: [Double] = [.infinity, -.infinity, .infinity, 1e308, .infinity, -.infinity]
    #expect(rows.map(\.values) == expected.map { [.number($0)] })
  }

  @Test func regressionTargets() throws {
    let rows = try outcomes("x,y\n1,2.5\n1,1e308\n1,inf\n1,1e999\n1,abc\n1,NaN\n", .regression)
    #expect(
      rows == [
        .row(.number(2.5)), .row(.number(1e308)), fault(4, "y", .targetNotFinite("inf")),
        fault(5, "y", .targetNotFinite("1e999")), fault(6, "y", .targetNotFinite("abc")), .row(nil),
      ])
  }

  @Test func unparsableCells() throws {
    let long = String(repeating: "é", count: 100)
    let fields = [Field("x", .number), Field("d", .dateTime), Field("b", .boolean)]
    let rows = try decode("x,d,b,y\n1x,,,0\n,yesterday,,0\n,,maybe,0\n\(long),,,0\n1,,,0\n", fields)
    #expect(rows[0].row == fault(2, "x", .notNumber("1x")))
    #expect(rows[1].row == fault(3, "d", .notDate("yesterday")))
    #expect(rows[2].row == fault(4, "b", .notBoolean("maybe")))
    #expect(rows[3].row == fault(5, "x", .notNumber(String(repeating: "é", count: 40))))
    #expect(rows[4].row == .row(.label("0")))
    guard case .fault(let first) = rows[0].row else { return }
    #expect(
      first.description == "t, line 2, column \"x\": \"1x\" is not a number; "
        + "correct it, leave it empty or read the column as a category")
  }

  @Test func longCells() throws {
    let most = String(repeating: "x", count: TableLimits.cellBytes)
    let rows = try decode(
      "c,y\n\(most),\(most)\n\(most)x,a\na,\(most)x\n", [Field("c", .category)])
    #expect(rows[0].values == [.category(most)])
    #expect(rows[1].row == fault(3, "c", .cellTooLong(bytes: TableLimits.cellBytes + 1)))
    #expect(rows[2].row == fault(4, "y", .cellTooLong(bytes: TableLimits.cellBytes + 1)))
  }

  @Test func raggedRows() throws {
    let rows = try outcomes("x,y\n1,a\n1\n2,b\n", .classification)
    #expect(rows[0] == .row(.label("a")))
    guard case .fault(let fault) = rows[1] else {
      Issue.record("\(rows[1])")
      return
    }
    #expect(fault.problem == .ragged(expected: 2, found: 1))
    #expect(rows[2] == .row(.label("b")))
  }

  @Test func dayFirst() throws {
    let fields = [Field("d", .dateTime)]
    let text = "d,y\n31/12/2011,a\n"
    #expect(try decode(text, fields, dayFirst: ["d"])[0].values == [.number(1_325_289_600)])
    #expect(try decode(text, fields)[0].row == fault(2, "d", .notDate("31/12/2011")))
  }

  @Test func manyLabels() throws {
    let labels = (0..<3_000).map { "a label of some length, number \($0 % 1_500)" }
    let rows = try outcomes("x,y\n" + labels.map { "1,\"\($0)\"\n" }.joined(), .classification)
    #expect(rows == labels.map { .row(.label($0)) })
  }

  @Test func missingColumns() throws {
    let schema = try Schema(
      fields: [Field("a", .number), Field("b", .number), Field("c", .number)], target: "y",
      task: .classification)
    let error = failure { () throws(TableError) in
      _ = try RowDecoder(schema: schema, columns: ["c", "y"], file: "t")
    }
    #expect(error == .missingColumns(file: "t", names: ["a", "b"]))
    let blind = try RowDecoder(schema: schema, columns: ["c", "b", "a"], file: "t")
    #expect(!blind.hasTarget)
  }

  @Test func withoutTarget() throws {
    let rows = try decode("x\n1\n2\n", [Field("x", .number)])
    #expect(rows == [1, 2].map { Decoded(values: [.number($0)], row: .row(nil)) })
  }
}
