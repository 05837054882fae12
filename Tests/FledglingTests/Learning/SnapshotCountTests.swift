import Testing

@testable import Fledgling

/// Parts whose counts do not fit together are refused, even where the checksum is right: unsafe code
/// relies on them.
struct SnapshotCountTests {
  private func refuses<Part: SnapshotCodable>(
    _ type: Part.Type, _ comment: Comment, _ write: (inout SnapshotWriter) -> Void
  ) {
    var writer = SnapshotWriter()
    write(&writer)
    var reader = SnapshotReader(writer.bytes)
    #expect(throws: SnapshotError.self, comment) { try Part(from: &reader) }
  }

  /// Changes each 64-bit word of a part's bytes in turn; the part is then read or refused, and never
  /// crashes in use.
  private func mutations<Part: SnapshotCodable>(
    of part: Part, words: Int, _ use: (Part) -> Void
  ) {
    var writer = SnapshotWriter()
    writer.write(part)
    for word in 0..<min(words, writer.bytes.count / 8) {
      for value in [0, 1, 7, 1 << 20, -1, .max] as [Int] {
        var bytes = writer.bytes
        for byte in 0..<8 {
          bytes[word * 8 + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte))
        }
        var reader = SnapshotReader(bytes)
        if let read = try? Part(from: &reader) { use(read) }
      }
    }
  }

  @Test func ridgeSums() {
    refuses(RidgeSums.self, "too few products") {
      $0.write(16)
      $0.write([Int64](repeating: 0, count: 16))
      $0.write([Int64](repeating: 0, count: 16))
      $0.write([Int64](repeating: 0, count: 1))
      $0.write(0)
      $0.write([Int16](repeating: 0, count: Kernels.batch * 16))
      $0.write(0)
    }
    var sums = RidgeSums(features: 16)
    sums.reserveTargets(2)
    let row = [Int16](repeating: 3, count: 16)
    mutations(of: sums, words: 4) {
      var sums = $0
      guard sums.features == 16, sums.targets == 2 else { return }
      for _ in 0..<100 { sums.add(row, target: 1, value: 5) }
    }
  }

  @Test func ridgeAndMixer() {
    var ridge = Ridge(features: 16, scale: 512, penalty: 1)
    ridge.reserve(2)
    let row = [Int16](repeating: 3, count: 16)
    for _ in 0..<20 { ridge.add(row, target: 1, value: 5) }
    ridge.solve(targets: 0..<2)
    mutations(of: ridge, words: 4) { ridge in
      guard ridge.sums.features == 16 else { return }
      for target in 0..<ridge.solvedTargets { _ = ridge.value(row, target) }
    }
    refuses(GatedLogisticMixer.self, "fewer weights than sets") {
      $0.write(16)
      $0.write(4)
      $0.write([Float](repeating: 0, count: 16))
      $0.write([Float](repeating: 0, count: 32))
    }
    refuses(GatedLogisticMixer.self, "sets without end") {
      $0.write(1 << 32)
      $0.write(1 << 32)
      $0.write([Float]())
      $0.write([Float]())
    }
  }

  @Test(arguments: [16, 64])
  func windowRidge(features: Int) {
    var window = SlidingWindowRidge(
      features: features, window: 20, interval: 5, penalty: 1, scale: 512)
    window.reserveTargets(2)
    let row = [Int16](repeating: 3, count: features)
    for _ in 0..<30 { window.add(row, target: 1, value: 5, targets: 1..<2) }
    mutations(of: window, words: 6) {
      var window = $0
      guard window.features == features, window.targetCount == 2 else { return }
      for _ in 0..<30 { window.add(row, target: 1, value: 5, targets: 1..<2) }
      _ = window.value(row, 0)
    }
  }

  @Test func trees() {
    func write(_ node: BoostedTrees.Node, roots: [Int32], to writer: inout SnapshotWriter) {
      writer.write([node])
      writer.write([0.5] as [Float])
      writer.write(roots)
      writer.write([Int32](repeating: 1, count: roots.count))
      writer.write(1)
      writer.write([0] as [Float])
      writer.write([UInt8](repeating: 0, count: ColumnBinner.codeLimit))
      writer.write([0])
    }
    refuses(BoostedTrees.self, "a child beyond the nodes") {
      write(BoostedTrees.Node(child: 5, column: 0, cut: 3), roots: [0], to: &$0)
    }
    refuses(BoostedTrees.self, "a column that trees do not see") {
      write(BoostedTrees.Node(child: 0, column: 4, cut: .max), roots: [0], to: &$0)
    }
    refuses(BoostedTrees.self, "a root beyond the nodes") {
      write(BoostedTrees.Node(child: 0, column: 0, cut: .max), roots: [3], to: &$0)
    }
  }

  @Test func rings() {
    for (capacity, count, oldest) in [(0, 0, 0), (4, 5, 0), (4, 2, 1), (4, 4, 4), (4, -1, 0)] {
      var writer = SnapshotWriter()
      for value in [capacity, count, oldest] { writer.write(value) }
      var reader = SnapshotReader(writer.bytes)
      #expect(throws: SnapshotError.self) { try Ring(from: &reader) }
    }
  }
}
