#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension UnsafeBufferPointer<UInt8> {
  /// The bytes without the spaces and control characters around them.
  @inline(__always)
  var trimmed: UnsafeBufferPointer<UInt8> {
    guard var first = baseAddress else { return self }
    var last = first + count
    while first < last, first.pointee <= 0x20 { first += 1 }
    while first < last, (last - 1).pointee <= 0x20 { last -= 1 }
    return UnsafeBufferPointer(start: first, count: last - first)
  }

  /// Whether trimmed bytes say that a value is missing.
  var isMissing: Bool {
    switch count {
    case 0: true
    case 1: self[0] == UInt8(ascii: "?")
    case 2: equalsIgnoringCase("na")
    case 3: equalsIgnoringCase("nan")
    case 4: equalsIgnoringCase("null")
    default: false
    }
  }

  /// Compares with a word of lower-case ASCII letters and digits.
  func equalsIgnoringCase(_ word: StaticString) -> Bool {
    guard count == word.utf8CodeUnitCount else { return false }
    for index in 0..<count {
      let expected = word.utf8Start[index]
      let isLetter = expected >= UInt8(ascii: "a")
      guard (isLetter ? self[index] | 0x20 : self[index]) == expected else { return false }
    }
    return true
  }

  func equals(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard let mine = baseAddress, let theirs = other.baseAddress else { return true }
    return memcmp(mine, theirs, count) == 0
  }

  /// What true and false are read from: true/false, yes/no, 1/0 in any case.
  var boolean: Bool? {
    switch count {
    case 1: self[0] == UInt8(ascii: "1") ? true : self[0] == UInt8(ascii: "0") ? false : nil
    case 2: equalsIgnoringCase("no") ? false : nil
    case 3: equalsIgnoringCase("yes") ? true : nil
    case 4: equalsIgnoringCase("true") ? true : nil
    case 5: equalsIgnoringCase("false") ? false : nil
    default: nil
    }
  }

  /// The text for a message: valid, on one line, at most 40 characters.
  var excerpt: String {
    // 40 characters of any script fit in far less.
    let text = String(decoding: prefix(1_000), as: UTF8.self)
    return String(text.map { $0.isNewline ? " " : $0 }.prefix(40))
  }
}
