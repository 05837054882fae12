import Fledgling
import FledglingTables

extension Example {
  static func table(_ print: Print) throws {
    let path = Page.root.appendingPathComponent("Examples/demo/parcels.csv").path
    // docs: Table
    let table = try TableReader(path: path)
    let inferred = try SchemaInference(target: "late", dropped: ["tracking"]).infer(table)
    for field in inferred.schema.fields { print(field.name, field.kind) }

    var decoder = try RowDecoder(
      schema: inferred.schema, columns: table.columns, file: table.file)
    var learner = Learner(schema: inferred.schema)
    var record = TableRecord()
    var values: [Value] = []
    while try table.next(&record) {
      if case .row(let outcome?) = decoder.decode(record, into: &values) {
        try learner.learn(values, outcome: outcome)
      }
    }
    print(learner.count, "examples")
    // end
  }
}
