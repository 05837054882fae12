/// Landmarks of ended episodes, to be predicted from sums that do not contain them.
///
/// Bounded: beyond ``limit`` landmarks the older half is dropped.
struct HoldoutLandmarks: Sendable {
  /// The maximum number of landmarks: 20 mebibytes of features.
  static let limit = 1 << 15

  /// One landmark.
  struct Landmark: Sendable, Hashable {
    var episode: Int32
    var block: Int32
    /// The number of steps so far.
    var steps: Int32
    /// The class, or -1.
    var label: Int32
    /// The order of the step, relative to the start.
    var elapsed: Float
    var amount: Float
    /// Whether the episode ended well.
    var isGood: Bool
  }

  let features: Int
  private(set) var marks: [Landmark] = []
  private(set) var rows: [Int16] = []
  /// Per landmark, the targets.
  private(set) var targets: [[Int32]] = []

  init(features: Int) { self.features = features }

  mutating func add(_ marks: [Landmark], _ rows: EpisodeRows) {
    if self.marks.count + marks.count > HoldoutLandmarks.limit { drop(self.marks.count / 2) }
    self.marks += marks
    self.rows += rows.features
    targets += rows.targets
  }

  /// Makes room for more targets.
  mutating func widen(to count: Int) {
    for index in targets.indices where targets[index].count < count {
      targets[index] += [Int32](repeating: 0, count: count - targets[index].count)
    }
  }

  /// Whether landmarks match these targets and blocks.
  func fits(_ aim: ValueTargets, blocks: Int) -> Bool {
    marks.allSatisfy {
      (0..<blocks).contains(Int($0.block))
        && (!aim.isClassified || (0..<aim.classes).contains(Int($0.label)))
    } && targets.allSatisfy { $0.count == aim.targets }
  }

  private mutating func drop(_ count: Int) {
    // Drop whole episodes only.
    var end = count
    while end > 0, end < marks.count, marks[end].episode == marks[end - 1].episode { end += 1 }
    marks.removeFirst(end)
    rows.removeFirst(end * features)
    targets.removeFirst(end)
  }

  /// Updates block numbers after each pair of blocks became one.
  mutating func halveBlocks() {
    for index in marks.indices { marks[index].block /= 2 }
  }

  /// The value of a landmark under the weights of one target.
  @inline(__always)
  func value(_ mark: Int, _ weights: UnsafePointer<Float>) -> Float {
    rows.withUnsafeBufferPointer {
      Kernels.best.dot_i16($0.baseAddress.unsafelyUnwrapped + mark * features, weights, features)
    }
  }
}

extension HoldoutLandmarks: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(features)
    writer.write(marks.map(\.episode))
    writer.write(marks.map(\.block))
    writer.write(marks.map(\.steps))
    writer.write(marks.map(\.label))
    writer.write(marks.map(\.elapsed))
    writer.write(marks.map(\.amount))
    writer.write(marks.map { $0.isGood ? UInt8(1) : 0 })
    writer.write(rows)
    writer.write(targets.first?.count ?? 0)
    writer.write(targets.flatMap { $0 })
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    features = try reader.read()
    let episodes: [Int32] = try reader.read()
    let blocks: [Int32] = try reader.read(count: episodes.count)
    let steps: [Int32] = try reader.read(count: episodes.count)
    let labels: [Int32] = try reader.read(count: episodes.count)
    let times: [Float] = try reader.read(count: episodes.count)
    let amounts: [Float] = try reader.read(count: episodes.count)
    let good: [UInt8] = try reader.read(count: episodes.count)
    guard (1...StepEncoder.limit + Kernels.alignment).contains(features),
      episodes.count <= HoldoutLandmarks.limit,
      blocks.allSatisfy({ (0..<Int32(JackknifeBlocks.limit)).contains($0) }),
      labels.allSatisfy({ (-1..<Int32(Schema.classLimit)).contains($0) })
    else { throw .damaged("the stored landmarks do not fit together") }
    marks = episodes.indices.map {
      Landmark(
        episode: episodes[$0], block: blocks[$0], steps: steps[$0], label: labels[$0],
        elapsed: times[$0], amount: amounts[$0], isGood: good[$0] == 1)
    }
    rows = try reader.read(count: episodes.count * features)
    let width = try reader.read(Int.self)
    guard (0...ValueTargets.targetLimit).contains(width) else { throw .damaged("\(width) targets") }
    let flat: [Int32] = try reader.read(count: episodes.count * width)
    targets = episodes.indices.map { Array(flat[$0 * width..<($0 + 1) * width]) }
  }
}
