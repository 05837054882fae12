import Testing

@testable import Fledgling

/// Contents that nobody would expect.
struct BadInputTests {
  private static let schema = try? Schema(
    fields: [
      Field("note", .text), Field("signal", .vector, width: 4), Field("picture", .image),
      Field("machine", .sequence),
    ], target: "class", task: .classification)

  /// Learned once for all tests.
  private static let learned = try? made(60)

  private func learner(_ count: Int = 60) throws -> Learner {
    count == 60 ? try #require(Self.learned) : try Self.made(count)
  }

  private static func made(_ count: Int) throws -> Learner {
    var learner = Learner(schema: try #require(Self.schema))
    var random = SplitMix64(seed: 1)
    for index in 0..<count {
      let pixels = (0..<9).map { _ in UInt8(random.below(256)) }
      let picture = try #require(ImageGrid(width: 3, height: 3, channels: 1, pixels: pixels))
      try learner.learn(
        [
          .text("word \(index % 3)"), .vector(random.floats(4, -1, 1)), .image(picture),
          .category("\(index % 4)"),
        ], outcome: .label("class \(index % 3)"))
    }
    return learner
  }

  private func check(_ prediction: Prediction) throws {
    guard case .label(let said) = prediction else {
      Issue.record("no answer")
      return
    }
    #expect(said.probabilities.allSatisfy { (0...1).contains($0) })
    #expect(abs(said.probabilities.reduce(0, +) - 1) < 1e-4)
  }

  @Test func aTextOfFiftyMegabytes() throws {
    var learner = try learner()
    let text = String(repeating: "ein 🦉 wörtchen ", count: 50_000_000 / 19)
    #expect(text.utf8.count > 49_000_000)
    let values: [Value] = [.text(text), .missing, .missing, .missing]
    try check(try learner.predict(values))
    try learner.learn(values, outcome: .label("class 0"), id: "long")
    #expect(learner.retained.bytes < 1 << 17)
    #expect(try learner.standing(of: values, outcome: .label("class 0"), id: "long") == .same)
    try learner.unlearn(ids: ["long"])
  }

  @Test(arguments: [
    "🦉🦉🦉👩🏽‍🚀👨‍👩‍👧‍👦", "مرحبا بالعالم \u{202e}abc\u{202c}", "שלום\u{200f} עולם", "\0\0\0", "a\0b\0c",
    "\u{feff}", "\u{301}\u{301}\u{301}", " \n\t\r ", "\u{10ffff}\u{e000}", "",
  ])
  func strangeTexts(text: String) throws {
    try checkText(text)
  }

  /// Not an argument of the test above, since printing it takes seconds.
  @Test func lettersOfManyMarks() throws {
    try checkText(String(repeating: "z\u{300}\u{301}\u{302}", count: 3_000))
  }

  private func checkText(_ text: String) throws {
    var learner = try learner()
    let values: [Value] = [.text(text), .missing, .missing, .missing]
    try check(try learner.predict(values))
    for _ in 0..<3 { try learner.learn(values, outcome: .label("class 1")) }
    try check(try learner.predict(values))
    let copy = try copied(learner)
    #expect(try copy.predict(values) == learner.predict(values))
    if text.utf8.count < Payload.textLimit {
      #expect(try learner.keys(where: 0, equals: .text(text)).count == 3)
    } else {
      // Of a text that was cut nobody knows how it went on.
      #expect(throws: LearnerError.rounded(field: "note")) {
        try learner.keys(where: 0, equals: .text(text))
      }
    }
    _ = try SupportEstimator(learner).measure(values)
    let explained = try Explainer(learner).explain(values)
    #expect(try explained.prediction == learner.predict(values))
    learner.consolidate()
    try check(try learner.predict(values))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func vectorsThatAreNotFiniteAreRefused(number: Float) throws {
    var learner = try learner()
    let before = bytes(of: learner)
    let values: [Value] = [.text("a"), .vector([1, number, 2, 3]), .missing, .missing]
    let refusal = LearnerError.vectorNotFinite(field: "signal")
    #expect(throws: refusal) { try learner.predict(values) }
    #expect(throws: refusal) { try learner.learn(values, outcome: .label("class 0")) }
    #expect(throws: refusal) { try learner.observe(values, time: 3) }
    #expect(throws: refusal) { try SupportEstimator(learner).measure(values) }
    let isSame = bytes(of: learner) == before
    #expect(isSame)
  }

  @Test(
    arguments: [
      [0, 0, 0, 0], [-0.0, 0, -0.0, 0], [3.4e38, -3.4e38, 3.4e38, 3.4e38],
      [.leastNonzeroMagnitude, 0, 0, 0],
    ] as [[Float]])
  func extremeVectors(vector: [Float]) throws {
    var learner = try learner()
    let values: [Value] = [.missing, .vector(vector), .missing, .missing]
    for _ in 0..<4 { try learner.learn(values, outcome: .label("class 2")) }
    try check(try learner.predict(values))
    learner.consolidate()
    try check(try learner.predict(values))
  }

  @Test(arguments: [(1, 1, 1), (1, 1, 3), (1, 64, 1), (64, 1, 3), (1, 9_000, 1), (300, 2, 3)])
  func picturesOfAnyShape(shape: (width: Int, height: Int, channels: Int)) throws {
    var learner = try learner()
    let count = shape.width * shape.height * shape.channels
    let picture = try #require(
      ImageGrid(
        width: shape.width, height: shape.height, channels: shape.channels,
        pixels: (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 97) }))
    let values: [Value] = [.missing, .missing, .image(picture), .missing]
    try check(try learner.predict(values))
    for _ in 0..<4 { try learner.learn(values, outcome: .label("class 2")) }
    try check(try learner.predict(values))
    #expect(try learner.keys(where: 2, equals: .image(picture)).count == 4)
    learner.consolidate()
    try check(try learner.predict(values))
  }

  @Test func nothingAtAll() throws {
    var learner = try learner(0)
    let nothing = [Value](repeating: .missing, count: 4)
    #expect(try learner.predict(nothing) == .unknown)
    for index in 0..<40 { try learner.learn(nothing, outcome: .label("class \(index % 2)")) }
    try check(try learner.predict(nothing))
    learner.consolidate()
    try check(try learner.predict(nothing))
  }
}
