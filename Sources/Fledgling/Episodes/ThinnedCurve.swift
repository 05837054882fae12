/// A value along the steps of an episode, thinned by halves.
struct ThinnedCurve: Sendable, Hashable {
  static let limit = 64

  private(set) var values: [Float] = []
  private var stride = 1
  private var skipped = 0

  mutating func append(_ value: Float) {
    skipped += 1
    guard skipped == stride else { return }
    skipped = 0
    if values.count == ThinnedCurve.limit {
      values = (0..<ThinnedCurve.limit / 2).map { values[2 * $0 + 1] }
      stride *= 2
      skipped = stride / 2 - 1
      return append(value)
    }
    values.append(value)
  }
}

extension ThinnedCurve: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(values)
    writer.write(stride)
    writer.write(skipped)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    values = try reader.read()
    stride = try reader.read()
    skipped = try reader.read()
    guard values.count <= ThinnedCurve.limit, (1...EpisodeMonitor.stepLimit).contains(stride),
      (0..<stride).contains(skipped)
    else {
      throw .damaged("the curve of an episode does not fit together")
    }
  }
}
