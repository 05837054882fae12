@testable import Fledgling

/// Made-up texts of classes that can be told by their words.
enum TextExamples {
  struct Example {
    var features: TextFeatures
    var label: Int
    var key: ExperienceKey
  }

  static func make(_ count: Int, classes: Int, seed: UInt64) -> [Example] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { index in
      let label = random.below(classes)
      var words: [String] = []
      for _ in 0..<5 + random.below(6) {
        words.append(random.below(2) == 0 ? "w\(random.below(50))" : "c\(label)x\(random.below(9))")
      }
      var features = TextFeatures()
      features.read(Array(words.joined(separator: " ").utf8))
      return Example(
        features: features, label: label,
        key: ExperienceKey(id: "text \(index) of \(seed)", time: nil))
    }
  }

  static func bytes(_ value: some Stored) -> [UInt8] {
    var writer = SnapshotWriter()
    writer.write(value)
    return writer.bytes
  }
}
