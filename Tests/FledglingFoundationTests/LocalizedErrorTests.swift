import Fledgling
import FledglingFoundation
import FledglingTables
import Foundation
import Testing

@Suite struct LocalizedErrorTests {
  @Test func aLocalizedDescriptionSaysWhatIsWrong() {
    let error: any Error = LearnerError.fieldCount(expected: 3, found: 2)
    #expect(error.localizedDescription == "the example has 2 values, but the schema has 3 fields")
    #expect((error as? any CodedError)?.code == "fieldCount")
  }

  @Test func everyLibrarySpeaks() throws {
    #expect(throws: TableError.self) { try TableReader(path: "/no/such/table.csv") }
    do { _ = try TableReader(path: "/no/such/table.csv") } catch {
      #expect(error.localizedDescription.contains("/no/such/table.csv"))
    }
  }

  @Test func datesAndDataAreTaken() throws {
    #expect(Value.date(Date(timeIntervalSince1970: 12.5)) == .number(12.5))
    let schema = try Schema(fields: [Field("a", .number)], target: "y", task: .classification)
    let learner = Learner(schema: schema)
    #expect(try Learner(snapshot: Data(learner.snapshot())).snapshot() == learner.snapshot())
  }
}
