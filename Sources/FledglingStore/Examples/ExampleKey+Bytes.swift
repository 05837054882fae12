import Fledgling

extension ExampleKey {
  /// How many bytes a stored key has.
  static let byteCount = 24

  /// Twenty-four bytes, never all zero, whose order is that of the keys.
  var bytes: [UInt8] {
    let bits = time.bitPattern
    let sortable = bits >> 63 == 1 ? ~bits : bits | 1 << 63
    return [sortable, order, hash].flatMap { part in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: part >> UInt64($0)) }
    }
  }

  /// The key in ``bytes``; `nil` for bytes of another number.
  init?(bytes: [UInt8]) {
    guard bytes.count == ExampleKey.byteCount else { return nil }
    func part(_ index: Int) -> UInt64 {
      bytes[8 * index..<8 * index + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
    let sortable = part(0)
    let bits = sortable >> 63 == 1 ? sortable & ~(1 << 63) : ~sortable
    self.init(time: Double(bitPattern: bits), order: part(1), hash: part(2))
  }
}
