import FledglingSystem

/// The lines of a file, one at a time.
struct LineFile: ~Copyable {
  /// The most bytes a line may have.
  static let limit = 1 << 24

  private var input: InputFile
  private let path: String
  private var bytes: [UInt8] = []
  private var position = 0
  /// The number of the line last given, from 1.
  private(set) var number = 0

  init(path: String) throws(LedgerError) {
    input = try LedgerFiles.naming(path) { () throws(SystemError) in try InputFile(path: path) }
    self.path = path
  }

  /// The next line without its break; `nil` at the end.
  mutating func next() throws(LedgerError) -> ArraySlice<UInt8>? {
    var searched = position
    while true {
      if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        number += 1
        return bytes[position..<end]
      }
      bytes.removeFirst(position)
      position = 0
      searched = bytes.count
      guard searched <= LineFile.limit else {
        throw .line(number + 1, path: path, .malformed("the line is longer than 16 MiB"))
      }
      guard try readMore() else { break }
    }
    guard !bytes.isEmpty else { return nil }
    defer { position = bytes.count }
    number += 1
    return bytes[...]
  }

  private mutating func readMore() throws(LedgerError) -> Bool {
    do {
      return try input.read(into: &bytes)
    } catch { throw LedgerError(error, path) }
  }
}
