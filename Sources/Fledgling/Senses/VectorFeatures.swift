/// Features of a dense vector as integers: its numbers relative to their own root mean square, and how
/// large that is.
///
/// The rule is innate, so that vectors of any scale (embeddings of length one, pixels, counts) fit into
/// 12 bits, and the same vector gives the same integers in every learner.
enum VectorFeatures {
  /// The integer that stands for one root mean square.
  private static let unit: Float = 256

  static func width(of numbers: Int) -> Int { numbers + 1 }

  /// - Parameter numbers: as many as `width`, finite; else zeros are given.
  static func encode(_ numbers: [Float], width: Int) -> [Int16] {
    var row = [Int16](repeating: 0, count: width + 1)
    guard numbers.count == width else { return row }
    var largest: Float = 0
    for number in numbers { largest = max(largest, abs(number)) }
    guard largest > 0, largest.isFinite else { return row }
    // Of numbers that are not too large to be squared.
    var square: Float = 0
    for number in numbers { square += (number / largest) * (number / largest) }
    let size = (square / Float(width)).squareRoot()
    for index in numbers.indices {
      row[index] = integer(numbers[index] / largest / size * unit)
    }
    row[width] = integer((Elementary.log(largest) + Elementary.log(size)) * 64)
    return row
  }

  @inline(__always)
  private static func integer(_ value: Float) -> Int16 {
    Int16(Elementary.round(max(-2_047, min(2_047, value))))
  }
}
