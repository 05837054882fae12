/// Reads dates and date-times of the proleptic Gregorian calendar.
///
/// Dates: `2012-04-03`, also with slashes or points; `3.4.2012`, where the day always comes first;
/// `1/31/2011` or `31-1-2011`, where it is said what comes first; `3-Apr-2012`, `3 April 2012`,
/// `Apr 3, 2012` with English names; `20120403`.  A weekday may stand before them.  Of a year of two
/// digits, 69 to 99 are in the 20th century and the others in the 21st.
///
/// Times, after a blank, a comma or a `T`: `16:55`, `16:55:38.25`, `4:55 PM`.  After the time the zone
/// may stand: `Z`, `UTC`, `GMT`, `+02`, `+0200`, `+02:00`, `UTC+2` or one of the usual names of
/// American and European zones.  A time without a zone is UTC.
enum DateText {
  /// Seconds since 1970-01-01T00:00:00Z, or nil if trimmed bytes are no valid date.
  static func parse(_ text: UnsafeBufferPointer<UInt8>, dayFirst: Bool) -> Double? {
    guard text.count >= 6, text.count <= 80 else { return nil }
    var reader = DateReader(text: text)
    guard let days = DateText.days(&reader, dayFirst) else { return nil }
    if let seconds = reader.seconds { return Double(days * 86_400) + seconds }
    return clock(&reader).map { Double(days * 86_400) + $0 }
  }

  /// Whether trimmed bytes are a date of zeros, as databases write a date that is missing.
  static func isZero(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.count >= 8 && text.count(where: { $0 == UInt8(ascii: "0") }) >= 8
      && text.allSatisfy { byte in
        byte == UInt8(ascii: "0") || "-/.: TZ".utf8.contains(byte)
      }
  }

  /// Whether trimmed bytes are a date that is a whole number as well: `20120403`, of the years 1900 to
  /// 2099.
  static func isCompact(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count == 8 || text.count == 14, text.allSatisfy({ $0 &- 48 < 10 }) else {
      return false
    }
    let century = (text[0] &- 48) * 10 + (text[1] &- 48)
    return (19...20).contains(century) && parse(text, dayFirst: false) != nil
  }

  // MARK: Days

  private static func days(_ reader: inout DateReader, _ dayFirst: Bool) -> Int? {
    if reader.isAtLetter {
      reader.skipWeekday()
      if reader.isAtLetter { return daysAfterMonthName(&reader) }
    }
    guard let first = reader.number(1...14) else { return nil }
    switch reader.lastDigits {
    case 8: return days(first / 10_000, first / 100 % 100, first % 100)
    case 14:
      guard let seconds = seconds(first % 1_000_000) else { return nil }
      reader.seconds = reader.isAtEnd ? seconds : nil
      let date = first / 1_000_000
      return reader.isAtEnd ? days(date / 10_000, date / 100 % 100, date % 100) : nil
    case 4: return daysAfterYear(first, &reader)
    case 1, 2: return daysAfterNumber(first, &reader, dayFirst)
    default: return nil
    }
  }

  private static func daysAfterYear(_ year: Int, _ reader: inout DateReader) -> Int? {
    guard let separator = reader.separator("-/.") else { return nil }
    guard let month = reader.isAtLetter ? reader.month() : reader.number(1...2),
      reader.take(separator), let day = reader.number(1...2)
    else { return nil }
    return days(year, month, day)
  }

  /// The rest of a date that begins with its day or its month.
  private static func daysAfterNumber(
    _ first: Int, _ reader: inout DateReader, _ dayFirst: Bool
  ) -> Int? {
    let separator = reader.separator("-/. ")
    if reader.isAtLetter {
      reader.skipOrdinal()
      reader.skip(" ")
      guard let month = reader.month() else { return nil }
      reader.skip(".,-/ ")
      return reader.year().flatMap { days($0, month, first) }
    }
    guard let separator, separator != " " else { return nil }
    if separator == "." { reader.skip(" ") }
    if separator == ".", reader.isAtLetter {
      guard let month = reader.month() else { return nil }
      reader.skip(". ")
      return reader.year().flatMap { days($0, month, first) }
    }
    guard let second = reader.number(1...2), reader.take(separator) else { return nil }
    if separator == "." { reader.skip(" ") }
    guard let year = reader.year() else { return nil }
    let isDayFirst = separator == "." || dayFirst
    return isDayFirst ? days(year, second, first) : days(year, first, second)
  }

  /// `Apr 3, 2012`, or `Apr 3 16:55:38 2012` with the year last.
  private static func daysAfterMonthName(_ reader: inout DateReader) -> Int? {
    guard let month = reader.month() else { return nil }
    reader.skip(".- ")
    guard let day = reader.number(1...2) else { return nil }
    reader.skipOrdinal()
    reader.skip(",- ")
    let start = reader.position
    if let year = reader.year(), reader.next != UInt8(ascii: ":") {
      return days(year, month, day)
    }
    reader.position = start
    guard var seconds = time(&reader) else { return nil }
    reader.skip(" ")
    if reader.isAtLetter {
      guard let offset = reader.zone() else { return nil }
      seconds -= Double(offset)
      reader.skip(" ")
    }
    guard let year = reader.number(4...4), reader.isAtEnd else { return nil }
    reader.seconds = seconds
    return days(year, month, day)
  }

  static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    guard (1...12).contains(month), day >= 1, day <= length(of: month, year) else { return nil }
    // The year begins in March here, so that a leap day is its last.
    let year = month <= 2 ? year + 399 : year + 400
    let era = year / 400
    let yearOfEra = year % 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era - 1) * 146_097 + dayOfEra - 719_468
  }

  private static func length(of month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  // MARK: Times

  /// The seconds that the rest of the text adds to the beginning of the day; nil if it is no time.
  private static func clock(_ reader: inout DateReader) -> Double? {
    if reader.isAtEnd { return 0 }
    let hasMark = reader.take("T") || reader.take("t")
    guard hasMark || reader.skip(", ") || reader.take(":") else { return nil }
    guard let time = hasMark && reader.isCompactTime ? compactTime(&reader) : time(&reader) else {
      return nil
    }
    reader.skip(" ")
    guard let offset = reader.zone(), reader.isAtEnd else { return nil }
    return time - Double(offset)
  }

  private static func time(_ reader: inout DateReader) -> Double? {
    guard let hour = reader.number(1...2) else { return nil }
    var seconds = 0.0
    var hasMinutes = false
    if reader.take(":") {
      hasMinutes = true
      guard let minute = reader.number(2...2), minute < 60 else { return nil }
      seconds = Double(minute * 60)
      if reader.take(":") {
        // A leap second is read as the second after it.
        guard let second = reader.number(2...2), second <= 60 else { return nil }
        seconds += Double(second)
        if reader.take(".") || reader.take(",") {
          guard let fraction = reader.fraction() else { return nil }
          seconds += fraction
        }
      }
    }
    guard let isAfternoon = reader.halfOfDay() else {
      return hasMinutes && hour < 24 ? Double(hour * 3_600) + seconds : nil
    }
    guard (1...12).contains(hour) else { return nil }
    return Double((hour % 12 + (isAfternoon ? 12 : 0)) * 3_600) + seconds
  }

  /// `165538` or `1655`.
  private static func compactTime(_ reader: inout DateReader) -> Double? {
    guard let digits = reader.number(4...6), reader.lastDigits != 5 else { return nil }
    guard let seconds = seconds(reader.lastDigits == 4 ? digits * 100 : digits) else { return nil }
    guard reader.take(".") || reader.take(",") else { return seconds }
    return reader.fraction().map { seconds + $0 }
  }

  /// The seconds of a time that is written as one number of six digits.
  private static func seconds(_ digits: Int) -> Double? {
    let (hour, minute, second) = (digits / 10_000, digits / 100 % 100, digits % 100)
    guard hour < 24, minute < 60, second <= 60 else { return nil }
    return Double(hour * 3_600 + minute * 60 + second)
  }
}
