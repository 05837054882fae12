@testable import Fledgling

/// Made-up texts of classes that can be told by their words.
enum TextExamples {
  struct DrawnExample {
    var features: TextFeatures
    var label: Int
    var key: ExampleKey
  }

  static func make(_ count: Int, classes: Int, seed: UInt64) -> [DrawnExample] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { index in
      let label = random.below(classes)
      var words: [String] = []
      for _ in 0..<5 + random.below(6) {
        words.append(random.below(2) == 0 ? "w\(random.below(50))" : "c\(label)x\(random.below(9))")
      }
      var features = TextFeatures()
      features.read(Array(words.joined(separator: " ").utf8))
      return DrawnExample(
        features: features, label: label,
        key: ExampleKey(id: "text \(index) of \(seed)", time: nil))
    }
  }

  static func bytes(_ value: some SnapshotCodable) -> [UInt8] {
    var writer = SnapshotWriter()
    writer.write(value)
    return writer.bytes
  }
}
