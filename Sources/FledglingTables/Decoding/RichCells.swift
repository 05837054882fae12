import Fledgling
import FledglingImages

/// Turns cells into texts, vectors and pictures, and opens the files that they name.
struct RichCells: Sendable {
  typealias Problem = RowFault.Problem

  /// How many bytes the text of a vector may have: 1 MiB.
  static let vectorLimit = 1 << 20
  private static let openLimit = 16

  /// The prefix of relative paths; empty or a path with a slash at its end.
  private let folder: String
  private var shelf: [String: ArrayFile] = [:]

  /// - Parameter folder: the folder that relative paths start from; none is where the program is.
  init(folder: String?) {
    self.folder = folder.map { $0.isEmpty || $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
  }

  /// The folder that a file lies in.
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// A text, repaired where it is no UTF-8, and cut where it is too long.
  static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    var text = String(decoding: cut(bytes), as: UTF8.self)
    // Repairing makes one byte three.
    return text.withUTF8 { repaired in
      guard repaired.count > TableLimits.cellBytes else { return nil }
      return String(decoding: cut(repaired), as: UTF8.self)
    } ?? text
  }

  private static func cut(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard bytes.count > TableLimits.cellBytes else { return bytes }
    var end = TableLimits.cellBytes
    // Bytes that continue nothing could go on for ever.
    while end > TableLimits.cellBytes - 4, bytes[end] & 0xc0 == 0x80 { end -= 1 }
    return UnsafeBufferPointer(rebasing: bytes[..<end])
  }

  /// The vector that a cell writes out or refers to as `file.npy#17`.
  mutating func vector(_ text: UnsafeBufferPointer<UInt8>) throws(Problem) -> [Float] {
    guard text.count <= RichCells.vectorLimit else { throw .cellTooLong(bytes: text.count) }
    if text.first == UInt8(ascii: "[") { return try VectorText.parse(text) }
    guard let reference = Reference(text) else { throw .notVector(text.excerpt) }
    return try vector(array(reference.path), row: reference.row)
  }

  /// The vector that a row of a file is.
  func vector(_ file: ArrayFile, row: Int) throws(Problem) -> [Float] {
    try check(file, row)
    let numbers: [Float]
    do { numbers = try file.numbers(row: row) } catch { throw .unreadableFile("\(error)") }
    if let place = numbers.firstIndex(where: { !$0.isFinite }) {
      throw .vectorNumber(position: place + 1, "\(numbers[place])")
    }
    return numbers
  }

  /// The picture at the path that a cell holds, or in the file that it refers to as
  /// `train-images-idx3-ubyte.gz#17`.
  mutating func image(_ text: UnsafeBufferPointer<UInt8>) throws(Problem) -> ImageGrid {
    guard text.count <= 4_096 else { throw .cellTooLong(bytes: text.count) }
    if let reference = Reference(text), Reference.isArray(reference.path) {
      return try image(array(reference.path), row: reference.row)
    }
    do {
      return try ImageDecoder.read(path: resolved(String(decoding: text, as: UTF8.self)))
    } catch { throw .image(error) }
  }

  /// The picture that a row of a file is.
  func image(_ file: ArrayFile, row: Int) throws(Problem) -> ImageGrid {
    try check(file, row)
    let image: ImageGrid?
    do { image = try file.image(row: row) } catch { throw .unreadableFile("\(error)") }
    guard let image else {
      throw .unreadableFile("\(file.file): holds no pictures, which are bytes in rows and columns")
    }
    return image
  }

  private func check(_ file: ArrayFile, _ row: Int) throws(Problem) {
    guard row < file.count else {
      throw .noSuchRow(file: file.file, row: row, count: file.count)
    }
  }

  private mutating func array(_ path: String) throws(Problem) -> ArrayFile {
    let path = resolved(path)
    if let file = shelf[path] { return file }
    if shelf.count >= RichCells.openLimit { shelf.removeAll() }
    do {
      let file = try ArrayFile(path: path)
      shelf[path] = file
      return file
    } catch { throw .unreadableFile("\(error)") }
  }

  private func resolved(_ path: String) -> String { path.hasPrefix("/") ? path : folder + path }
}

/// A row of an array file, as `file.npy#17`; rows count from 0.
private struct Reference {
  let path: String
  let row: Int

  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard text.count <= 4_096, let mark = text.lastIndex(of: UInt8(ascii: "#")), mark > 0,
      let row = Int(String(decoding: text[(mark + 1)...], as: UTF8.self)), row >= 0
    else { return nil }
    path = String(decoding: text[..<mark], as: UTF8.self)
    self.row = row
  }

  /// Whether a path is not that of a picture.
  static func isArray(_ path: String) -> Bool {
    let name = path.lowercased()
    return ![".png", ".jpg", ".jpeg"].contains { name.hasSuffix($0) }
  }
}
