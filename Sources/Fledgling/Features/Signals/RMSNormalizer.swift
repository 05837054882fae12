/// Turns a dense vector, such as an embedding or the pixels of an image, into 16-bit integers.
///
/// One rule for every vector, fitted to nothing: the vector is divided by its own root mean square,
/// so that only its direction remains, and its size becomes one more feature.  A vector without
/// negative values contains amounts (counts, intensities), whose spread grows with their size:
/// their square roots are taken first (Bartlett 1936; the Hellinger distance of counts).  Values
/// are rounded to 1 / ``unit`` of the root mean square and clamped to ±16 of it, so that sparse
/// vectors keep their values too.
struct RMSNormalizer: Sendable, Hashable {
  static let widths = Field.widths
  /// The integer that represents the root mean square.
  static let unit: Float = 128
  /// The integer that represents a doubling of size.
  static let sizeUnit: Float = 64

  let width: Int

  init(width: Int) {
    precondition(RMSNormalizer.widths.contains(width), "width out of range")
    self.width = width
  }

  /// The number of features of one vector: its values, and its size.
  var count: Int { width + 1 }

  /// Writes the features of a vector, within ±2047; the same on every machine.
  ///
  /// A vector of zeros gives zeros.  Values that are not finite count as 0.
  ///
  /// - Complexity: O(width).
  func encode(_ vector: UnsafePointer<Float>, into out: UnsafeMutablePointer<Int16>) {
    var isAmount = true
    // In double precision no square of a Float overflows or vanishes.
    var square = 0.0
    var amount = 0.0
    for i in 0..<width where vector[i].isFinite {
      if vector[i] < 0 { isAmount = false }
      square += Double(vector[i]) * Double(vector[i])
      amount += Double(vector[i])
    }
    guard square > 0 else {
      for i in 0..<count { out[i] = 0 }
      return
    }
    let size = (square / Double(width)).squareRoot()
    let scale =
      Double(RMSNormalizer.unit) / (isAmount ? (amount / Double(width)).squareRoot() : size)
    for i in 0..<width {
      let value = vector[i].isFinite ? Double(vector[i]) : 0
      out[i] = RMSNormalizer.integer(Float((isAmount ? value.squareRoot() : value) * scale))
    }
    out[width] = RMSNormalizer.integer(RMSNormalizer.logarithm(size) * RMSNormalizer.sizeUnit)
  }

  /// Binary logarithm of a positive number, linear between powers of two; within 0.09.
  ///
  /// From the number's own bits, so that it is exact and has no range to leave.
  @inline(__always)
  private static func logarithm(_ x: Double) -> Float {
    Float(x.exponent) + Float(x.significand - 1)
  }

  @inline(__always)
  private static func integer(_ value: Float) -> Int16 {
    Int16(Elementary.round(max(-2_047, min(2_047, value))))
  }
}

extension RMSNormalizer: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) { writer.write(width) }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let width = try reader.read(Int.self)
    guard RMSNormalizer.widths.contains(width) else { throw .damaged("a vector of \(width)") }
    self.init(width: width)
  }
}
