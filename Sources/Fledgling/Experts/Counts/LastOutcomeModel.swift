/// The frequency with which each class is followed by itself: a probability for the no-change rule.
///
/// Counts are halved when they pass ``cap``, so that they follow the stream.
struct LastOutcomeModel: Sendable {
  static let cap: Float = 1_000

  private(set) var stays: [Float] = []
  private(set) var trials: [Float] = []

  /// Makes room for more classes.
  mutating func reserve(_ classes: Int) {
    while stays.count < classes {
      stays.append(1)
      trials.append(2)
    }
  }

  /// The probability that `last` repeats.
  @inline(__always)
  func probability(of last: Int) -> Float { stays[last] / trials[last] }

  @inline(__always)
  mutating func learn(_ last: Int, cameAgain: Bool) {
    trials[last] += 1
    if cameAgain { stays[last] += 1 }
    if trials[last] > LastOutcomeModel.cap {
      trials[last] *= 0.5
      stays[last] *= 0.5
    }
  }
}

extension LastOutcomeModel: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(stays)
    writer.write(trials)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    stays = try reader.read()
    trials = try reader.read(count: stays.count)
  }
}
