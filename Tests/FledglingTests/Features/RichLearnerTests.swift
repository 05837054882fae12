import Testing

@testable import Fledgling

extension Source {
  /// A text, a vector and a picture beside a number that decides the class.
  static let notes = Source(
    name: "notes",
    fields: [
      Field("x", .number), Field("note", .text), Field("signal", .vector, width: 3),
      Field("picture", .image),
    ], bayes: 1
  ) { random in
    let x = random.uniform()
    let text = "bearing \(random.below(1_000)) läuft \(x > 0.5 ? "heiß" : "kalt")"
    let pixels = (0..<4).map { _ in UInt8(random.below(256)) }
    let image = ImageGrid(width: 2, height: 2, channels: 1, pixels: pixels)
    return DrawnExample(
      [
        .number(Double(x)), random.below(6) == 0 ? .missing : .text(text),
        random.below(6) == 0 ? .missing : .vector(random.floats(3, -1, 1)),
        random.below(6) == 0 ? .missing : image.map { .image($0) } ?? .missing,
      ], x > 0.5 ? "hot" : "cold")
  }
}

struct RowLayoutTests {
  private func layout() throws -> RowLayout { RowLayout(try Source.notes.schema()) }

  private func row(_ layout: RowLayout, _ values: [Value]) -> StoredRow {
    var row = layout.blank
    layout.fill(&row, from: values)
    LagState.deriveNothing(&row, layout)
    return row
  }

  @Test func everyFieldIsPartOfTheContent() throws {
    let layout = try layout()
    let image = ImageGrid(width: 1, height: 1, channels: 1, pixels: [3])
    let picture = Value.image(try #require(image))
    let rows = [
      [.number(1), .text("a"), .vector([1, 2, 3]), picture],
      [.number(1), .text("b"), .vector([1, 2, 3]), picture],
      [.number(1), .text("a"), .vector([1, 2, 4]), picture],
      [.number(1), .text("a"), .vector([1, 2, 3]), .missing],
      [.number(1), .missing, .vector([1, 2, 3]), picture],
      [.number(2), .text("a"), .vector([1, 2, 3]), picture],
    ].map { row(layout, $0) }
    #expect(Set(rows.map { layout.content(of: $0, outcome: WideCell(5)) }).count == rows.count)
    #expect(
      layout.content(of: rows[0], outcome: WideCell(5))
        != layout.content(of: rows[0], outcome: WideCell(6)))
    for (index, one) in rows.enumerated() {
      for (place, other) in rows.enumerated() {
        #expect(layout.haveSameContent(one, other) == (index == place))
      }
    }
  }

  @Test func aBlankedFieldIsMissing() throws {
    let layout = try layout()
    var row = row(layout, [.number(1), .text("a"), .vector([1, 2, 3]), .missing])
    layout.blank(1, in: &row)
    #expect(row == self.row(layout, [.number(1), .missing, .vector([1, 2, 3]), .missing]))
    layout.blank(0, in: &row)
    layout.blank(2, in: &row)
    #expect(row == self.row(layout, [.missing, .missing, .missing, .missing]))
  }
}

struct RichLearnerTests {
  @Test(arguments: Life.Naming.allCases)
  func treesOfMergersAgree(naming: Life.Naming) throws {
    let life = try Life(Source.notes, count: 90, seed: 3, naming: naming)
    var whole = try life.lived(life.experiences)
    whole.consolidate()
    var random = SplitMix64(seed: 1)
    let merged = try life.merged(life.experiences, &random)
    #expect(merged.stateHash == whole.stateHash)
    let isSame = merged.essence == whole.essence
    #expect(isSame, "down to the last byte")
  }

  @Test(arguments: Life.Naming.allCases)
  func nothingIsLeft(naming: Life.Naming) throws {
    let life = try Life(Source.notes, count: 90, seed: 3, naming: naming)
    let (gone, kept) = (life.experiences[..<30], life.experiences[30...])
    var never = try life.lived(kept)
    never.consolidate()
    var learner = try life.lived(life.experiences)
    let keys = try gone.map { try learner.key(of: $0) }
    #expect(Set(keys).count == keys.count)
    #expect(learner.unlearn(keys: keys).isEmpty)
    learner.consolidate()
    let isSame = learner.essence == never.essence
    #expect(isSame, "down to the last byte")
  }

  /// A learner of texts alone.
  private func learner(_ texts: [String], ids: [String?]) throws -> Learner {
    let schema = try Schema(fields: [Field("note", .text)], target: "class", task: .classification)
    var learner = Learner(schema: schema)
    for (text, id) in zip(texts, ids) {
      try learner.learn([.text(text)], outcome: .label("yes"), id: id)
    }
    return learner
  }

  /// Without ids, texts tell experiences apart.
  @Test func textsAreKeys() throws {
    var learner = try learner(["a", "b", "a"], ids: [nil, nil, nil])
    func key(_ text: String) throws -> ExampleKey {
      try learner.key(of: Example([.text(text)], outcome: .label("yes")))
    }
    let (a, b, c) = (try key("a"), try key("b"), try key("c"))
    #expect(a != b)
    #expect(try learner.keys(where: 0, equals: .text("a")) == [a, a])
    #expect(try learner.keys(where: 0, equals: .text("c")).isEmpty)
    #expect(learner.unlearn(keys: [b, c]) == [c])
    #expect(learner.count == 2)
    #expect(try learner.keys(where: 0, equals: .text("b")).isEmpty)
  }

  @Test func standingMindsTexts() throws {
    let learner = try learner(["a", "b"], ids: ["one", "two"])
    func standing(_ text: String, _ label: String, _ id: String) throws -> Learner.Standing {
      try learner.standing(of: [.text(text)], outcome: .label(label), id: id)
    }
    #expect(try standing("a", "yes", "one") == .same)
    #expect(try standing("a", "no", "one") == .corrected)
    #expect(try standing("b", "yes", "one") == .different)
    #expect(try standing("a", "yes", "three") == .unknown)
  }

  @Test func oneIdForTwoTextsIsRefused() throws {
    var merger = Merger()
    try merger.add(try learner(["a", "b"], ids: ["one", "two"]))
    let other = try learner(["a", "c"], ids: ["one", "two"])
    #expect(throws: MergeError.conflict(count: 1)) { try merger.add(other) }
  }

  /// A case is known by its text as well, and travels with the learner.
  @Test func pins() throws {
    let life = try Life(Source.notes, count: 120, seed: 2)
    var learner = try life.lived(life.experiences)
    let values: [Value] = [.number(0.9), .text("a"), .missing, .missing]
    var others = values
    others[1] = .text("b")
    try learner.pin(values, outcome: .label("cold"))
    try learner.pin(others, outcome: .label("hot"))
    #expect(learner.pinnedCases.count == 2)
    for learner in [learner, try Learner(snapshot: learner.snapshot())] {
      guard case .label(let said) = try learner.predict(values),
        case .label(let other) = try learner.predict(others)
      else {
        Issue.record("no answer")
        continue
      }
      #expect(said.label == "cold")
      #expect(other.label == "hot")
    }
    try learner.pin(values, outcome: .label("hot"))
    #expect(learner.pinnedCases.count == 2)
  }

  /// A learner that was put away and taken out again goes on as if nothing had been.
  @Test(arguments: [0, 1, 100])
  func goesOnAsBefore(count: Int) throws {
    let life = try Life(Source.notes, count: count + 40, seed: 9)
    var learner = try life.lived(life.experiences[..<count])
    var copy = try Learner(snapshot: learner.snapshot())
    #expect(copy.schema == learner.schema)
    for experience in life.experiences[count...] {
      #expect(try copy.predict(experience.values) == learner.predict(experience.values))
      try learner.learn(experience)
      try copy.learn(experience)
    }
    let isSame = copy.snapshot() == learner.snapshot()
    #expect(isSame)
  }

  @Test(arguments: [0, 40])
  func vectorsThatDoNotFitAreRefused(learned: Int) throws {
    let life = try Life(Source.notes, count: learned + 1, seed: 1)
    var learner = try life.lived(life.experiences[..<learned])
    let before = bytes(of: learner)
    let refusals: [([Float], LearnerError)] = [
      ([], .vectorWidth(field: "signal", expected: 3, found: 0)),
      ([1, 2], .vectorWidth(field: "signal", expected: 3, found: 2)),
      ([1, 2, 3, 4], .vectorWidth(field: "signal", expected: 3, found: 4)),
      ([1, .nan, 3], .vectorNotFinite(field: "signal")),
      ([1, 2, -.infinity], .vectorNotFinite(field: "signal")),
    ]
    for (vector, refusal) in refusals {
      var values = life.experiences[learned].values
      values[2] = .vector(vector)
      let outcome = Outcome.label("new")
      #expect(throws: refusal) { try learner.answer(values, thenLearn: outcome) }
      #expect(throws: refusal) { try learner.learn(values, outcome: outcome, id: "new", time: 3) }
      #expect(throws: refusal) { try learner.observe(values) }
      #expect(throws: refusal) { try learner.predict(values) }
      #expect(throws: refusal) { try learner.pin(values, outcome: .label("hot")) }
      #expect(throws: refusal) { try learner.key(of: Example(values, outcome: outcome)) }
    }
    let isSame = bytes(of: learner) == before
    #expect(isSame)
    try learner.learn(life.experiences[learned])
    #expect(learner.count == learned + 1)
  }
}
