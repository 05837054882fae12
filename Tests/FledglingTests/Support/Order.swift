@testable import Fledgling

/// A summary of experiences that claims to depend on their set alone.
protocol Summary {
  associatedtype Example
  init()
  mutating func add(_ experience: Example)
  /// The canonical state.
  var bytes: [UInt8] { get }
}

/// Whether a summary's bytes are the same for several random orders of the same experiences.
func isOrderFree<S: Summary>(
  _ type: S.Type, _ experiences: [S.Example], seeds: [UInt64] = [1, 2, 3, 4, 5]
) -> Bool {
  func bytes(_ experiences: [S.Example]) -> [UInt8] {
    var summary = S()
    for experience in experiences { summary.add(experience) }
    return summary.bytes
  }
  let expected = bytes(experiences)
  return seeds.allSatisfy { seed in
    var random = SplitMix64(seed: seed)
    return bytes(experiences.shuffled(using: &random)) == expected
  }
}

/// The bytes that a part writes into a snapshot.
func bytes(of part: some SnapshotCodable) -> [UInt8] {
  var writer = SnapshotWriter()
  writer.write(part)
  return writer.bytes
}

/// What a part is after it was written and read again.
func copied<Part: SnapshotCodable>(_ part: Part) throws -> Part {
  let bytes = bytes(of: part)
  var reader = SnapshotReader(bytes)
  let copy = try Part(from: &reader)
  guard reader.isAtEnd else { throw SnapshotError.damaged("bytes are left over") }
  return copy
}
