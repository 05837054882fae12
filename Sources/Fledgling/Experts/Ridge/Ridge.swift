/// Least squares with a penalty, from integer sums: the Gram matrix of 16-bit features and their
/// products with the targets.
///
/// Adding and removing examples commute exactly.  Weights are solved by Cholesky when the number of
/// examples has grown by a set share; the penalty is chosen among powers of ten by generalised
/// cross-validation (Golub, Heath, Wahba 1979), its trace estimated with fixed random signs (Girard
/// 1989), at every doubling.
struct RidgeSums: Sendable {
  /// The maximum number of features in a snapshot.
  static let mostFeatures = 1 << 13

  let features: Int
  private(set) var gram: [Int64]
  /// Per target, `features` products.
  private(set) var cross: [Int64] = []
  /// Per target, the sum of squares.
  private(set) var squares: [Int64] = []
  private(set) var count = 0
  /// Examples that are not yet added to the Gram matrix.
  private var batch: [Int16]
  private var waiting = 0

  init(features: Int) {
    self.features = features
    gram = [Int64](repeating: 0, count: features * features + Kernels.alignment)
    batch = [Int16](repeating: 0, count: Kernels.batch * features)
  }

  var targets: Int { squares.count }

  mutating func reserveTargets(_ count: Int) {
    guard count > targets else { return }
    cross += [Int64](repeating: 0, count: (count - targets) * features)
    squares += [Int64](repeating: 0, count: count - targets)
  }

  /// Adds features with one target value, in units of 1 / ``ColumnEncoder/unit``.
  @inline(__always)
  mutating func add(_ row: UnsafePointer<Int16>, target: Int, value: Int) {
    assert(target < targets, "no room for target \(target)")
    // Safety: `row` has `features` values; `waiting` stays below the batch's rows, and `cross` has
    // `features` products for every target, of which this is one.
    batch.withUnsafeMutableBufferPointer { batch in
      cross.withUnsafeMutableBufferPointer { cross in
        Kernels.best.push_i16(
          row, features, Int32(truncatingIfNeeded: value),
          batch.baseAddress.unsafelyUnwrapped + waiting * features,
          cross.baseAddress.unsafelyUnwrapped + target * features)
      }
    }
    waiting += 1
    count += 1
    squares[target] += Int64(value * value)
    if waiting == Kernels.batch { flush() }
  }

  /// Adds one more target's value for the features last added.
  @inline(__always)
  mutating func addTarget(_ row: UnsafePointer<Int16>, target: Int, value: Int) {
    assert(target < targets, "no room for target \(target)")
    let factor = Int32(truncatingIfNeeded: value)
    // Safety: as in ``add(_:target:value:)``.
    cross.withUnsafeMutableBufferPointer { cross in
      let cross = cross.baseAddress.unsafelyUnwrapped + target * features
      for i in 0..<features { cross[i] &+= Int64(Int32(row[i]) &* factor) }
    }
    squares[target] += Int64(value * value)
  }

  /// Adds all other sums, `sign` times; the targets are renumbered by `numbers`.
  ///
  /// - Complexity: O(features² + targets × features).
  mutating func combine(_ other: RidgeSums, sign: Int64, numbers: [Int]? = nil) {
    var other = other
    flush()
    other.flush()
    for i in gram.indices { gram[i] &+= sign &* other.gram[i] }
    for target in 0..<other.targets {
      let place = target < (numbers?.count ?? 0) ? numbers?[target] ?? target : target
      reserveTargets(place + 1)
      for i in 0..<features {
        cross[place * features + i] &+= sign &* other.cross[target * features + i]
      }
      squares[place] &+= sign &* other.squares[target]
    }
    count += Int(sign) * other.count
  }

  /// The Gram matrix row by row up to the diagonal.
  var lowerTriangle: [Int64] {
    (0..<features).flatMap { gram[$0 * features...$0 * features + $0] }
  }

  /// One target's products.
  func cross(_ target: Int) -> [Int64] {
    Array(cross[target * features..<(target + 1) * features])
  }

  mutating func flush() {
    guard waiting > 0 else { return }
    batch.withUnsafeMutableBufferPointer { batch in
      for place in waiting * features..<Kernels.batch * features { batch[place] = 0 }
      withUnsafeTemporaryAllocation(of: Int16.self, capacity: Kernels.batch * features) { scratch in
        Kernels.best.gram_i16(batch.baseAddress, features, scratch.baseAddress, &gram)
      }
    }
    waiting = 0
  }
}

/// A solved ridge regression over ``RidgeSums``.
struct Ridge: Sendable {
  /// Weights are solved again when the examples have grown by these factors, before and after
  /// ``youth`` examples.
  static let youngGrowth = 1.08
  static let growth = 1.25
  static let youth = 1_000

  private(set) var sums: RidgeSums
  private(set) var weights: [Float] = []
  private(set) var penalty: Double
  private var factor: [Double] = []
  private var solvedAt = 0
  private var tunedAt = 0
  let scale: Double

  /// - Parameters:
  ///   - features: the number of features, padded to whole vectors.
  ///   - scale: the integer that represents a feature of one.
  ///   - penalty: the penalty until it is tuned.
  init(features: Int, scale: Double, penalty: Double) {
    sums = RidgeSums(features: features)
    self.scale = scale
    self.penalty = penalty
  }

  @inline(__always)
  mutating func add(_ row: UnsafePointer<Int16>, target: Int, value: Int) {
    sums.add(row, target: target, value: value)
  }

  /// Adds one more target's value for the features last added.
  @inline(__always)
  mutating func addTarget(_ row: UnsafePointer<Int16>, target: Int, value: Int) {
    sums.addTarget(row, target: target, value: value)
  }

  /// Adds all other sums, `sign` times; the targets are renumbered by `numbers`.
  mutating func combine(_ other: RidgeSums, sign: Int64, numbers: [Int]? = nil) {
    sums.combine(other, sign: sign, numbers: numbers)
  }

  /// Copies the tuned penalty of an earlier epoch's ridge.
  mutating func copyPenalty(_ earlier: Ridge) {
    penalty = earlier.penalty
    tunedAt = earlier.tunedAt
  }

  /// Solves if enough examples were added since the last time.
  mutating func refresh(targets: Range<Int>, force: Bool = false) {
    let growth = sums.count < Ridge.youth ? Ridge.youngGrowth : Ridge.growth
    if Double(sums.count) >= Double(solvedAt) * growth + 1 || force {
      solve(targets: targets)
    }
  }

  mutating func reserve(_ count: Int) { sums.reserveTargets(count) }

  /// Solves from the sums alone, as if for the first time.
  mutating func solveAnew(targets: Range<Int>) {
    tunedAt = 0
    solve(targets: targets)
  }

  mutating func solve(targets: Range<Int>) {
    sums.flush()
    sums.reserveTargets(targets.upperBound)
    if sums.count >= 4 * tunedAt && sums.count >= 8 {
      tunedAt = sums.count
      tune(targets: targets)
    }
    solvedAt = sums.count
    factorise(penalty)
    weights = [Float](repeating: 0, count: targets.count * sums.features)
    for (row, target) in targets.enumerated() {
      let solution = solution(target)
      // Weights take integer features to a value in units of the target.
      for i in 0..<sums.features { weights[row * sums.features + i] = Float(solution[i] / scale) }
    }
  }

  private mutating func factorise(_ penalty: Double) {
    let n = sums.features
    if factor.isEmpty { factor = [Double](repeating: 0, count: n * n) }
    let unit = 1 / (scale * scale)
    factor.withUnsafeMutableBufferPointer { factor in
      sums.gram.withUnsafeBufferPointer { gram in
        for i in 0..<n {
          for j in 0...i { factor[i * n + j] = Double(gram[i * n + j]) * unit }
          factor[i * n + i] += penalty
        }
      }
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n * 8) { panel in
      factor.withUnsafeMutableBufferPointer {
        Kernels.best.cholesky($0.baseAddress, n, 1e-9, panel.baseAddress)
      }
    }
  }

  private func right(_ target: Int) -> [Double] {
    let unit = 1 / scale
    return (0..<sums.features).map { Double(sums.cross[target * sums.features + $0]) * unit }
  }

  private func solution(_ target: Int) -> [Double] { solveFactor(right(target)) }

  private func solveFactor(_ right: [Double]) -> [Double] {
    let n = sums.features
    var x = right
    factor.withUnsafeBufferPointer { l in
      x.withUnsafeMutableBufferPointer { x in
        Kernels.best.solve(l.baseAddress, n, x.baseAddress)
      }
    }
    return x
  }

  private mutating func tune(targets: Range<Int>) {
    var best = (score: Double.infinity, penalty: penalty)
    let n = sums.features
    var random = SplitMix64(seed: 1)
    let probes = (0..<4).map { _ in (0..<n).map { _ in random.next() >> 63 == 0 ? 1.0 : -1.0 } }
    for exponent in -3...3 {
      var candidate = 1.0
      for _ in 0..<abs(exponent) { candidate *= exponent < 0 ? 0.1 : 10 }
      factorise(candidate)
      var trace = 0.0
      for probe in probes {
        let solved = solveFactor(probe)
        for i in 0..<n { trace += probe[i] * solved[i] }
      }
      let freedom = Double(n) - candidate * trace / Double(probes.count)
      var residual = 0.0
      for target in targets {
        let b = right(target)
        let w = solveFactor(b)
        var explained = 0.0
        for i in 0..<n { explained += w[i] * b[i] + candidate * w[i] * w[i] }
        residual += Double(sums.squares[target]) - explained
      }
      let slack = max(1e-3, 1 - freedom / Double(sums.count))
      let score = max(0, residual) / (slack * slack)
      if score < best.score { best = (score, candidate) }
    }
    penalty = best.penalty
  }

  /// The weights of one target and the inverse of the penalised Gram matrix, both for integer
  /// features, solved from the present sums.
  func explained(target: Int) -> (weights: [Float], solve: @Sendable ([Float]) -> [Float]) {
    var solved = self
    solved.sums.flush()
    solved.sums.reserveTargets(target + 1)
    solved.factorise(penalty)
    let ridge = solved
    let unit = scale
    return (
      ridge.solution(target).map { Float($0 / unit) },
      { row in
        ridge.solveFactor(row.map { Double($0) / unit }).map { Float($0 / unit) }
      }
    )
  }

  /// The value of one solved target.
  @inline(__always)
  func value(_ row: UnsafePointer<Int16>, _ index: Int) -> Float {
    guard !weights.isEmpty else { return 0 }
    assert(index < solvedTargets, "target \(index) is not solved")
    // Safety: `weights` holds `features` of every solved target, and `row` has as many values.
    return weights.withUnsafeBufferPointer {
      Kernels.best.dot_i16(
        row, $0.baseAddress.unsafelyUnwrapped + index * sums.features, sums.features)
    }
  }

  var solvedTargets: Int { weights.count / sums.features }
}

extension RidgeSums: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(features)
    writer.write(gram)
    writer.write(cross)
    writer.write(squares)
    writer.write(count)
    writer.write(batch)
    writer.write(waiting)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    features = try reader.read()
    gram = try reader.read()
    cross = try reader.read()
    squares = try reader.read()
    count = try reader.read()
    batch = try reader.read()
    waiting = try reader.read()
    guard (Kernels.alignment...RidgeSums.mostFeatures).contains(features),
      features % Kernels.alignment == 0, gram.count == features * features + Kernels.alignment,
      cross.count == squares.count * features, batch.count == Kernels.batch * features,
      (0..<Kernels.batch).contains(waiting), count >= 0
    else { throw .damaged("a ridge's sums over \(features) features do not fit together") }
  }
}

extension Ridge: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(sums)
    writer.write(weights)
    writer.write(penalty)
    writer.write(solvedAt)
    writer.write(tunedAt)
    writer.write(scale)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    sums = try reader.read()
    weights = try reader.read()
    penalty = try reader.read()
    solvedAt = try reader.read()
    tunedAt = try reader.read()
    scale = try reader.read()
    factor = []
    guard weights.count % sums.features == 0, solvedTargets <= sums.targets,
      penalty > 0, penalty.isFinite, scale > 0, scale.isFinite, solvedAt >= 0, tunedAt >= 0
    else { throw .damaged("a ridge's weights do not fit its sums") }
  }

  /// Whether another ridge has as many features of the same scale.
  func isLike(_ other: Ridge) -> Bool {
    sums.features == other.sums.features && scale == other.scale
  }
}
