import Testing

@testable import Fledgling

struct OnlineLogisticTests {
  private static let features = 16

  /// Points whose class is the largest of the first `classes` features.
  private func example(_ classes: Int, _ random: inout SplitMix64) -> (row: [Int16], label: Int) {
    var row = [Int16](repeating: 0, count: Self.features)
    for i in 0..<classes { row[i] = Int16(random.below(2_000)) - 1_000 }
    row[Self.features - 1] = 1_023
    let label = (0..<classes).max { row[$0] < row[$1] } ?? 0
    return (row, label)
  }

  private func answer(_ model: OnlineLogistic, _ row: [Int16]) -> Int {
    if model.columns == 1 { return model.score(row, 0) > 0 ? 1 : 0 }
    return (0..<model.columns).max { model.score(row, $0) < model.score(row, $1) } ?? 0
  }

  @Test(arguments: [2, 3, 5], [1, 2] as [UInt64])
  func learnsWhatIsLinear(classes: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var model = OnlineLogistic(features: Self.features)
    model.reserve(columns: classes == 2 ? 1 : classes)
    var correct = 0
    for step in 0..<6_000 {
      let (row, label) = example(classes, &random)
      if step >= 5_000, answer(model, row) == label { correct += 1 }
      model.learn(row, label: label)
    }
    #expect(correct > 930)
  }

  /// A third class must not take away what two have taught.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func moreClassesKeepTheOdds(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var model = OnlineLogistic(features: Self.features)
    for _ in 0..<500 {
      let (row, label) = example(2, &random)
      model.learn(row, label: label)
    }
    let before = model
    model.reserve(columns: 3)
    for _ in 0..<50 {
      let (row, _) = example(2, &random)
      let odds = model.score(row, 1) - model.score(row, 0)
      #expect(abs(odds - before.score(row, 0)) < 1e-4 * (1 + abs(odds)))
      #expect(model.score(row, 2) == 0)
    }
  }

  @Test func survivesASnapshot() throws {
    var random = SplitMix64(seed: 4)
    var model = OnlineLogistic(features: Self.features)
    model.reserve(columns: 3)
    for _ in 0..<100 {
      let (row, label) = example(3, &random)
      model.learn(row, label: label)
    }
    var copy = try copied(model)
    let (row, label) = example(3, &random)
    model.learn(row, label: label)
    copy.learn(row, label: label)
    #expect(bytes(of: copy) == bytes(of: model))
  }
}
