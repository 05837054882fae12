import TestSupport
import Testing

@testable import FledglingTables

struct NestedJSONTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(
    _ text: String, keys: [String]? = nil, dropped: Set<String> = []
  ) throws -> TableReader {
    try TableReader(path: scratch.write(text, "table.json"), keys: keys, dropped: dropped)
  }

  @Test func membersAreColumns() throws {
    let reader = try read(
      #"{"x":1,"m":{"a":2,"n":{"b":"y"}}}"# + "\n" + #"{"m":{"n":{"b":null,"c":[1,2]}},"x":3}"#
        + "\n")
    #expect(reader.columns == ["x", "m.a", "m.n.b", "m.n.c"])
    #expect(try reader.cells() == [["1", "2", "y", ""], ["3", "", "", "[1,2]"]])
    #expect(reader.warnings.isEmpty)
  }

  @Test func whatNobodyNeedsIsPassedOver() throws {
    let line = #"{"x":1,"tags":["a","]"],"m":{"a":[{"b":1}],"c":2},"e":[]}"# + "\n"
    let all = try read(line)
    #expect(all.columns == ["x", "m.c"])
    #expect(all.warnings.map(\.problem) == [.unusableKey("tags"), .unusableKey("m.a")])
    let known = try read(line, keys: ["x", "m.c"])
    #expect(try known.cells() == [["1", "2"]])
    let flat = try read(line, keys: ["x"])
    #expect(try flat.cells() == [["1"]])
    #expect(flat.warnings.map(\.key) == ["tags", "m", "e"])
  }

  @Test func objectsWithoutColumns() throws {
    #expect(throws: TableError.noColumns(file: scratch.path("table.json"), key: "data")) {
      _ = try read(#"{"data":[{"x":1},{"x":2}]}"#)
    }
  }

  /// The columns before the fault are no reason to miss those behind it.
  @Test func objectsThatAreAllMalformed() throws {
    let line = #"{"x":1,"s":"\ud800","y":2}"# + "\n"
    do {
      _ = try read(line + line)
      Issue.record("no error")
    } catch TableError.noObjects(let fault) {
      #expect(fault.line == 1)
    }
    #expect(try read(line + #"{"x":1,"y":2}"#).columns == ["x", "y"])
  }

  @Test func droppedKeysMayHoldAnything() throws {
    let text =
      #"{"x":1,"m":{"a":1}}"# + "\n" + #"{"x":2,"m":"s"}"# + "\n" + #"{"x":3,"m":["q"]}"# + "\n"
    let reader = try read(text, dropped: ["m"])
    #expect(reader.columns == ["x", "m"])
    #expect(try reader.cells().map { $0[0] } == ["1", "2", "3"])
    #expect(reader.warnings.isEmpty)
  }

  @Test func aColumnThatIsNeededMustHoldAValue() throws {
    let reader = try read(#"{"x":1,"m":{"a":1}}"#, keys: ["x", "m"])
    let fault = try reader.rows()[0].fault
    #expect(fault?.problem == .nestedJSON)
    #expect(fault?.column == "m")
  }

  @Test(arguments: [
    "[{\"a\":1,\"b\":\"{\"},\n {\"a\":2,\"b\":\"]\"}]\n",
    "[{\"a\":1,\"b\":\"{\"},{\"a\":2,\"b\":\"]\"}]",
    "{\n  \"a\": 1,\n  \"b\": \"{\"\n}\n{\n  \"a\": 2,\n  \"b\": \"]\"\n}\n",
    "{\"a\":1,\"b\":\"{\"}\r{\"a\":2,\"b\":\"]\"}\r",
    "  [\n{\"a\":1,\"b\":\"{\"}\n,\n{\"a\":2,\"b\":\"]\"}\n]",
  ])
  func objectsOverLinesOrInAnArray(text: String) throws {
    for chunk in [1, 9, 40, 1_000] {
      let reader = try TableReader(chunk: chunk, path: scratch.write(text))
      #expect(reader.columns == ["a", "b"])
      #expect(try reader.cells() == [["1", "{"], ["2", "]"]])
    }
  }

  @Test func brokenLinesCostNoOthers() throws {
    let rows = try read("{\"a\":1\n{\"a\":2}\n{\"a\":3}\n").rows()
    #expect(rows.map { $0.fault == nil } == [false, true, true])
    let inside = try read("{\"a\":1}\n{\"a\":\n{\"a\":3}\n").rows()
    #expect(inside.map { $0.fault == nil } == [true, false, true])
  }

  @Test func brokenArray() throws {
    let path = try scratch.write("[{\"a\":1},\n{\"a\":2,\n")
    let error = failure { () throws(TableError) in _ = try TableReader(path: path).rows() }
    #expect(error == .malformedObjects(file: path, line: 2))
    let numbers = try scratch.write("[1,2]", "numbers.json")
    #expect(
      failure { () throws(TableError) in _ = try TableReader(path: numbers) }
        == .jsonArray(file: numbers))
  }

  @Test func marksBetweenLines() throws {
    #expect(try read("{\"a\":1}\n\u{feff}{\"a\":2}\n").cells() == [["1"], ["2"]])
  }

  @Test func halfASurrogatePairIsNoText() throws {
    let rows = try read("{\"a\":\"x\"}\n{\"a\":\"\\ud800\"}\n{\"a\":\"y\"}\n").rows()
    #expect(rows.map { $0.fault == nil } == [true, false, true])
  }
}
