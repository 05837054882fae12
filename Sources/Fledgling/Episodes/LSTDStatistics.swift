import CKernels

/// An episode's contribution to the sums: the features and targets at its landmarks.
struct EpisodeRows: Sendable {
  /// The steps that are learned from.
  var marks: [Int] = []
  /// Per mark, the features.
  var features: [Int16] = []
  /// Per landmark, the targets as integers; empty if the end is unknown and implies nothing.
  var targets: [[Int32]] = []
  /// Whether the episode ended, so that its targets are complete.
  var isComplete = true
}

/// Sums over episodes from which values are solved that are linear in the features.
///
/// Two systems stand side by side, both of the form Σ g φᵀ w = Σ g y over an episode's landmarks:
///
/// - outcomes only: g = φ, which is least squares;
/// - temporal differences: g = e − e′, where the trace e follows φ by
///   e = λ e′ + (1 − λ) φ, λ = 7/8.  By summation by parts this is LSTD(λ) without discount
///   (Boyan 2002): Σ e (φ − φ″)ᵀ w = Σ e r, with φ″ and the reward r from the next landmark,
///   up to a constant factor.
///
/// An episode whose end is unknown subtracts e of its last landmark once more, so that the value
/// there stands for the unknown rest; least squares learn nothing from it.
///
/// Integers, so sums add and subtract exactly, in any order.
struct LSTDStatistics: Sendable {
  /// A trace moves by one over two to this power.
  static let traceShift: Int32 = 3
  /// Traces are kept in these parts of a feature's unit.
  private static let traceUnit: Int32 = 4

  let features: Int
  let targets: Int
  /// Σ φ φᵀ, by rows, valid up to the diagonal; and Σ g φᵀ.
  private(set) var gram: [Int64]
  private(set) var steep: [Int64]
  /// Per target, Σ φ y and Σ g y.
  private(set) var gramCross: [Int64]
  private(set) var steepCross: [Int64]
  /// The number of landmarks of episodes that ended.
  private(set) var rows = 0
  private(set) var episodes = 0
  /// The number of landmarks that wait for a batch.
  private var waiting = 0
  private var right: [Int16] = []
  private var left: [Int16] = []
  private var waitingComplete = 0
  private var whole: [Int16] = []

  init(features: Int, targets: Int) {
    self.features = features
    self.targets = targets
    gram = [Int64](repeating: 0, count: features * features)
    steep = gram
    gramCross = [Int64](repeating: 0, count: features * targets)
    steepCross = gramCross
  }

  /// Adds an episode.
  ///
  /// - Complexity: O(landmarks × features²).
  mutating func add(_ episode: EpisodeRows) {
    episodes += 1
    guard !episode.marks.isEmpty, !episode.targets.isEmpty else { return }
    let count = episode.marks.count
    var trace = [Int32](repeating: 0, count: features)
    var difference = [Int16](repeating: 0, count: features)
    episode.features.withUnsafeBufferPointer { all in
      for mark in 0..<count {
        let row = UnsafeBufferPointer(rebasing: all[mark * features..<(mark + 1) * features])
        LSTDStatistics.move(&trace, row, &difference)
        difference.withUnsafeBufferPointer { push($0, row, episode.targets[mark]) }
        if episode.isComplete { pushWhole(row, episode.targets[mark]) }
      }
      guard !episode.isComplete else {
        rows += count
        return
      }
      let row = UnsafeBufferPointer(rebasing: all[(count - 1) * features..<count * features])
      // In as many parts as the 16-bit products of the kernels need.
      var rest = trace.map { -$0 }
      while rest.contains(where: { $0 != 0 }) {
        let part = rest.map { Int16(max(-2_047, min(2_047, $0))) }
        part.withUnsafeBufferPointer { push($0, row, episode.targets[count - 1]) }
        for i in 0..<features { rest[i] -= Int32(part[i]) }
      }
    }
  }

  /// Moves a trace towards a row, and writes the difference.
  @inline(__always)
  private static func move(
    _ trace: inout [Int32], _ row: UnsafeBufferPointer<Int16>, _ difference: inout [Int16]
  ) {
    trace.withUnsafeMutableBufferPointer { trace in
      difference.withUnsafeMutableBufferPointer { difference in
        for i in 0..<row.count {
          let goal = Int32(row[i]) &* traceUnit
          let step = (goal &- trace[i] &+ 1 << (traceShift - 1)) >> traceShift
          trace[i] &+= step
          difference[i] = Int16(truncatingIfNeeded: step)
        }
      }
    }
  }

  @inline(__always)
  private static func add(
    _ row: UnsafeBufferPointer<Int16>, _ values: [Int32], to cross: inout [Int64]
  ) {
    cross.withUnsafeMutableBufferPointer { cross in
      for (target, value) in values.enumerated() where value != 0 {
        let out = cross.baseAddress.unsafelyUnwrapped + target * row.count
        for i in 0..<row.count { out[i] &+= Int64(Int32(row[i]) &* value) }
      }
    }
  }

  private mutating func push(
    _ difference: UnsafeBufferPointer<Int16>, _ row: UnsafeBufferPointer<Int16>,
    _ values: [Int32]
  ) {
    left.append(contentsOf: difference)
    right.append(contentsOf: row)
    waiting += 1
    LSTDStatistics.add(difference, values, to: &steepCross)
    if waiting == Kernels.batch { flushSteep() }
  }

  private mutating func pushWhole(_ row: UnsafeBufferPointer<Int16>, _ values: [Int32]) {
    whole.append(contentsOf: row)
    waitingComplete += 1
    LSTDStatistics.add(row, values, to: &gramCross)
    if waitingComplete == Kernels.batch { flushGram() }
  }

  private mutating func flushSteep() {
    guard waiting > 0 else { return }
    let size = Kernels.batch * features
    let padding = [Int16](repeating: 0, count: size - left.count)
    left += padding
    right += padding
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: 2 * size) { scratch in
      Kernels.best.outer_i16(left, right, features, scratch.baseAddress, &steep)
    }
    left.removeAll(keepingCapacity: true)
    right.removeAll(keepingCapacity: true)
    waiting = 0
  }

  private mutating func flushGram() {
    guard waitingComplete > 0 else { return }
    let size = Kernels.batch * features
    whole += [Int16](repeating: 0, count: size - whole.count)
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: size) { scratch in
      Kernels.best.gram_i16(whole, features, scratch.baseAddress, &gram)
    }
    whole.removeAll(keepingCapacity: true)
    waitingComplete = 0
  }

  /// Adds the landmarks that wait for a batch.
  mutating func flush() {
    flushSteep()
    flushGram()
  }

  /// Adds all other sums, `sign` times.
  ///
  /// - Complexity: O(features × (features + targets)).
  mutating func combine(_ other: LSTDStatistics, sign: Int64) {
    var other = other
    other.flush()
    flush()
    for i in gram.indices {
      gram[i] &+= sign &* other.gram[i]
      steep[i] &+= sign &* other.steep[i]
    }
    for target in 0..<min(targets, other.targets) {
      for i in target * features..<(target + 1) * features {
        gramCross[i] &+= sign &* other.gramCross[i]
        steepCross[i] &+= sign &* other.steepCross[i]
      }
    }
    rows += Int(sign) * other.rows
    episodes += Int(sign) * other.episodes
  }

  /// The same sums with room for more targets.
  func widened(to targets: Int) -> LSTDStatistics {
    var wide = LSTDStatistics(features: features, targets: targets)
    wide.combine(self, sign: 1)
    return wide
  }
}

extension LSTDStatistics: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    var settled = self
    settled.flush()
    writer.write(features)
    writer.write(targets)
    for i in 0..<features { writer.write(Array(settled.gram[i * features...i * features + i])) }
    writer.write(settled.steep)
    writer.write(settled.gramCross)
    writer.write(settled.steepCross)
    writer.write(rows)
    writer.write(episodes)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let features = try reader.read(Int.self)
    let targets = try reader.read(Int.self)
    guard (1...StepEncoder.limit + Kernels.alignment).contains(features),
      (0...ValueTargets.targetLimit).contains(targets)
    else { throw .damaged("sums of \(features) features and \(targets) targets") }
    self.init(features: features, targets: targets)
    for i in 0..<features {
      let row: [Int64] = try reader.read(count: i + 1)
      for (j, value) in row.enumerated() { gram[i * features + j] = value }
    }
    steep = try reader.read(count: features * features)
    gramCross = try reader.read(count: features * targets)
    steepCross = try reader.read(count: features * targets)
    rows = try reader.read()
    episodes = try reader.read()
    guard rows >= 0, episodes >= 0 else { throw .damaged("sums of \(rows) rows") }
  }
}
