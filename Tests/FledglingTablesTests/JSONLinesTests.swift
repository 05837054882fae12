import TestSupport
import Testing

@testable import FledglingTables

struct JSONLinesTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(_ text: String, _ name: String = "table.jsonl") throws -> TableReader {
    try TableReader(path: scratch.write(text, name))
  }

  @Test func flatObjects() throws {
    let reader = try read(
      """
      {"a": 1, "b": "x"}

       { "b" : null , "c" : true }\r
      {"a":-1.5e3,"b":"","c":false}
      {}
      """, "table.csv")
    #expect(reader.format == .jsonLines)
    #expect(reader.columns == ["a", "b", "c"])
    let rows = try reader.rows()
    #expect(
      rows.map(\.cells) == [
        ["1", "x", ""], ["", "", "true"], ["-1.5e3", "", "false"], ["", "", ""],
      ])
    #expect(rows.map(\.line) == [1, 3, 4, 5])
  }

  @Test func escapes() throws {
    let reader = try read(
      #"{"k\u0065y":"\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00","z":"\u0041"}"#)
    #expect(reader.columns == ["key", "z"])
    #expect(
      try reader.cells() == [["\"\\/\u{8}\u{c}\n\r\t\u{e9}\u{1f600}", "A"]])
  }

  @Test(arguments: [
    (#"{"a":1"#, 7), (#"{"a":}"#, 6), (#"{"a" 1}"#, 6), (#"{"a":1,}"#, 8), (#"{a:1}"#, 2),
    (#"{"a":1} x"#, 9), (#"{"a":tru}"#, 6), (#"{"a":"x}"#, 9), (#"{"a":"\x"}"#, 7),
    (#"{"a":"\u12g4"}"#, 7), ("[1]", 1), ("{\"a\":\"\t\"}", 7), (#"{"a":1-2}"#, 6), ("\0", 1),
  ])
  func malformed(line: String, position: Int) throws {
    let rows = try read("{\"a\":1}\n\(line)\n{\"a\":2}\n").rows()
    #expect(rows.count == 3)
    guard case .malformedJSON(let found, _)? = rows[1].fault?.problem else {
      Issue.record("\(String(describing: rows[1].fault))")
      return
    }
    #expect(found == position)
    #expect(rows[1].fault?.line == 2)
    #expect(rows[2].cells == ["2"])
  }

  @Test(arguments: ["[[1]]", "[1,\"x\"]", "{\"x\":1}"])
  func nested(value: String) throws {
    let rows = try read("{\"a\":1,\"b\":2}\n{\"a\":1,\"b\":\(value)}\n{\"b\":3}\n").rows()
    #expect(rows[1].fault?.problem == .nestedJSON)
    #expect(rows[1].fault?.column == "b")
    #expect(rows[2].cells == ["", "3"])
  }

  @Test func laterKeysAreWarnedAboutOnce() throws {
    var text = String(repeating: "{\"a\":1}\n", count: 256)
    text += "{\"a\":2,\"late\":1}\n{\"late\":1,\"a\":3}\n{\"other\":0}\n"
    let reader = try read(text)
    #expect(reader.columns == ["a"])
    let cells = try reader.cells()
    #expect(cells.suffix(3) == [["2"], ["3"], [""]])
    #expect(reader.warnings.map(\.key) == ["late", "other"])
    #expect(reader.warnings.map(\.line) == [257, 259])
  }

  @Test func keysOfTheSample() throws {
    let text = (0..<256).map { "{\"k\($0 / 64)\":\($0)}\n" }.joined()
    let reader = try read(text)
    #expect(reader.columns == ["k0", "k1", "k2", "k3"])
    #expect(try reader.cells()[64] == ["", "64", "", ""])
  }

  @Test func givenKeys() throws {
    let path = try scratch.write("{\"b\":1,\"a\":2}\n")
    let reader = try TableReader(path: path, keys: ["a", "b"])
    #expect(reader.sampleCount == 0)
    #expect(try reader.cells() == [["2", "1"]])
  }

  @Test func pythonLiterals() throws {
    let reader = try read("{\"a\":NaN,\"b\":Infinity,\"c\":-Infinity}\n")
    #expect(try reader.cells() == [["NaN", "Infinity", "-Infinity"]])
  }

  @Test func lastOfEqualKeysWins() throws {
    #expect(try read("{\"a\":1,\"a\":2}").cells() == [["2"]])
  }

  @Test func unusableFiles() throws {
    let array = try scratch.write("[\"a\",1]", "array.json")
    #expect(
      failure { () throws(TableError) in _ = try TableReader(path: array) }
        == .jsonArray(file: array))
    let broken = try scratch.write("{\n  \"a\": 1\n", "broken.json")
    guard
      case .noObjects(let fault)? = failure({ () throws(TableError) in
        _ = try TableReader(path: broken)
      })
    else {
      Issue.record("half an object was accepted")
      return
    }
    #expect(fault.line == 1)
  }

  @Test func tooManyKeys() throws {
    let text = "{" + (0...4_096).map { "\"k\($0)\":1" }.joined(separator: ",") + "}"
    let path = try scratch.write(text)
    #expect(
      failure { () throws(TableError) in _ = try TableReader(path: path) }
        == .tooManyColumns(file: path, count: 4_097))
  }
}
