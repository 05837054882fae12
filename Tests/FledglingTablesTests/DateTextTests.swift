import Foundation
import Testing

@testable import FledglingTables

struct DateTextTests {
  private func parse(_ text: String, dayFirst: Bool = false) -> Double? {
    withBytes(text) { DateText.parse($0, dayFirst: dayFirst) }
  }

  @Test(arguments: [
    ("1970-01-01", 0.0), ("2012-04-03 16:55:38", 1_333_472_138),
    ("2015-02-04T17:51:00Z", 1_423_072_260), ("2015-02-04T17:51:00+00:00", 1_423_072_260),
    ("2015-02-04T19:51:00+02", 1_423_072_260), ("2015-02-04T12:21:00-0530", 1_423_072_260),
    ("2015-02-04 17:51 Z", 1_423_072_260), ("2015-02-04 17:51:00.25", 1_423_072_260.25),
    ("1969-12-31T23:59:59", -1), ("2000-02-29", 951_782_400), ("2011/01/31", 1_296_432_000),
    ("1/31/2011", 1_296_432_000), ("01/31/2011 0:00", 1_296_432_000),
    ("0001-01-01", -62_135_596_800),
    ("2019-11-24 00:00:02.000000+00:00", 1_574_553_602),
  ])
  func valid(text: String, seconds: Double) { #expect(parse(text) == seconds) }

  @Test func orders() {
    #expect(parse("31/12/2011", dayFirst: true) == parse("2011-12-31"))
    #expect(parse("1/2/2011", dayFirst: true) == parse("2011-02-01"))
    #expect(parse("1/2/2011") == parse("2011-01-02"))
    #expect(parse("31/12/2011") == nil)
  }

  @Test(arguments: [
    "", "2012", "2012-04", "2012-13-01", "2012-00-01", "2011-02-29", "1900-02-29", "2012-04-31",
    "2012-04-03x", "2012-04-03 ", "2012-04-03 24:00:00", "2012-04-03 16", "2012-04-03 16:60",
    "2012-04-03 16:55:61", "2012-04-03 16:55:38.", "2012-04-03T16:55:38+", "2012-04-03T16:55Zx",
    "12/31/11", "20120403", "2012-04/03", "123-04-03", "2012-04-03+02:00", "12345-01-01",
  ])
  func invalid(text: String) { #expect(parse(text) == nil) }

  @Test func everyDay() {
    var days = -719_162.0
    var wrong = 0
    for year in 1...2_400 {
      for month in 1...12 {
        for day in 1...31 {
          guard let found = parse("\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))") else {
            continue
          }
          if found != days * 86_400 { wrong += 1 }
          days += 1
        }
      }
    }
    #expect(wrong == 0)
  }

  private func pad(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: width - text.count) + text
  }
}
