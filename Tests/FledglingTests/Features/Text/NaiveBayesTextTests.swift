import Testing

@testable import Fledgling

struct NaiveBayesTextTests {
  private func counts(_ examples: [TextExamples.DrawnExample], classes: Int = 2) -> NaiveBayesText {
    var counts = NaiveBayesText(classes: classes)
    for example in examples {
      counts.reserve(classes: example.label + 1)
      example.features.withEntries { counts.add($0, label: example.label) }
    }
    return counts
  }

  @Test(arguments: [2, 5, 77])
  func orderDoesNotMatter(classes: Int) {
    let examples = TextExamples.make(60, classes: classes, seed: 3)
    let one = TextExamples.bytes(counts(examples, classes: classes))
    #expect(one == TextExamples.bytes(counts(examples.reversed(), classes: classes)))
  }

  @Test(arguments: [2, 5, 77])
  func takingAwayUndoesAdding(classes: Int) {
    let examples = TextExamples.make(60, classes: classes, seed: 4)
    var all = counts(examples, classes: classes)
    for example in examples[20...] {
      example.features.withEntries { all.subtract($0, label: example.label) }
    }
    let kept = counts(Array(examples[..<20]), classes: classes)
    #expect(TextExamples.bytes(all) == TextExamples.bytes(kept))
  }

  @Test(arguments: [2, 40])
  func sumsCombine(classes: Int) {
    let examples = TextExamples.make(60, classes: classes, seed: 5)
    let whole = counts(examples, classes: classes)
    var parts = counts(Array(examples[..<30]), classes: classes)
    let rest = counts(Array(examples[30...]), classes: classes)
    parts.combine(rest, sign: 1)
    #expect(TextExamples.bytes(parts) == TextExamples.bytes(whole))
    parts.combine(rest, sign: -1)
    let first = counts(Array(examples[..<30]), classes: classes)
    #expect(TextExamples.bytes(parts) == TextExamples.bytes(first))
  }

  @Test func classesAreRenumbered() {
    let examples = TextExamples.make(40, classes: 3, seed: 6)
    let numbers = [2, 0, 1]
    var moved = NaiveBayesText(classes: 3)
    moved.combine(counts(examples, classes: 3), sign: 1, numbers: numbers)
    let direct = counts(
      examples.map {
        TextExamples.DrawnExample(features: $0.features, label: numbers[$0.label], key: $0.key)
      }, classes: 3)
    #expect(TextExamples.bytes(moved) == TextExamples.bytes(direct))
  }

  /// Rows are folded together for many classes, whenever the classes came.
  @Test func moreClassesComeLater() {
    let examples = TextExamples.make(100, classes: 300, seed: 7)
    var late = counts(examples.sorted { $0.label < $1.label })
    late.reserve(classes: 1_000)
    let early = counts(examples, classes: 1_000)
    #expect(TextExamples.bytes(late) == TextExamples.bytes(early))
  }

  @Test func weightsHaveUnitLength() {
    let examples = TextExamples.make(50, classes: 2, seed: 8)
    let counts = counts(examples)
    examples[0].features.withEntries { text in
      var x = [Float](repeating: 0, count: text.count)
      counts.weigh(text, into: &x)
      let size = x.reduce(0) { $0 + $1 * $1 }
      #expect(abs(size - 1) < 1e-4)
    }
  }

  @Test func kernelsAgreeToTheBit() {
    var random = SplitMix64(seed: 9)
    let columns = 32
    let table = (0..<64 * columns).map { _ in random.normal() }
    let counts = (0..<64 * columns).map { _ in UInt32(random.below(4) == 0 ? random.below(90) : 0) }
    let logs = (0...63).map { Elementary.log(Float($0) + 1) }
    let ids = (0..<100).map { _ in UInt32(random.below(1 << 18)) }
    let x = ids.map { _ in random.normal() }
    let errors = (0..<columns).map { _ in random.normal() }
    var results: [[UInt32]] = []
    for (_, kernels) in TextKernels.available {
      var out = [Float](repeating: 0.5, count: columns)
      kernels.scores(table, columns, ids, 63, x, ids.count, &out)
      kernels.counts(counts, columns, ids, 63, ids.count, logs, 63, &out)
      var moved = table
      kernels.descend(&moved, columns, ids, 63, x, ids.count, errors)
      results.append((out + moved).map(\.bitPattern))
    }
    for result in results { #expect(result == results[0]) }
  }
}
