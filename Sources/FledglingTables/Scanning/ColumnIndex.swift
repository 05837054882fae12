import Fledgling

/// Finds columns by the bytes of their names.
struct ColumnIndex {
  private(set) var names: [String] = []
  private var text: [UInt8] = []
  private var starts = [0]
  private var positions: [StableHash: Int] = [:]
  /// The prefix of the names before their points.
  private var prefixes: Set<StableHash> = []

  init(_ names: [String] = []) {
    for name in names { append(name) }
  }

  mutating func append(_ name: String) {
    let hash = StableHash(name)
    if positions[hash] == nil { positions[hash] = names.count }
    names.append(name)
    let bytes = Array(name.utf8)
    for (place, byte) in bytes.enumerated() where byte == UInt8(ascii: ".") {
      prefixes.insert(StableHash(String(decoding: bytes[..<place], as: UTF8.self)))
    }
    text.append(contentsOf: name.utf8)
    starts.append(text.count)
  }

  /// The position of a column, which is probably `guess`.
  func position(of name: UnsafeBufferPointer<UInt8>, guess: Int) -> Int? {
    if guess < names.count, matches(guess, name) { return guess }
    guard let candidate = positions[StableHash(utf8: name)] else { return nil }
    if matches(candidate, name) { return candidate }
    // Two names share a hash.
    return names.indices.first { matches($0, name) }
  }

  /// Whether names begin with a name and a point.
  func hasColumns(under name: [UInt8]) -> Bool {
    !prefixes.isEmpty
      && name.withUnsafeBufferPointer { prefixes.contains(StableHash(utf8: $0)) }
  }

  private func matches(_ index: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = starts[index]..<starts[index + 1]
    guard range.count == name.count else { return false }
    return text.withUnsafeBufferPointer {
      UnsafeBufferPointer(rebasing: $0[range]).equals(name)
    }
  }
}
