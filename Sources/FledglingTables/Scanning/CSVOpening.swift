/// The format of a CSV text, from its beginning: the line end, the delimiter, the shape.
///
/// The same bytes are looked at however they arrive, so that a pipe is read as a file is.
struct CSVOpening {
  /// How many records are looked at, where rows may be waited for.
  private static let recordLimit = 256
  /// How many bytes are looked at, beyond the header and the first row.
  private static let byteLimit = 1 << 16
  /// How many bytes the header and the first row may have to be looked at together.
  private static let leastLimit = 1 << 20

  let delimiter: UInt8
  /// The byte that ends lines; a line feed stands for both of its usual forms.
  let lineEnd: UInt8
  let shape: TableShape

  /// Looks at the beginning of a text, at the first line that is not blank.
  ///
  /// - Parameters:
  ///   - window: the text.
  ///   - delimiter: the byte between the cells, if it was named.
  ///   - isHurried: whether no more rows are waited for than are needed.
  /// - Throws: ``TableError`` if the header fits to no row.
  init(
    _ window: ByteWindow, delimiter: UInt8?, isHurried: Bool
  ) throws(TableError) {
    let stated = try CSVOpening.takeStatedDelimiter(window)
    let lineEnd = try CSVOpening.lineEnd(window)
    var rows = isHurried ? 1 : CSVOpening.recordLimit
    while true {
      let look = try Look(window, lineEnd, lines: rows + 1, isHurried: isHurried)
      let found =
        delimiter ?? stated
        ?? Delimiter.detect { look.records($0) }
      let records = look.records(found)
      let shape = TableShape.finalizeFit(records, bytes: look.bytes, delimiter: found)
      let header = records.dropFirst(shape?.preamble ?? 0).first
      let isOdd = records.count < 2 || records[1].cells != records[0].cells
      // A header and a row that differ need more rows to judge them by.
      let isEnough = rows >= (shape?.isDoubtful == true ? 16 : 4)
      if isOdd, !isEnough, !look.isWhole {
        rows += 1
        continue
      }
      guard let shape else {
        throw .unevenRows(
          file: window.source.name, line: window.line + (header?.line ?? 0),
          header: header?.cells ?? 0, rows: TableShape.usualWidth(records.dropFirst()),
          delimiter: Delimiter.name(found))
      }
      self.delimiter = found
      self.lineEnd = lineEnd
      self.shape = shape
      return
    }
  }

  /// The beginning of a text, as far as it is looked at.
  private struct Look {
    let bytes: UnsafeBufferPointer<UInt8>
    let lineEnd: UInt8
    let isWhole: Bool
    let limit: Int

    init(
      _ window: ByteWindow, _ lineEnd: UInt8, lines: Int, isHurried: Bool
    ) throws(TableError) {
      var searched = 0
      var found = 0
      // Where the second line ends.
      var least = 0
      var isWhole = false
      while found < lines,
        searched < (isHurried || found < 2 ? CSVOpening.leastLimit : CSVOpening.byteLimit)
      {
        if searched == window.count {
          isWhole = try !window.fill()
          if isWhole { break }
        }
        let all = UnsafeBufferPointer(start: window.bytes, count: window.count)
        while searched < all.count, found < lines {
          if all[searched] == lineEnd { found += 1 }
          searched += 1
          if found < 2 { least = searched }
        }
      }
      // Beyond the limit only what is whole counts, wherever reading stopped.
      let count = isHurried ? searched : max(least + 1, CSVOpening.byteLimit)
      bytes = UnsafeBufferPointer(start: window.bytes, count: min(count, searched))
      self.lineEnd = lineEnd
      self.isWhole = isWhole && bytes.count == window.count
      limit = lines
    }

    func records(_ delimiter: UInt8) -> [RecordShape] {
      RecordShapes.all(
        bytes, delimiter: delimiter, lineEnd: lineEnd, isWhole: isWhole, limit: limit)
    }
  }

  /// Passes over a first line such as `sep=;`, which Excel writes and reads.
  private static func takeStatedDelimiter(_ window: ByteWindow) throws(TableError) -> UInt8? {
    let longest = "\"sep=;\"\r\n".utf8.count
    while window.count < longest, !window.hasLineEnd(within: longest), try window.fill() {}
    let text = UnsafeBufferPointer(start: window.bytes, count: min(window.count, longest))
    var place = 0
    let isQuoted = text.first == UInt8(ascii: "\"")
    if isQuoted { place = 1 }
    guard text.count > place + 4,
      UnsafeBufferPointer(rebasing: text[place..<(place + 3)]).equalsIgnoringCase("sep"),
      text[place + 3] == UInt8(ascii: "=")
    else { return nil }
    let delimiter = text[place + 4]
    place += 5
    if isQuoted, place < text.count, text[place] == UInt8(ascii: "\"") { place += 1 }
    guard delimiter != UInt8(ascii: "\n"), delimiter != UInt8(ascii: "\r"), place < text.count,
      text[place] == UInt8(ascii: "\n") || text[place] == UInt8(ascii: "\r")
    else { return nil }
    if text[place] == UInt8(ascii: "\r"), place + 1 < text.count,
      text[place + 1] == UInt8(ascii: "\n")
    {
      place += 1
    }
    window.consume(place + 1)
    window.line += 1
    return delimiter
  }

  /// The byte that ends the first line: a line feed, or a carriage return that none follows.
  private static func lineEnd(_ window: ByteWindow) throws(TableError) -> UInt8 {
    var place = 0
    var isQuoted = false
    var returns = 0
    while true {
      while place < window.count {
        let byte = window.bytes[place]
        place += 1
        if byte == UInt8(ascii: "\r"), !isQuoted {
          returns += 1
          continue
        }
        if byte == UInt8(ascii: "\n"), !isQuoted { return byte }
        if returns > 0 { return UInt8(ascii: "\r") }
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      }
      if place > TableLimits.recordBytes { return UInt8(ascii: "\n") }
      guard try window.fill() else {
        return returns > 0 ? UInt8(ascii: "\r") : UInt8(ascii: "\n")
      }
    }
  }
}
