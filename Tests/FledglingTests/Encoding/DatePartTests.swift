import Foundation
import Testing

@testable import Fledgling

struct DatePartTests {
  struct Known: Sendable, CustomTestStringConvertible {
    var text: String
    var seconds: Double
    var yearDay: Float
    /// Sunday is zero.
    var weekday: Float
    var hour: Float
    var testDescription: String { text }
  }

  @Test(arguments: [
    Known(text: "1970-01-01T00:00", seconds: 0, yearDay: 0, weekday: 4, hour: 0),
    Known(text: "1969-12-31T23:00", seconds: -3_600, yearDay: 364, weekday: 3, hour: 23),
    Known(text: "2000-02-29T12:00", seconds: 951_825_600, yearDay: 59, weekday: 2, hour: 12),
    Known(text: "2000-12-31T00:00", seconds: 978_220_800, yearDay: 365, weekday: 0, hour: 0),
    Known(text: "2024-12-31T18:30", seconds: 1_735_669_800, yearDay: 365, weekday: 2, hour: 18.5),
    Known(text: "2023-03-01T06:00", seconds: 1_677_650_400, yearDay: 59, weekday: 3, hour: 6),
    Known(text: "1900-03-01T00:00", seconds: -2_203_891_200, yearDay: 59, weekday: 4, hour: 0),
    Known(text: "1900-12-31T00:00", seconds: -2_177_539_200, yearDay: 364, weekday: 1, hour: 0),
    Known(text: "1600-02-29T00:00", seconds: -11_670_998_400, yearDay: 59, weekday: 2, hour: 0),
    Known(
      text: "2100-12-31T23:59", seconds: 4_133_980_740, yearDay: 364, weekday: 5, hour: 23.983334),
  ])
  func knownDates(date: Known) {
    #expect(DatePart.yearDay.value(of: date.seconds) == date.yearDay)
    #expect(DatePart.weekday.value(of: date.seconds) == date.weekday)
    #expect(abs(DatePart.hour.value(of: date.seconds) - date.hour) < 1e-5)
    #expect(DatePart.days.value(of: date.seconds) == Float(date.seconds / 86_400))
  }

  /// Against the system's calendar, from the year 1600 to 2400.
  @Test(arguments: [UInt64](1...3))
  func randomDates(seed: UInt64) throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    var random = SplitMix64(seed: seed)
    for _ in 0..<300 {
      let seconds = Double(random.below(25_245_561_600)) - 11_670_998_400
      let date = Date(timeIntervalSince1970: seconds)
      let day = try #require(calendar.ordinality(of: .day, in: .year, for: date))
      let parts = calendar.dateComponents([.weekday, .hour, .minute, .second], from: date)
      #expect(DatePart.yearDay.value(of: seconds) == Float(day - 1), "\(date)")
      #expect(DatePart.weekday.value(of: seconds) == Float((parts.weekday ?? 0) - 1), "\(date)")
      #expect(Int(DatePart.hour.value(of: seconds)) == parts.hour, "\(date)")
    }
  }

  @Test(arguments: [1e300, -1e300, 1e15, -1e15, .greatestFiniteMagnitude])
  func farAwayIsNoError(seconds: Double) {
    for part in DatePart.allCases { #expect(!part.value(of: seconds).isNaN) }
  }
}
