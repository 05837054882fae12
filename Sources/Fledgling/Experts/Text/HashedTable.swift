import CKernels

/// The shape of a table with a row for each hashed feature and a column for each class.
///
/// Bounded: 2^23 words (32 MiB).  Beyond 32 classes rows are folded together, by the lowest bits of
/// their hashes: 2^16 rows for 77 classes, 2^13 for 1,000.
struct HashedTable: Sendable, Hashable {
  static let wordLimit = 1 << 23

  /// The number of columns: one if the second of two classes is scored, two if two classes are
  /// counted.
  let columns: Int
  let rows: Int

  private init(columns: Int) {
    self.columns = columns
    var rows = 1 << TextFeatures.bits
    while rows * columns > HashedTable.wordLimit && rows > 1 { rows /= 2 }
    self.rows = rows
  }

  /// The table of a score for each class, or of log odds for two.
  static func scores(classes: Int) -> HashedTable {
    HashedTable(columns: classes <= 2 ? 1 : padded(classes))
  }

  /// The table of a count for each class.
  static func counts(classes: Int) -> HashedTable {
    HashedTable(columns: classes <= 2 ? 2 : padded(classes))
  }

  private static func padded(_ classes: Int) -> Int {
    // Widened in large steps, as the table is laid out again each time.
    classes <= 128 ? Kernels.padded(classes) : (classes + 127) / 128 * 128
  }

  var words: Int { rows * columns }
  /// The bits of a feature's entry that select its row.
  var mask: UInt32 { UInt32(rows - 1) }

  /// Adds the words of a table with fewer columns to their places here.
  ///
  /// - Complexity: O(words).
  func widen<Word: AdditiveArithmetic & BitwiseCopyable>(
    _ old: [Word], of shape: HashedTable
  ) -> [Word] {
    var wider = [Word](repeating: .zero, count: words)
    wider.withUnsafeMutableBufferPointer { wider in
      old.withUnsafeBufferPointer { old in
        let shared = min(shape.columns, columns)
        for row in 0..<shape.rows {
          let to = (row & (rows - 1)) * columns
          let from = row * shape.columns
          for column in 0..<shared { wider[to + column] += old[from + column] }
        }
      }
    }
    return wider
  }
}
