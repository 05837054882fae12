/// Sums over episodes in a few blocks, so that values can be evaluated on episodes they do not rest
/// on.
///
/// Blocks follow one another in the order of learning.  When there are ``limit`` of them,
/// neighbours are united.
struct JackknifeBlocks: Sendable {
  /// The maximum number of blocks.
  static let limit = 8

  private(set) var blocks: [LSTDStatistics] = []
  /// The number of episodes in a full block.
  private var capacity = 1
  let features: Int
  private(set) var targets: Int

  init(features: Int, targets: Int) {
    self.features = features
    self.targets = targets
  }

  var rows: Int { blocks.reduce(0) { $0 + $1.rows } }

  /// Adds an episode.
  ///
  /// - Returns: the number of its block, and whether blocks were united before, which halves every
  ///   earlier number.
  mutating func add(_ episode: EpisodeRows) -> (block: Int, united: Bool) {
    var united = false
    if blocks.last.map({ $0.episodes >= capacity }) ?? true {
      if blocks.count == JackknifeBlocks.limit {
        unite()
        united = true
      }
      blocks.append(LSTDStatistics(features: features, targets: targets))
    }
    blocks[blocks.count - 1].add(episode)
    return (blocks.count - 1, united)
  }

  private mutating func unite() {
    for pair in 0..<JackknifeBlocks.limit / 2 {
      var whole = blocks[2 * pair]
      whole.combine(blocks[2 * pair + 1], sign: 1)
      blocks[pair] = whole
    }
    blocks.removeLast(JackknifeBlocks.limit / 2)
    capacity *= 2
  }

  /// Makes room for more targets.
  mutating func widen(to targets: Int) {
    guard targets > self.targets else { return }
    self.targets = targets
    blocks = blocks.map { $0.widened(to: targets) }
  }

  mutating func flush() {
    for index in blocks.indices { blocks[index].flush() }
  }

  /// Per block, the place of its middle among all episodes, in [0, 1].
  var middles: [Double] {
    let total = Double(max(1, blocks.reduce(0) { $0 + $1.episodes }))
    var before = 0.0
    return blocks.map { block in
      defer { before += Double(block.episodes) }
      return (before + Double(block.episodes) / 2) / total
    }
  }
}

extension JackknifeBlocks: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(features)
    writer.write(targets)
    writer.write(capacity)
    writer.write(blocks)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    features = try reader.read()
    targets = try reader.read()
    capacity = try reader.read()
    blocks = try reader.read()
    guard capacity > 0, blocks.count <= JackknifeBlocks.limit,
      blocks.allSatisfy({ $0.features == features && $0.targets == targets })
    else { throw .damaged("the blocks of sums do not fit together") }
  }
}
