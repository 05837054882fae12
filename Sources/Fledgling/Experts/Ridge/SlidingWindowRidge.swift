import CKernels

/// Ridge over the last `window` examples: the new one is added, the oldest subtracted, which is
/// exact because products of integers below 2^53 are exact in a Double.
struct SlidingWindowRidge: Sendable {
  let features: Int
  let window: Int
  let interval: Int
  let penalty: Double
  let scale: Double
  private var gram: [Double]
  /// Wide windows store integer sums instead, of the examples that entered and left, in batches.
  private var entered: RidgeSums?
  private var left: RidgeSums?
  private var cross: [Double] = []
  private var ring: [Int16]
  private var ringTarget: [Int32]
  private var ringValue: [Float]
  /// The values of the second target, if there are two.
  private var ringSecond: [Float] = []
  private var places: Ring
  private var sinceSolve = 0
  /// During a replay nothing is solved until ``finishReplay(_:)``.
  var isReplaying = false
  private(set) var weights: [Float] = []
  private(set) var targetCount = 0

  init(features: Int, window: Int, interval: Int, penalty: Double, scale: Double) {
    self.features = features
    self.window = window
    self.interval = interval
    self.penalty = penalty
    self.scale = scale
    if features > Int(FK_RANK_ONE) {
      entered = RidgeSums(features: features)
      left = RidgeSums(features: features)
      gram = []
    } else {
      gram = [Double](repeating: 0, count: features * features)
    }
    places = Ring(capacity: window)
    ring = [Int16](repeating: 0, count: window * features)
    ringTarget = [Int32](repeating: 0, count: window)
    ringValue = [Float](repeating: 0, count: window)
  }

  /// The number of examples in the window.
  var count: Int { places.count }

  mutating func reserveTargets(_ count: Int) {
    guard count > targetCount else { return }
    if entered == nil {
      cross += [Double](repeating: 0, count: (count - targetCount) * features)
    }
    entered?.reserveTargets(count)
    left?.reserveTargets(count)
    targetCount = count
  }

  private mutating func accumulate(
    _ row: UnsafePointer<Int16>, _ target: Int, _ value: Double, _ sign: Double
  ) {
    if entered != nil {
      if sign > 0 {
        entered?.add(row, target: target, value: Int(value))
      } else {
        left?.add(row, target: target, value: Int(value))
      }
      return
    }
    assert(target < targetCount, "no room for target \(target)")
    // Safety: `row` has `features` values, at most FK_RANK_ONE; `gram` is their square, and `cross`
    // has as many for every target.
    cross.withUnsafeMutableBufferPointer {
      Kernels.best.rank_one(
        row, features, sign, value * sign, &gram,
        $0.baseAddress.unsafelyUnwrapped + target * features)
    }
  }

  /// Adds or subtracts a second target's value for a row, without its features.
  private mutating func accumulateSecond(
    _ row: UnsafePointer<Int16>, _ target: Int, _ value: Double, _ sign: Double
  ) {
    if entered != nil {
      if sign > 0 {
        entered?.addTarget(row, target: target, value: Int(value))
      } else {
        left?.addTarget(row, target: target, value: Int(value))
      }
      return
    }
    for i in 0..<features { cross[target * features + i] += Double(row[i]) * value * sign }
  }

  /// Adds a row; `second` is the value of the target after `target`, always given or never.
  mutating func add(
    _ row: UnsafePointer<Int16>, target: Int, value: Float, second: Float? = nil,
    targets: Range<Int>
  ) {
    if second != nil && ringSecond.isEmpty { ringSecond = [Float](repeating: 0, count: window) }
    let isFull = places.isFull
    let head = places.advance()
    if isFull {
      // Safety: `head` is a place of the window, and `ring` has `features` values for each.
      ring.withUnsafeBufferPointer { old in
        let row = old.baseAddress.unsafelyUnwrapped + head * features
        accumulate(row, Int(ringTarget[head]), Double(ringValue[head]), -1)
        if !ringSecond.isEmpty {
          accumulateSecond(row, Int(ringTarget[head]) + 1, Double(ringSecond[head]), -1)
        }
      }
    }
    accumulate(row, target, Double(value), 1)
    if let second {
      accumulateSecond(row, target + 1, Double(second), 1)
      ringSecond[head] = second
    }
    for i in 0..<features { ring[head * features + i] = row[i] }
    ringTarget[head] = Int32(target)
    ringValue[head] = value
    sinceSolve += 1
    if !isReplaying && sinceSolve >= min(interval, 1 + count / 20) {
      sinceSolve = 0
      solve(targets)
    }
  }

  /// Solves once for all replayed examples.
  mutating func finishReplay(_ targets: Range<Int>) {
    isReplaying = false
    if count > 0 { solve(targets) }
  }

  private mutating func solve(_ targets: Range<Int>) {
    let n = features
    weights = [Float](repeating: 0, count: targets.count * n)
    let unit = 1 / (scale * scale)
    entered?.flush()
    left?.flush()
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n * n + n * 9) { scratch in
      let l = scratch.baseAddress.unsafelyUnwrapped
      let x = l + n * n + n * 8
      for i in 0..<n {
        if let entered, let left {
          for j in 0...i {
            l[i * n + j] = Double(entered.gram[i * n + j] - left.gram[i * n + j]) * unit
          }
        } else {
          for j in 0...i { l[i * n + j] = gram[i * n + j] * unit }
        }
        l[i * n + i] += penalty
      }
      Kernels.best.cholesky(l, n, 1e-9, l + n * n)
      for (row, target) in targets.enumerated() {
        for i in 0..<n {
          if let entered, let left {
            x[i] = Double(entered.cross[target * n + i] - left.cross[target * n + i]) / scale
          } else {
            x[i] = cross[target * n + i] / scale
          }
        }
        Kernels.best.solve(l, n, x)
        for i in 0..<n { weights[row * n + i] = Float(x[i] / scale) }
      }
    }
  }

  var solvedTargets: Int { weights.count / features }

  @inline(__always)
  func value(_ row: UnsafePointer<Int16>, _ index: Int) -> Float {
    assert(index < solvedTargets, "target \(index) is not solved")
    // Safety: `weights` holds `features` of every solved target, and `row` has as many values.
    return weights.withUnsafeBufferPointer {
      Kernels.best.dot_i16(row, $0.baseAddress.unsafelyUnwrapped + index * features, features)
    }
  }
}

extension SlidingWindowRidge: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(features)
    writer.write(window)
    writer.write(interval)
    writer.write(penalty)
    writer.write(scale)
    writer.write(gram)
    writer.write(entered)
    writer.write(left)
    writer.write(cross)
    writer.write(ring)
    writer.write(ringTarget)
    writer.write(ringValue)
    writer.write(ringSecond)
    places.write(to: &writer)
    writer.write(sinceSolve)
    writer.write(weights)
    writer.write(targetCount)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    features = try reader.read()
    window = try reader.read()
    interval = try reader.read()
    penalty = try reader.read()
    scale = try reader.read()
    gram = try reader.read()
    entered = try reader.read()
    left = try reader.read()
    cross = try reader.read()
    ring = try reader.read()
    ringTarget = try reader.read()
    ringValue = try reader.read()
    ringSecond = try reader.read()
    places = try Ring(from: &reader)
    sinceSolve = try reader.read()
    weights = try reader.read()
    targetCount = try reader.read()
    guard (1...RidgeSums.mostFeatures).contains(features), features % Kernels.alignment == 0,
      places.capacity == window, ring.count == window * features, ringTarget.count == window,
      ringValue.count == window, ringSecond.isEmpty || ringSecond.count == window,
      interval > 0, scale > 0, weights.count % features == 0, solvedTargets <= targetCount,
      sumsFit
    else { throw .damaged("the window of a ridge over \(features) features does not fit together") }
  }

  /// Whether the sums have room for every target, including those in the window.
  private var sumsFit: Bool {
    let last = ringSecond.isEmpty ? targetCount : targetCount - 1
    guard targetCount >= 0,
      ringTarget.prefix(count).allSatisfy({ $0 >= 0 && Int($0) < last })
    else { return false }
    guard features > Int(FK_RANK_ONE) else {
      return entered == nil && left == nil && gram.count == features * features
        && cross.count == targetCount * features
    }
    return [entered, left].allSatisfy {
      $0.map { $0.features == features && $0.targets >= targetCount } ?? false
    }
  }
}
