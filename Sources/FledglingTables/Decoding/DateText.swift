/// Reads dates and date-times of the proleptic Gregorian calendar.
enum DateText {
  /// Seconds since 1970-01-01T00:00:00Z, or nil if trimmed bytes are no valid date.
  ///
  /// Accepts `2012-04-03`, `2012/04/03`, `1/31/2011` or, if the day comes first, `31/1/2011`;
  /// after a space or a `T` also `16:55` or `16:55:38.25`; after the time also `Z`, `+02`, `+0200`
  /// or `+02:00`.  A time without offset is UTC.
  static func parse(_ text: UnsafeBufferPointer<UInt8>, dayFirst: Bool) -> Double? {
    var reader = DigitReader(text: text)
    guard let days = days(&reader, dayFirst) else { return nil }
    var seconds = Double(days * 86_400)
    if reader.isAtEnd { return seconds }
    guard reader.take(" ") || reader.take("T") || reader.take("t") else { return nil }
    guard let time = time(&reader) else { return nil }
    seconds += time
    reader.skipSpaces()
    if reader.isAtEnd || reader.takeLast("Z") || reader.takeLast("z") { return seconds }
    let isEast = reader.take("+")
    guard isEast || reader.take("-"), let offset = offset(&reader) else { return nil }
    return isEast ? seconds - Double(offset) : seconds + Double(offset)
  }

  private static func days(_ reader: inout DigitReader, _ dayFirst: Bool) -> Int? {
    guard let first = reader.number(1...4) else { return nil }
    let year: Int
    let month: Int
    let day: Int
    if reader.lastDigits == 4 {
      let separator: UnicodeScalar = reader.take("-") ? "-" : "/"
      guard separator == "-" || reader.take("/"), let second = reader.number(1...2),
        reader.take(separator), let third = reader.number(1...2)
      else { return nil }
      (year, month, day) = (first, second, third)
    } else {
      guard reader.lastDigits <= 2, reader.take("/"), let second = reader.number(1...2),
        reader.take("/"), let third = reader.number(4...4)
      else { return nil }
      (year, month, day) = dayFirst ? (third, second, first) : (third, first, second)
    }
    guard (1...12).contains(month), day >= 1, day <= length(of: month, year) else { return nil }
    return days(year, month, day)
  }

  private static func time(_ reader: inout DigitReader) -> Double? {
    guard let hour = reader.number(1...2), hour < 24, reader.take(":"),
      let minute = reader.number(2...2), minute < 60
    else { return nil }
    var seconds = Double(hour * 3_600 + minute * 60)
    guard reader.take(":") else { return seconds }
    // A leap second is read as the second after it.
    guard let second = reader.number(2...2), second <= 60 else { return nil }
    seconds += Double(second)
    guard reader.take(".") || reader.take(",") else { return seconds }
    guard let fraction = reader.fraction() else { return nil }
    return seconds + fraction
  }

  private static func offset(_ reader: inout DigitReader) -> Int? {
    guard let first = reader.number(2...4), reader.lastDigits != 3 else { return nil }
    var (hours, minutes) = (first, 0)
    if reader.lastDigits == 4 {
      (hours, minutes) = (first / 100, first % 100)
    } else if reader.take(":") {
      guard let second = reader.number(2...2) else { return nil }
      minutes = second
    }
    guard hours < 24, minutes < 60, reader.isAtEnd else { return nil }
    return hours * 3_600 + minutes * 60
  }

  private static func length(of month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // The year begins in March here, so that a leap day is its last.
    let year = month <= 2 ? year + 399 : year + 400
    let era = year / 400
    let yearOfEra = year % 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era - 1) * 146_097 + dayOfEra - 719_468
  }
}

private struct DigitReader {
  let text: UnsafeBufferPointer<UInt8>
  var position = 0
  var lastDigits = 0

  var isAtEnd: Bool { position == text.count }

  mutating func take(_ character: UnicodeScalar) -> Bool {
    guard position < text.count, UInt32(text[position]) == character.value else { return false }
    position += 1
    return true
  }

  mutating func takeLast(_ character: UnicodeScalar) -> Bool { take(character) && isAtEnd }

  mutating func skipSpaces() {
    while take(" ") {}
  }

  mutating func number(_ digits: ClosedRange<Int>) -> Int? {
    var value = 0
    lastDigits = 0
    while position < text.count, case let digit = text[position] &- 48, digit < 10 {
      guard lastDigits < digits.upperBound else { return nil }
      value = value * 10 + Int(digit)
      lastDigits += 1
      position += 1
    }
    return lastDigits >= digits.lowerBound ? value : nil
  }

  mutating func fraction() -> Double? {
    var value = 0.0
    var unit = 0.1
    let start = position
    while position < text.count, case let digit = text[position] &- 48, digit < 10 {
      value += Double(digit) * unit
      unit /= 10
      position += 1
    }
    return position > start ? value : nil
  }
}
