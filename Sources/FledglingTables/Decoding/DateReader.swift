/// Goes through the parts of a date from the left to the right.
struct DateReader {
  let text: UnsafeBufferPointer<UInt8>
  var position = 0
  /// How many digits the last number had.
  private(set) var lastDigits = 0
  /// The time of day, if it was read with the date.
  var seconds: Double?

  init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { position == text.count }
  var next: UInt8? { position < text.count ? text[position] : nil }

  var isAtLetter: Bool {
    guard let next else { return false }
    return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(next | 0x20)
  }

  /// Whether a time of four or six digits without colons follows.
  var isCompactTime: Bool {
    position + 4 <= text.count && text[position..<(position + 4)].allSatisfy { $0 &- 48 < 10 }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let next, UInt32(next) == character.value else { return false }
    position += 1
    return true
  }

  /// Passes over any of these characters, and no-break spaces of any width where a space is among them.
  @discardableResult
  mutating func skip(_ characters: StaticString) -> Bool {
    let start = position
    while position < text.count {
      if characters.holds(text[position]) {
        position += 1
      } else if let length = WideBlank.length(text, at: position) {
        position += length
      } else {
        break
      }
    }
    return position > start
  }

  /// Takes one of these characters.
  mutating func separator(_ characters: StaticString) -> Unicode.Scalar? {
    guard let next, characters.holds(next) else { return nil }
    position += 1
    return Unicode.Scalar(next)
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

  /// A year of four digits, or of two: 69 to 99 are in the 20th century, the others in the 21st.
  mutating func year() -> Int? {
    guard let year = number(2...4), lastDigits != 3 else { return nil }
    return lastDigits == 4 ? year : year + (year < 69 ? 2_000 : 1_900)
  }

  // MARK: Words

  /// Takes letters; nothing if there are fewer or more.
  private mutating func word(_ letters: ClosedRange<Int>) -> UnsafeBufferPointer<UInt8>? {
    let start = position
    while isAtLetter { position += 1 }
    guard letters.contains(position - start) else {
      position = start
      return nil
    }
    return UnsafeBufferPointer(rebasing: text[start..<position])
  }

  /// Passes over the English name of a weekday, whole or its first three letters.
  mutating func skipWeekday() {
    let start = position
    guard let word = word(3...9), DateWords.weekdays.contains(where: { word.isBeginning(of: $0) })
    else { return position = start }
    skip("., ")
  }

  /// The English name of a month, whole or its first three letters.
  mutating func month() -> Int? {
    let start = position
    guard let word = word(3...9),
      let place = DateWords.months.firstIndex(where: { word.isBeginning(of: $0) })
    else {
      position = start
      return nil
    }
    return place + 1
  }

  /// Passes over the end of `1st`, `2nd`, `3rd` and `4th`.
  mutating func skipOrdinal() {
    let start = position
    guard let word = word(2...2),
      ["st", "nd", "rd", "th"].contains(where: { word.equalsIgnoringCase($0) })
    else { return position = start }
  }

  /// Whether it is after noon: `AM`, `pm`, `a.m.`; nil, and nothing is taken, if this is not said.
  mutating func halfOfDay() -> Bool? {
    let start = position
    skip(" ")
    let isAfternoon = take("P") || take("p")
    if isAfternoon || take("A") || take("a") {
      _ = take(".")
      if take("M") || take("m"), !isAtLetter {
        _ = take(".")
        return isAfternoon
      }
    }
    position = start
    return nil
  }

  // MARK: Zones

  /// Seconds east of Greenwich: 0 at the end of the text, or nil if what follows is no zone.
  ///
  /// A name in brackets may stand behind the zone.
  mutating func zone() -> Int? {
    guard !isAtEnd else { return 0 }
    var offset = 0
    if isAtLetter {
      guard let word = word(1...5), let found = DateWords.zone(word) else { return nil }
      offset = found
      if found == 0, next == UInt8(ascii: "+") || next == UInt8(ascii: "-") {
        guard let more = self.offset() else { return nil }
        offset = more
      }
    } else {
      guard let found = self.offset() else { return nil }
      offset = found
    }
    let start = position
    skip(" ")
    if take("[") || take("(") {
      while position < text.count, ![UInt8(ascii: "]"), UInt8(ascii: ")")].contains(text[position])
      {
        position += 1
      }
      return take("]") || take(")") ? offset : nil
    }
    position = start
    return offset
  }

  private mutating func offset() -> Int? {
    let isEast = take("+")
    guard isEast || take("-") else { return nil }
    guard let first = number(1...4), lastDigits != 3 else { return nil }
    var (hours, minutes) = (first, 0)
    if lastDigits == 4 {
      (hours, minutes) = (first / 100, first % 100)
    } else if take(":") {
      guard let second = number(2...2) else { return nil }
      minutes = second
    }
    guard hours < 24, minutes < 60 else { return nil }
    let seconds = hours * 3_600 + minutes * 60
    return isEast ? seconds : -seconds
  }
}

/// The words of dates.
private enum DateWords {
  static let weekdays: [StaticString] = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  static let months: [StaticString] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  /// Hours east of Greenwich.
  private static let zones: [(StaticString, Int)] = [
    ("z", 0), ("utc", 0), ("gmt", 0), ("wet", 0), ("west", 1), ("bst", 1), ("cet", 1), ("mez", 1),
    ("cest", 2), ("mesz", 2), ("eet", 2), ("eest", 3), ("msk", 3), ("est", -5), ("edt", -4),
    ("cst", -6), ("cdt", -5), ("mst", -7), ("mdt", -6), ("pst", -8), ("pdt", -7),
  ]

  static func zone(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
    zones.first { word.equalsIgnoringCase($0.0) }.map { $0.1 * 3_600 }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether the bytes are a lower-case word, or its first three or four letters, in any case.
  fileprivate func isBeginning(of word: StaticString) -> Bool {
    guard count == 3 || count == 4 || count == word.utf8CodeUnitCount,
      count <= word.utf8CodeUnitCount
    else { return false }
    for index in indices where self[index] | 0x20 != word.utf8Start[index] { return false }
    return true
  }
}

extension StaticString {
  fileprivate func holds(_ byte: UInt8) -> Bool {
    for index in 0..<utf8CodeUnitCount where utf8Start[index] == byte { return true }
    return false
  }
}
