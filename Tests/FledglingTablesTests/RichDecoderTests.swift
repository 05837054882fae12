import TestSupport
import Fledgling
import Testing

@testable import FledglingTables

struct RichDecoderTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private struct Decoded: Equatable {
    var value: Value?
    var problem: RowFault.Problem?
    var column: String?
  }

  private func decode(
    _ text: String, _ field: Field, name: String = "t.csv", attachments: [String: ArrayFile] = [:]
  ) throws -> [Decoded] {
    let schema = try Schema(fields: [field], target: "y", task: .classification)
    let reader = try TableReader(path: scratch.write(text, name))
    var decoder = try RowDecoder(
      schema: schema, columns: reader.columns, file: reader.file, attachments: attachments)
    var record = TableRecord()
    var values: [Value] = []
    var rows: [Decoded] = []
    while try reader.next(&record) {
      switch decoder.decode(record, into: &values) {
      case .row: rows.append(Decoded(value: values[0]))
      case .fault(let fault): rows.append(Decoded(problem: fault.problem, column: fault.column))
      }
    }
    return rows
  }

  @Test func texts() throws {
    let long = String(repeating: "é", count: 40_000)
    let rows = try decode("x,y\n Hello you ,a\n,b\n\(long),c\nx\(long),d\n", Field("x", .text))
    #expect(rows[0].value == .text("Hello you"))
    #expect(rows[1].value == .missing)
    #expect(rows[2].value == .text(String(repeating: "é", count: 32_768)))
    #expect(rows[3].value == .text("x" + String(repeating: "é", count: 32_767)))
  }

  @Test func invalidTextIsReadAsWindows1252() throws {
    let path = try scratch.write(
      Array("x,y\na".utf8) + [0xff] + Array(",1\n".utf8)
        + [UInt8](repeating: 0xbf, count: 70_000) + Array(",2\n".utf8), "bad.csv")
    let reader = try TableReader(path: path)
    let schema = try Schema(fields: [Field("x", .text)], target: "y", task: .classification)
    var decoder = try RowDecoder(schema: schema, columns: reader.columns, file: "t")
    var record = TableRecord()
    var values: [Value] = []
    var texts: [String] = []
    while try reader.next(&record) {
      _ = decoder.decode(record, into: &values)
      if case .text(let text) = values[0] { texts.append(text) }
    }
    #expect(texts.count == 2 && texts[0] == "a\u{ff}")
    #expect(texts[1].utf8.count <= TableLimits.cellBytes && texts[1].utf8.count > 65_000)
  }

  @Test func vectors() throws {
    let field = Field("x", .vector, width: 2)
    let rows = try decode(
      """
      {"x":[1, 2e-1],"y":1}
      {"x":null,"y":1}
      {"x":"[3,4]","y":1}
      {"x":[1],"y":1}
      {"x":[],"y":1}
      {"x":[1,NaN],"y":1}
      {"x":[1,1e60],"y":1}
      {"x":[1,true],"y":1}
      {"x":"word","y":1}
      {"x":["a"],"y":1}
      {"x":[[1]],"y":1}
      """, field, name: "t.jsonl")
    #expect(rows[0].value == .vector([1, 0.2]))
    #expect(rows[1].value == .missing)
    #expect(rows[2].value == .vector([3, 4]))
    #expect(
      rows[3...].map(\.problem) == [
        .vectorWidth(expected: 2, found: 1), .emptyVector, .vectorNumber(position: 2, "NaN"),
        .vectorNumber(position: 2, "1e60"), .vectorNumber(position: 2, "true"),
        .notVector("word"), .nestedJSON, .nestedJSON,
      ])
    #expect(rows[3...].allSatisfy { $0.column == "x" })
    #expect(try decode("x,y\n\"[1, 2]\",a\n", field)[0].value == .vector([1, 2]))
  }

  @Test func ranges() throws {
    let field = Field("a..c", .vector, width: 3)
    let rows = try decode("z,a,b,c,y\n,1,2,3,p\n,,,,p\n,1,,3,p\n,1,inf,3,p\n,1,2,w,p\n", field)
    #expect(rows[0].value == .vector([1, 2, 3]))
    #expect(rows[1].value == .missing)
    #expect(
      rows[2...].map(\.problem) == [.rangeNumber(""), .rangeNumber("inf"), .rangeNumber("w")])
    #expect(rows[2...].map(\.column) == ["b", "b", "c"])
    #expect(throws: TableError.self) { try decode("a,c,y\n1,2,p\n", field) }
    #expect(throws: TableError.self) { try decode("c,b,a,y\n1,2,3,p\n", field) }
  }

  @Test func files() throws {
    let path = try scratch.write(npy("<f4", [2, 2], floats([1, 2, .nan, 4])), "e.npy")
    let field = Field("x", .vector, width: 2)
    let rows = try decode("x,y\ne.npy#0,a\ne.npy#1,a\ne.npy#2,a\nnone.npy#0,a\n", field)
    #expect(rows[0].value == .vector([1, 2]))
    #expect(rows[1].problem == .vectorNumber(position: 1, "nan"))
    #expect(rows[2].problem == .noSuchRow(file: path, row: 2, count: 2))
    #expect(
      rows[3].problem
        == .unreadableFile(
          "\(scratch.path("none.npy")): there is no such file; check the path"))
    let file = try ArrayFile(path: path)
    let attached = try decode("z,y\n1,a\n2,a\n3,a\n", field, attachments: ["x": file])
    #expect(attached[0].value == .vector([1, 2]))
    #expect(attached[2].problem == .noSuchRow(file: path, row: 2, count: 2))
  }

  @Test func pictures() throws {
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4]
    _ = try scratch.write(images, "i-idx3-ubyte")
    _ = try scratch.write("no picture", "n.png")
    let rows = try decode(
      "x,y\ni-idx3-ubyte#1,a\nn.png,a\nnone.png,a\n,a\n", Field("x", .image))
    #expect(
      rows[0].value == ImageGrid(width: 2, height: 1, channels: 1, pixels: [3, 4]).map(Value.image))
    #expect(rows[1].problem == .image(.notAnImage(file: scratch.path("n.png"))))
    #expect(rows[2].problem == .image(.missingFile(file: scratch.path("none.png"))))
    #expect(rows[3].value == .missing)
  }
}

struct RichInferenceTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func kind(_ cells: [String]) throws -> Field.Kind? {
    let rows = cells.map { "\"\($0)\",a\n" }.joined()
    let reader = try TableReader(path: scratch.write("x,y\n" + rows))
    return try SchemaInference(target: "y").infer(reader).schema.fields.first?.kind
  }

  @Test func texts() throws {
    #expect(try kind((0..<50).map { "where is my parcel number \($0)" }) == .text)
    #expect(try kind((0..<50).map { "我的包裹在哪里\($0)" }) == .text)
    #expect(try kind((0..<50).map { "where is my parcel number \($0 % 5)" }) == .category)
    #expect(try kind((0..<50).map { "John Smith \($0)" }) == .category)
    #expect(try kind((0..<50).map { "cef3390ed299c09874189c3877776\($0)" }) == .category)
    #expect(try kind((0..<50).map { "/pictures/of/cats/number/\($0).png" }) == .category)
    #expect(try kind(["one two three", "four five six"]) == .category)
  }

  @Test func vectors() throws {
    let eight = (0..<8).map(String.init).joined(separator: ",")
    #expect(try kind(["[\(eight)]", "[\(eight)]"]) == .vector)
    #expect(try kind(["[\(eight)]", "[\(eight),9]"]) == .category)
    #expect(try kind(["[1,2]", "[3,4]"]) == .category)
  }

  @Test func choices() throws {
    let reader = try TableReader(path: scratch.write("id,a,b,c,e,y\n1,2,3,4,\"[1,2]\",0\n"))
    let inference = SchemaInference(
      target: "y", dropped: ["id"], overrides: ["e": .vector], ranges: ["a..c"])
    #expect(
      try inference.infer(reader).schema.fields == [
        Field("a..c", .vector, width: 3), Field("e", .vector, width: 2),
      ])
    func failing(_ ranges: [String], _ overrides: [String: Field.Kind] = [:]) -> TableError? {
      failure { () throws(TableError) in
        _ = try SchemaInference(
          target: "y", dropped: ["id"], overrides: overrides, ranges: ranges
        ).infer(reader)
      }
    }
    let file = reader.file
    #expect(failing(["a..y"]) == .rangeHolds(file: file, range: "a..y", column: "y"))
    #expect(failing(["id..c"]) == .rangeHolds(file: file, range: "id..c", column: "id"))
    #expect(failing(["c..a"]) == .rangeBackwards(file: file, range: "c..a"))
    #expect(failing(["a..b", "b..c"]) == .rangeHolds(file: file, range: "b..c", column: "a..b"))
    guard case .unknownColumn(_, "zz", _)? = failing(["a..zz"]) else {
      Issue.record("an end that is no column")
      return
    }
    guard case .noVectors(_, "a", _?)? = failing([], ["a": .vector]) else {
      Issue.record("a column of numbers is no column of vectors")
      return
    }
  }
}
