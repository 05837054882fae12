import CKernels

/// The sums over wide rows: their Gram matrix, their products with targets, and their totals, all
/// integers.
///
/// Adding and removing examples commute exactly.  Rows wait in a batch until the Gram matrix, which
/// is stored as a packed triangle, is updated once for all of them: streaming it through the
/// processor for every row would cost more than the arithmetic.
///
/// - Memory: 4 × width² bytes for the matrix, 2 × width × ``batch`` for waiting rows, 8 × width per
///   target.
struct WideGram: Sendable {
  /// The number of rows in one batch.
  static let batch = 256
  /// The maximum width of a row.
  static let mostFeatures = 8_192
  /// The maximum magnitude of a feature.
  static let mostValue: Int16 = 2_047
  /// The maximum magnitude of a target's value.
  static let mostTarget = 1 << 20

  static let block = Int(FK_WIDE_BLOCK)

  /// The number of values in a row.
  let features: Int
  /// The same, padded with zeros to whole blocks.
  let width: Int
  private(set) var count = 0
  /// A triangle packed by tiles; empty until the first batch is full.
  private(set) var gram: [Int64] = []
  /// Per feature, the total.
  private(set) var totals: [Int64]
  /// Per target, `width` products.
  private(set) var cross: [Int64] = []
  /// Per target, the total of its values.
  private(set) var targetTotals: [Int64] = []
  /// Per target, the total of its squares.
  private(set) var squares: [Int64] = []
  private var rows: [Int16] = []
  private var waiting = 0

  init(features: Int) {
    precondition(features > 0 && features <= WideGram.mostFeatures)
    self.features = features
    width = WideGram.padded(features)
    totals = [Int64](repeating: 0, count: width)
  }

  var targets: Int { squares.count }

  private static func padded(_ features: Int) -> Int { (features + block - 1) / block * block }

  static func triangle(_ width: Int) -> Int {
    let blocks = width / block
    return block * block * (blocks * (blocks + 1) / 2)
  }

  mutating func reserve(targets wanted: Int) {
    guard wanted > targets else { return }
    cross += [Int64](repeating: 0, count: (wanted - targets) * width)
    targetTotals += [Int64](repeating: 0, count: wanted - targets)
    squares += [Int64](repeating: 0, count: wanted - targets)
  }

  /// Adds an example of a class, with 1 for its target and 0 for the others.
  mutating func add(_ row: UnsafeBufferPointer<Int16>, label: Int) {
    add(row)
    addTarget(row, target: label, value: 1)
  }

  /// Adds an example with a value for each of several targets.
  mutating func add(_ row: UnsafeBufferPointer<Int16>, values: [Int]) {
    add(row)
    for (target, value) in values.enumerated() { addTarget(row, target: target, value: value) }
  }

  private mutating func add(_ row: UnsafeBufferPointer<Int16>) {
    precondition(row.count == features)
    if rows.isEmpty { rows = [Int16](repeating: 0, count: WideGram.batch * width) }
    let start = waiting * width
    // Safety: `waiting` is below `batch`, for each of which there are `width` values, no fewer
    // than `features`.
    rows.withUnsafeMutableBufferPointer { rows in
      totals.withUnsafeMutableBufferPointer { totals in
        for i in 0..<features {
          let value = max(-WideGram.mostValue, min(WideGram.mostValue, row[i]))
          rows[start + i] = value
          totals[i] &+= Int64(value)
        }
      }
    }
    waiting += 1
    count += 1
    if waiting == WideGram.batch { flush() }
  }

  private mutating func addTarget(_ row: UnsafeBufferPointer<Int16>, target: Int, value: Int) {
    precondition(target >= 0 && abs(value) <= WideGram.mostTarget)
    reserve(targets: target + 1)
    let factor = Int32(truncatingIfNeeded: value)
    let start = target * width
    // Safety: there is room for the target, with `width` products each.
    cross.withUnsafeMutableBufferPointer { cross in
      for i in 0..<features {
        let value = max(-WideGram.mostValue, min(WideGram.mostValue, row[i]))
        cross[start + i] &+= Int64(Int32(value) &* factor)
      }
    }
    targetTotals[target] &+= Int64(value)
    squares[target] &+= Int64(value * value)
  }

  /// Adds the waiting rows to the Gram matrix.
  ///
  /// - Complexity: O(waiting × width²), and the matrix passes through memory once.
  mutating func flush() {
    guard waiting > 0 else { return }
    if gram.isEmpty { gram = [Int64](repeating: 0, count: WideGram.triangle(width)) }
    let size = (waiting + 1) / 2 * 2 * width
    // Safety: `rows` holds `waiting` rows of `width`, the scratch as many, rounded up to pairs,
    // and `gram` the packed triangle.
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: size) { scratch in
      rows.withUnsafeBufferPointer { rows in
        gram.withUnsafeMutableBufferPointer { gram in
          Kernels.wide.gram(
            rows.baseAddress, waiting, width, scratch.baseAddress, gram.baseAddress)
        }
      }
    }
    waiting = 0
  }

  /// Adds all other sums, `sign` times; the targets are renumbered by `numbers`.
  ///
  /// - Complexity: O(width² + targets × width).
  mutating func combine(_ other: WideGram, sign: Int64, numbers: [Int]? = nil) {
    precondition(other.features == features)
    var other = other
    flush()
    other.flush()
    if gram.isEmpty, !other.gram.isEmpty {
      gram = [Int64](repeating: 0, count: WideGram.triangle(width))
    }
    // Safety: both triangles are as wide, or the other is empty.
    gram.withUnsafeMutableBufferPointer { gram in
      other.gram.withUnsafeBufferPointer { other in
        for i in other.indices { gram[i] &+= sign &* other[i] }
      }
    }
    for i in 0..<width { totals[i] &+= sign &* other.totals[i] }
    for target in 0..<other.targets {
      let place = target < (numbers?.count ?? 0) ? numbers?[target] ?? target : target
      reserve(targets: place + 1)
      for i in 0..<width {
        cross[place * width + i] &+= sign &* other.cross[target * width + i]
      }
      targetTotals[place] &+= sign &* other.targetTotals[target]
      squares[place] &+= sign &* other.squares[target]
    }
    count += Int(sign) * other.count
    if count == 0 { gram = [] }
  }

  /// The place of an element on or below the diagonal in ``gram``.
  @inline(__always)
  static func place(_ row: Int, _ column: Int) -> Int {
    let own = row / block
    return block * (block * (own * (own + 1) / 2 + column / block) + row % block) + column % block
  }
}

extension WideGram: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    // Written without waiting rows, so that the bytes do not depend on the order of arrival.
    var sums = self
    sums.flush()
    writer.write(features)
    writer.write(count)
    writer.write(sums.gram)
    writer.write(totals)
    writer.write(cross)
    writer.write(targetTotals)
    writer.write(squares)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    features = try reader.read()
    guard features > 0, features <= WideGram.mostFeatures else {
      throw .damaged("wide sums of \(features) features")
    }
    width = WideGram.padded(features)
    count = try reader.read()
    gram = try reader.read()
    guard count >= 0, count < 1 << 40, gram.count == (count == 0 ? 0 : WideGram.triangle(width))
    else {
      throw .damaged("wide sums of \(count) examples have \(gram.count) products")
    }
    totals = try reader.read(count: width)
    cross = try reader.read()
    targetTotals = try reader.read()
    squares = try reader.read(count: targetTotals.count)
    guard cross.count == squares.count * width else {
      throw .damaged("wide sums of \(squares.count) targets have \(cross.count) products")
    }
  }
}
