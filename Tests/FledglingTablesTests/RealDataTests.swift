import Fledgling
import Foundation
import Testing

@testable import FledglingTables

private enum RealTables {
  static let directory =
    ProcessInfo.processInfo.environment["FLEDGLING_DATA"] ?? "../shared/data"
  static var isPresent: Bool {
    FileManager.default.fileExists(atPath: directory + "/electricity.csv")
  }
}

/// Reads real tables, which are not part of the project: from `FLEDGLING_DATA` or `../shared/data`.
@Suite(.enabled(if: RealTables.isPresent, "set FLEDGLING_DATA to a directory of tables"))
struct RealDataTests {
  @Test(arguments: [
    ("electricity.csv", "class", 45_312, LearningTask.classification),
    ("bank.csv", "y", 45_211, .classification),
    ("bike_hourly.csv", "cnt", 17_379, .regression), ("fried.csv", "target", 40_768, .regression),
    ("sms.csv", "label", 5_574, .classification),
    ("banking77_test.csv", "category", 3_080, .classification),
    ("occupancy_datatraining.csv", "Occupancy", 8_143, .classification),
    ("obd_bts_men.csv", "click", 10_000, .classification),
  ])
  func everyRowIsRead(name: String, target: String, count: Int, task: LearningTask) throws {
    let reader = try TableReader(path: RealTables.directory + "/" + name)
    let inferred = try SchemaInference(target: target).infer(reader)
    #expect(inferred.schema.task == task)
    var decoder = try RowDecoder(
      schema: inferred.schema, columns: reader.columns, file: name)
    var record = TableRecord()
    var values: [Value] = []
    var rows = 0
    while try reader.next(&record) {
      guard case .row(_?) = decoder.decode(record, into: &values) else {
        Issue.record("\(name), line \(record.line)")
        break
      }
      rows += 1
    }
    #expect(rows == count)
    #expect(inferred.schema.notation.formats.values.allSatisfy { $0 == "month/day/year" })
  }

  @Test(arguments: [
    ("sms.csv", "label", ["text"]), ("banking77_train.csv", "category", ["text"]),
    ("bank.csv", "y", []), ("helpdesk_events.csv", "ActivityID", []),
    ("chess_episodes.csv", "result", []), ("obd_random_men.csv", "click", []),
    ("obd_random_men_items.csv", "item_id", []), ("movielens_ratings.csv", "rating", []),
  ])
  func texts(name: String, target: String, texts: [String]) throws {
    let reader = try TableReader(path: RealTables.directory + "/" + name)
    let fields = try SchemaInference(target: target).infer(reader).schema.fields
    #expect(fields.filter { $0.kind.isRich }.map(\.name) == texts)
  }

  @Test func rowNumbers() throws {
    let reader = try TableReader(path: RealTables.directory + "/occupancy_datatraining.csv")
    #expect(reader.columns.prefix(2) == ["row", "date"])
    let inferred = try SchemaInference(target: "Occupancy").infer(reader)
    #expect(inferred.schema.fields[1] == Field("date", .dateTime))
  }
}
