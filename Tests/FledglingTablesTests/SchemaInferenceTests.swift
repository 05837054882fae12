import TestSupport
import Fledgling
import Testing

@testable import FledglingTables

struct SchemaInferenceTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func infer(_ text: String, _ inference: SchemaInference) throws -> InferredSchema {
    try inference.infer(TableReader(path: scratch.write(text)))
  }

  @Test func kinds() throws {
    let text = """
      n,i,b,yes,d,s,us,eu,c,none,mixed,y
      1.5,inf,true,yes,2012-04-03,x,1/2/2011,1/12/2011,a,,1,0
      NA,-1e999,FALSE,no,2012-04-03T16:55:38Z,y,12/31/2011,31/12/2011,1,?,x,1
      nan,2,?,no,null,,,,b,NaN,2012-01-01,0
      """
    let inferred = try infer(text, SchemaInference(target: "y"))
    #expect(
      inferred.schema.fields.map(\.kind) == [
        .number, .number, .boolean, .category, .dateTime, .category, .dateTime, .dateTime,
        .category, .category, .category,
      ])
    #expect(inferred.schema.fields.filter(\.isDayFirst).map(\.name) == ["eu"])
    #expect(inferred.targetColumn == 11)
    #expect(inferred.schema.task == .classification)
  }

  @Test func datesOfBothOrdersAreCategories() throws {
    let inferred = try infer("d,y\n1/31/2011,0\n31/1/2011,1\n", SchemaInference(target: "y"))
    #expect(inferred.schema.fields == [Field("d", .category)])
  }

  @Test func tasks() throws {
    func task(_ cells: [String]) throws -> LearningTask {
      let rows = cells.map { "1,\($0)\n" }.joined()
      return try infer("x,y\n" + rows, SchemaInference(target: "y")).schema.task
    }
    #expect(try task(["1", "2", "3", ""]) == .classification)
    #expect(try task(["1", "2.5"]) == .regression)
    #expect(try task(["1.0", "2.0"]) == .classification)
    #expect(try task((0..<20).map(String.init)) == .classification)
    #expect(try task((0..<21).map(String.init)) == .regression)
    #expect(try task(["1.5", "x"]) == .classification)
    #expect(try task(["", ""]) == .classification)
    #expect(try task([]) == .classification)
  }

  @Test func choices() throws {
    var inference = SchemaInference(
      target: "y", dropped: ["id"], overrides: ["x": .category], task: .regression)
    let inferred = try infer("id,x,y\n1,2,0\n", inference)
    #expect(inferred.schema.fields == [Field("x", .category)])
    #expect(inferred.schema.task == .regression)
    inference.task = nil
    inference.overrides = ["y": .number]
    #expect(try infer("id,x,y\n1,2,0\n", inference).schema.task == .regression)
  }

  @Test func unknownNames() throws {
    let path = try scratch.write("age,balance,Income,y\n1,2,3,4\n")
    let error = failure { () throws(TableError) in
      _ = try SchemaInference(target: "incme").infer(TableReader(path: path))
    }
    #expect(
      error == .unknownColumn(file: path, name: "incme", closest: ["Income", "age", "balance"]))
    #expect(
      error?.description
        == "\(path): there is no column \"incme\"; the closest are \"Income\", \"age\", \"balance\""
    )
    for inference in [
      SchemaInference(target: "y", dropped: ["z"]),
      SchemaInference(target: "y", overrides: ["z": .number]),
      SchemaInference(target: "y", dropped: ["y"]),
    ] {
      #expect(throws: TableError.self) { try inference.infer(TableReader(path: path)) }
    }
  }

  @Test func faultyRowsAreNoEvidence() throws {
    let inferred = try infer("x,y\n1,a\nword\n2,b\n", SchemaInference(target: "y"))
    #expect(inferred.schema.fields == [Field("x", .number)])
  }

  @Test func rowsAreStillReturned() throws {
    let rows = (0..<2_500).map { "\($0),\($0 % 2)\n" }.joined()
    let reader = try TableReader(path: scratch.write("x,y\n" + rows))
    _ = try SchemaInference(target: "y").infer(reader)
    let read = try reader.rows()
    #expect(read.map { $0.cells.first } == (0..<2_500).map(String.init))
    #expect(read.map(\.line) == Array(2...2_501))
  }

  @Test func jsonLines() throws {
    let text = """
      {"n":1,"b":true,"s":"x","y":"no"}
      {"n":2.5,"b":null,"d":"2020-01-01","y":"yes"}
      """
    let inferred = try infer(text, SchemaInference(target: "y"))
    #expect(
      inferred.schema.fields == [
        Field("n", .number), Field("b", .boolean), Field("s", .category), Field("d", .dateTime),
      ])
    #expect(inferred.targetColumn == 3)
  }
}
