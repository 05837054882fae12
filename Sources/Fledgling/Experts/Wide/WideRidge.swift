import CKernels

/// Least squares with a penalty over wide rows: images, embeddings, states of a reservoir.
///
/// Features are centred and scaled to their spread when the weights are solved, from the sums
/// alone.  With fewer than ``youth`` examples the matrix has low rank, and a pivoted Cholesky
/// factor of that rank (Harbrecht, Peters, Schneider 2012) with the matrix inversion lemma costs
/// O(examples² × width); later a full factor costs width³ / 3.  The penalty is searched in steps by
/// generalised cross-validation (Golub, Heath, Wahba 1979), its trace estimated with fixed random
/// signs (Girard 1989), at every fourfold growth.
///
/// Weights are a pure function of the sums after ``finalizeFit()``; in between, the penalty also
/// depends on when it was searched.
///
/// - Memory: that of ``WideGram``, 4 × width × targets bytes, and 8 × width² while it solves.
struct WideRidge: Sendable {
  /// Weights are solved again when the examples have grown by these factors, before and after
  /// ``infancy``, and after the full factor is used.
  static let infantGrowth = 1.08
  static let youngGrowth = 1.25
  static let growth = 1.5
  /// The same if a class is new or has doubled.
  static let newcomerGrowth = 1.1
  static let infancy = 128
  /// Fewer examples than this are solved at low rank.
  static let youth = 512
  /// The initial penalty for each feature's unit of spread, over the width.
  static let firstPenalty = 0.1
  /// The minimum penalty, and the minimum while examples are fewer than twice the features.
  static let leastPenalty = 1e-6
  static let leastYoungPenalty = 0.009
  /// A smaller penalty must reduce the error to below this share: of two about equally good ones,
  /// the larger is safer if later examples differ from those seen.
  static let worthwhile = 0.99
  /// The number of examples from which on the penalty is searched.
  static let leastTuned = 32
  /// The weight, in examples, of the assumption that all features have the same spread.
  static let spreadPrior = 50.0
  /// The share of the mean spread that is added to every feature's spread.
  static let spreadFloor = 0.05

  private(set) var sums: WideGram
  /// Per target, `width` weights of integer features.
  private(set) var weights: [Float] = []
  private(set) var offsets: [Float] = []
  private(set) var penalty = WideRidge.firstPenalty
  private var solvedAt = 0
  /// Per target, its sum of squares at the last solution.
  private var solvedSquares: [Int64] = []
  private var tunedAt = 0

  init(features: Int) { sums = WideGram(features: features) }

  var features: Int { sums.features }
  var targets: Int { sums.targets }
  var count: Int { sums.count }
  /// The number of targets with solved weights.
  var solvedTargets: Int { offsets.count }

  mutating func reserve(targets: Int) { sums.reserve(targets: targets) }

  /// Learns an example of a class.
  mutating func learn(_ row: [Int16], label: Int) {
    row.withUnsafeBufferPointer { sums.add($0, label: label) }
    refresh()
  }

  /// Adds an example to the sums only.
  mutating func add(_ row: [Int16], label: Int) {
    row.withUnsafeBufferPointer { sums.add($0, label: label) }
  }

  mutating func add(_ row: [Int16], values: [Int]) {
    row.withUnsafeBufferPointer { sums.add($0, values: values) }
  }

  /// Adds all other sums, `sign` times; the targets are renumbered by `numbers`.
  mutating func combine(_ other: WideRidge, sign: Int64, numbers: [Int]? = nil) {
    sums.combine(other.sums, sign: sign, numbers: numbers)
  }

  /// Writes the value of every target, zero for those not solved yet; `values` is resized to fit.
  ///
  /// For classes the values are close to probabilities if there are many examples; they may leave
  /// [0, 1].
  func state(_ row: [Int16], into values: inout [Float]) {
    precondition(row.count == features)
    if values.count != targets { values = [Float](repeating: 0, count: targets) }
    let width = sums.width
    // Safety: `weights` holds `width` for every solved target.
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: width) { padded in
      for i in 0..<width {
        padded[i] =
          i < row.count ? max(-WideGram.mostValue, min(WideGram.mostValue, row[i])) : 0
      }
      weights.withUnsafeBufferPointer { weights in
        for target in 0..<targets {
          values[target] =
            target < solvedTargets
            ? offsets[target]
              + Kernels.best.dot_i16(
                padded.baseAddress, weights.baseAddress.unsafelyUnwrapped + target * width, width)
            : 0
        }
      }
    }
  }

  /// Solves if enough examples were added since the last time.
  mutating func refresh() {
    let growth =
      sums.count < WideRidge.infancy
      ? WideRidge.infantGrowth
      : sums.count < WideRidge.youth ? WideRidge.youngGrowth : WideRidge.growth
    guard sums.count > solvedAt else { return }
    let grown = Double(sums.count) / Double(solvedAt)
    if grown >= growth || (grown >= WideRidge.newcomerGrowth && hasNewcomer) { solve() }
  }

  /// Whether a target has doubled since the weights were solved, as a new class soon does.
  private var hasNewcomer: Bool {
    sums.squares.indices.contains { target in
      let before = target < solvedSquares.count ? solvedSquares[target] : 0
      return sums.squares[target] > 2 &* max(before, 0)
    }
  }

  /// Solves from the sums alone, as if for the first time.
  mutating func finalizeFit() {
    tunedAt = 0
    penalty = WideRidge.firstPenalty
    solve()
  }

  private mutating func solve() {
    sums.flush()
    solvedAt = sums.count
    solvedSquares = sums.squares
    guard sums.count > 0, sums.targets > 0 else {
      weights = []
      offsets = []
      return
    }
    let system = DualRidgeSystem(sums)
    let lowRank = sums.count < WideRidge.youth ? system.lowRank() : nil
    if sums.count >= WideRidge.leastTuned, sums.count >= 3 * tunedAt {
      tunedAt = sums.count
      climb(system, lowRank)
    } else {
      apply(system, system.solve(penalty, lowRank, probes: false))
    }
  }

  /// Moves the penalty in steps of √10 as long as the cross-validated error falls.
  private mutating func climb(_ system: DualRidgeSystem, _ lowRank: DualRidgeSystem.LowRank?) {
    let step = 3.1622776601683795
    var best = system.solve(penalty, lowRank, probes: true)
    var found = penalty
    // While there are not many more examples than features, a fit may pass through all of them, and
    // cross-validation of small penalties is not valid for later examples.
    let least = sums.count < 2 * features ? WideRidge.leastYoungPenalty : WideRidge.leastPenalty
    for factor in [1 / step, step] {
      var moved = false
      for _ in 0..<6 {
        let next = found * factor
        guard next >= least, next < 1e4 else { break }
        let tried = system.solve(next, lowRank, probes: true)
        guard tried.error < best.error * (factor < 1 ? WideRidge.worthwhile : 1) else { break }
        (best, found, moved) = (tried, next, true)
      }
      if moved { break }
    }
    penalty = found
    apply(system, best)
  }

  private mutating func apply(_ system: DualRidgeSystem, _ solution: DualRidgeSystem.Solution) {
    (weights, offsets) = system.weights(solution)
  }
}

extension WideRidge: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(sums)
    writer.write(weights)
    writer.write(offsets)
    writer.write(penalty)
    writer.write(solvedAt)
    writer.write(solvedSquares)
    writer.write(tunedAt)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    sums = try reader.read()
    weights = try reader.read()
    offsets = try reader.read()
    guard weights.count == offsets.count * sums.width, offsets.count <= sums.targets else {
      throw .damaged("\(offsets.count) targets have \(weights.count) weights")
    }
    penalty = try reader.read()
    guard penalty > 0, penalty.isFinite else { throw .damaged("a penalty of \(penalty)") }
    solvedAt = try reader.read()
    solvedSquares = try reader.read()
    tunedAt = try reader.read()
    guard solvedAt >= 0, tunedAt >= 0, solvedAt < 1 << 40, tunedAt < 1 << 40,
      solvedSquares.count <= sums.targets, solvedSquares.allSatisfy({ abs($0 >> 1) < 1 << 61 })
    else {
      throw .damaged("weights solved at \(solvedAt) examples")
    }
  }
}
