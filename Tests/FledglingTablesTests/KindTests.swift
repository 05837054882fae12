import Fledgling
import Testing

@testable import FledglingTables

/// The bulk of a column decides what it holds.
struct KindTests {
  private func infer(
    _ cells: [String], named name: String = "x", delimiter: String = ",",
    _ change: (inout SchemaInference) -> Void = { _ in }
  ) throws -> InferredSchema {
    let rows = cells.enumerated().map { "\"\($1)\"\(delimiter)\($0 % 2 == 0 ? "a" : "b")" }
    let text = ([name + delimiter + "y"] + rows).joined(separator: "\n") + "\n"
    var inference = SchemaInference(target: "y")
    change(&inference)
    return try inference.infer(TableReader(text: text, name: "t"))
  }

  private func kind(_ cells: [String], delimiter: String = ",") throws -> Field.Kind? {
    try infer(cells, delimiter: delimiter).schema.fields.first?.kind
  }

  private func pattern(_ cells: [String], delimiter: String = ",") throws -> String? {
    try infer(cells, delimiter: delimiter).schema.notation.formats["x"]
  }

  private func measures(_ count: Int) -> [String] {
    (0..<count).map { "\(Double(($0 * 7_919) % 5_000) / 10 + 0.25)" }
  }

  @Test func oddCellsFlipNoKind() throws {
    #expect(try kind(measures(100) + ["unknown"]) == .number)
    #expect(try kind(["tbd"] + measures(100)) == .number)
    #expect(try kind(measures(95) + ["a", "b", "c", "d", "e"]) == .number)
    #expect(try kind(measures(60) + Array(repeating: "-", count: 30)) == .number, "one word")
    #expect(try kind(measures(50) + measures(50).map { "A" + $0 }) == .category)
    let days = (1...28).map { "2024-03-\($0 < 10 ? "0" : "")\($0)" }
    #expect(try kind(days + ["0000-00-00"]) == .dateTime)
    #expect(try kind(days + ["2024-02-31", "soon"]) == .dateTime)
    #expect(try kind(["1", "2", "3", "x"]) == .category)
    let ratings = (0..<99).map { "\($0 % 5 + 1)" }
    #expect(try kind(ratings + ["unknown"]) == .number)
    #expect(try kind(ratings + (0..<8).map { _ in "K" }) == .category, "a class among few")
  }

  @Test func nearlyNumbersAreRemarked() throws {
    let found = try infer(measures(70) + (0..<30).map { "word\($0)" })
    #expect(found.schema.fields[0].kind == .category)
    #expect(found.remarks.count == 1)
    #expect(found.remarks.first?.contains("70 of 100 cells are numbers") == true)
    #expect(found.remarks.first?.contains("--number x") == true)
  }

  @Test func columnsThatTeachLittleAreRemarked() throws {
    let times = try infer((0..<40).map { "\(10 + $0 % 10):\(10 + $0)" })
    #expect(times.schema.fields[0].kind == .category)
    #expect(times.remarks.count == 1)
    #expect(times.remarks.first?.contains("40 of 40 cells differ") == true)
    #expect(try infer((0..<40).map { "c\($0 % 20)" }).remarks.isEmpty)
    let blank = try infer(Array(repeating: "", count: 30))
    #expect(blank.remarks.first?.contains("no value in the first 30 rows") == true)
  }

  @Test func formats() throws {
    #expect(try pattern(measures(30)) == nil)
    #expect(try pattern(["1,5", "2,75", "1.234,5"]) == "1.234,5")
    #expect(try pattern(["1,5", "2,75", "3,1"], delimiter: ";") == "1234,5")
    #expect(try pattern(["1,234.50", "6,805.00", "12.25"]) == "1,234.5")
    #expect(try pattern(["$12.50", "$1,068.05"]) == "$1,234.5")
    #expect(try pattern(["12.5 €", "3.25 €"]) == "1234.5 €")
    #expect(try pattern(["45.3%", "12%"]) == "1234.5%")
    #expect(try pattern(["1'234.50", "99.10"]) == "1'234.5")
    #expect(try pattern(["−2532.4", "8004.5"]) == nil)
  }

  @Test func ambiguousMarks() throws {
    let cells = ["1,234", "2,345", "3,456"]
    #expect(try pattern(cells) == "1,234.5", "between thousands")
    #expect(try pattern(cells, delimiter: ";") == "1234,5", "a decimal comma")
    for delimiter in [",", ";"] {
      #expect(try infer(cells, delimiter: delimiter).remarks.contains { $0.contains("1,234") })
    }
    #expect(try pattern(cells + ["7,25"]) == "1234,5", "the column shows it")
    #expect(try pattern(cells + ["7.25"], delimiter: ";") == "1,234.5")
    let table = "a;b;y\n1,5;1.234;p\n2,25;5.678;q\n"
    let found = try SchemaInference(target: "y").infer(TableReader(text: table, name: "t"))
    #expect(found.schema.notation.formats["b"] == "1.234,5", "the other columns show it")
  }

  @Test func unitsOfSeveralKinds() throws {
    let cells = (0..<20).map { "\(100 + $0 * 7) \($0 % 2 == 0 ? "kg" : "lb")" }
    let found = try infer(cells)
    #expect(found.schema.fields[0].kind == .category)
    #expect(found.remarks.contains { $0.contains("several units") && $0.contains("\"lb\"") })
  }

  @Test func codes() throws {
    #expect(try kind(["01234", "90210", "10001", "60601"]) == .category)
    #expect(try kind((0..<100).map { $0 == 7 ? "05" : "\($0 * 13)" }) == .number, "one stray zero")
    #expect(try kind((0..<40).map { "9007199254740\(100 + $0 % 4 * 17)" }) == .category)
    let times = (0..<40).map { "\(1_600_000_000 + $0 % 5 * 1_234)" }
    #expect(try kind(times) == .number, "seconds since 1970")
    #expect(try kind((0..<40).map { "79\(10_000_000 + $0 % 5 * 1_234)" }) == .category)
    #expect(try kind((0..<40).map { "\(1_700_000_000_000 + $0 / 4 * 3_600_000)" }) == .number)
    #expect(try kind((0..<40).map { "\(($0 % 5 + 1) * 150_000_000)" }) == .number, "amounts")
    #expect(try kind(["007.5", "012.25", "3.5"]) == .number)
    let found = try infer(["01234", "90210", "10001", "60601"])
    #expect(found.remarks.contains { $0.contains("leading zeros") && $0.contains("--number x") })
    let order = try infer(["001", "002", "003", "004"]) { $0.quantities = ["x"] }
    #expect(order.schema.fields[0].kind == .number)
  }

  @Test func dates() throws {
    for cells in [
      ["04.03.2024 13:52", "19.04.2024 10:30"], ["03/04/2024 01:52 PM", "04/19/2024 10:30 AM"],
      ["04-Mar-2024", "19-Apr-2024"], ["Mar 4, 2024", "Apr 19, 2024"], ["20240304", "20240419"],
      ["2024-03-04 13:52:00 UTC", "2024-04-19 10:30:00 CEST"], ["4.3.24", "19.4.24"],
    ] {
      #expect(try kind(cells) == .dateTime, "\(cells)")
    }
    #expect(try kind(["20240304", "20249999", "31415926"]) == .number)
  }

  @Test func orderOfDayAndMonth() throws {
    let unsettled = try infer(["09/03/2024", "08/06/2024"])
    #expect(unsettled.schema.fields == [Field("x", .dateTime)])
    #expect(unsettled.remarks.contains { $0.contains("--day-first x") })
    let told = try infer(["09/03/2024", "08/06/2024"]) { $0.dayFirst = ["x"] }
    #expect(told.schema.fields == [Field("x", .dateTime, isDayFirst: true)])
    #expect(told.remarks.isEmpty)
    let settled = try infer(["09/03/2024", "28/06/2024"])
    #expect(settled.schema.fields[0].isDayFirst && settled.remarks.isEmpty)
    #expect(settled.schema.notation.formats["x"] == "day/month/year")
    let hyphens = try infer(["09-03-2024", "08-06-2024"])
    #expect(hyphens.schema.fields[0].isDayFirst)
    #expect(hyphens.remarks.contains { $0.contains("--month-first x") })
  }

  @Test func missingWordsThatCouldBeClasses() throws {
    let countries = (0..<90).map { ["ZA", "NA", "BW"][$0 % 3] }
    let remarks = try infer(countries).remarks
    #expect(remarks.contains { $0.contains("\"NA\"") && $0.contains("--missing") })
    let rare = (0..<90).map { $0 == 5 ? "NA" : ["ZA", "BW"][$0 % 2] }
    #expect(try infer(rare).remarks.isEmpty)
    let kept = try infer(countries) { $0.missingWords = [] }
    #expect(kept.remarks.isEmpty)
    #expect(kept.schema.notation.missingWords == [])
  }

  @Test func targetsThatAreHardlyClasses() throws {
    func remarks(_ cells: [String]) throws -> [String] {
      let rows = cells.enumerated().map { "\($0).5,\"\($1)\"" }
      let text = (["x,y"] + rows).joined(separator: "\n") + "\n"
      return try SchemaInference(target: "y").infer(TableReader(text: text, name: "t")).remarks
    }
    let dates = try remarks((0..<30).map { "2024-03-\(10 + $0 % 15)" })
    #expect(dates.count == 1 && dates[0].contains("holds dates"))
    let names = try remarks((0..<30).map { "name\($0)" })
    #expect(names.count == 1 && names[0].contains("30 of 30 cells differ"))
    let codes = try remarks((0..<30).map { "900719925474099\(2 + $0 % 2)" })
    #expect(codes.count == 1 && codes[0].contains("has 2 whole numbers that look like codes"))
  }

  @Test func targets() throws {
    func infer(_ cells: [String], _ task: LearningTask? = nil) throws -> InferredSchema {
      let text = "x,y\n" + cells.map { "1,\"\($0)\"\n" }.joined()
      return try SchemaInference(target: "y", task: task).infer(TableReader(text: text, name: "t"))
    }
    #expect(try infer(measures(50) + ["N/A"]).schema.task == .regression)
    #expect(try infer(measures(50) + ["unknown"]).schema.task == .regression)
    let prices = try infer(["1,828.81", "735.82", "2,503.00"])
    #expect(prices.schema.task == .regression)
    #expect(prices.schema.notation.formats["y"] == "1,234.5")
    let letters = try infer((0..<260).map { "\($0 % 26 + 1)" })
    #expect(letters.schema.task == .regression)
    #expect(letters.remarks.contains { $0.contains("--kind classify") })
    let binary = try infer((0..<20).map { "\($0 % 2)" })
    #expect(binary.schema.task == .classification)
    #expect(binary.remarks.contains { $0.contains("--kind regress") })
    #expect(throws: TableError.self) { try infer(["red", "green", "1"], .regression) }
  }
}
