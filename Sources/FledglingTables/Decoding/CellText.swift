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
  var trimmedOfSpaces: UnsafeBufferPointer<UInt8> {
    guard var first = baseAddress else { return self }
    var last = first + count
    while first < last, first.pointee <= 0x20 { first += 1 }
    while first < last, (last - 1).pointee <= 0x20 { last -= 1 }
    return UnsafeBufferPointer(start: first, count: last - first)
  }

  /// The bytes without the blanks of any width, control and invisible characters around them.
  @inline(__always)
  var trimmed: UnsafeBufferPointer<UInt8> {
    let rest = trimmedOfSpaces
    guard !rest.isEmpty, rest[0] >= 0x80 || rest[rest.count - 1] >= 0x80 else { return rest }
    return rest.trimmedOfWideBlanks
  }

  /// ``trimmed``, where the first or the last character is not ASCII.
  @inline(never)
  private var trimmedOfWideBlanks: UnsafeBufferPointer<UInt8> {
    var rest = self
    while !rest.isEmpty {
      var start = WideBlank.length(rest, at: 0) ?? (rest[0] <= 0x20 ? 1 : 0)
      var end = rest.count
      if start < end, rest[end - 1] <= 0x20 {
        end -= 1
      } else if start < end,
        let length = (2...3).first(where: { length in
          end - length >= start && WideBlank.length(rest, at: end - length) == length
        })
      {
        end -= length
      }
      if start == 0, end == rest.count { break }
      start = Swift.min(start, end)
      rest = UnsafeBufferPointer(rebasing: rest[start..<end])
    }
    return rest
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

  /// A boolean from true/false, yes/no or 1/0 in any case.
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
