/// One of the two heads of a ``ClassEnsemble``: the calibration of its experts and the mixers over
/// them, learned from outcomes.
///
/// A first layer of mixers combines the count tables, a second all experts; the answer is the second
/// layer's average, weighted by recent loss.  Logistic mixing after PAQ (Mahoney 2005, Mattern
/// 2012).
struct ClassHead: Sendable {
  static let firstMixers = 5
  static let secondMixers = 6
  /// The second-layer mixer without trees; its twin with trees shows the benefit of trees.
  static let treelessMixer = 5
  static let treefulMixer = 1
  /// The initial weights of experts over columns, of which there are many, and over payload fields.
  private static let firstWeight: Float = 0.15
  private static let firstSenseWeight: Float = 0.4
  /// The initial weight of experts over columns if an example has only payload fields.
  private static let firstIdleWeight: Float = 0.02
  /// The initial inverse temperature of a ridge's values.
  private static let firstTemperature: Float = 4

  /// The rows that the head is right for: with ``PredictionScope/next`` it uses all experts, with
  /// ``PredictionScope/always`` those that never forget.
  let scope: PredictionScope
  /// The experts in use.
  let used: [Int]
  /// The number of contexts of the count tables.
  private(set) var contexts = 0
  /// Inverse temperatures of the ridges over columns, and of those over payload fields.
  var temperatures: [Float]
  var wideTemperatures: [Float]
  var maps = [HistogramCalibrator](repeating: HistogramCalibrator(), count: ClassEnsemble.experts)
  /// Calibrates the answer itself.
  var answerMap = HistogramCalibrator()
  var first: [GatedLogisticMixer] = []
  var second: [GatedLogisticMixer] = []
  /// Per second-layer mixer, its recent loss.
  var recentLoss = [Float](repeating: 0, count: secondMixers)
  var lossWithTrees: Float = 0
  var lossWithoutTrees: Float = 0
  /// The number of examples learned from.
  var judged = 0

  init(_ scope: PredictionScope, bank: FeatureMap, senses: ClassPayloadExperts) {
    self.scope = scope
    let experts = ClassExpert.overColumns + senses.experts
    used =
      scope == .next ? experts : experts.filter { ClassExpert.allCases[$0].isLasting }
    temperatures = [Float](
      repeating: ClassHead.firstTemperature, count: ClassExpert.ridges.count)
    wideTemperatures = senses.perception.views.map { _ in ClassHead.firstTemperature }
    makeMixers(bank)
  }

  /// Makes mixers anew, for a map of other contexts.
  mutating func makeMixers(_ bank: FeatureMap) {
    contexts = bank.contexts.count
    let inputs = contexts * CountTables.rates
    first = (0..<ClassHead.firstMixers).map { _ in
      GatedLogisticMixer(
        inputs: inputs, sets: 1,
        initial: [Float](repeating: 4 / Float(inputs + 16), count: inputs))
    }
    let overColumns =
      bank.encoder.hasFields ? ClassHead.firstWeight : ClassHead.firstIdleWeight
    second = (0..<ClassHead.secondMixers).map { _ in
      GatedLogisticMixer(
        inputs: ClassEnsemble.inputs, sets: 1,
        initial: (0..<ClassEnsemble.experts).map {
          $0 < ClassExpert.textCounts.rawValue ? overColumns : ClassHead.firstSenseWeight
        })
    }
  }

  /// Makes room for more classes.
  mutating func reserve(_ classes: Int, splitting: Bool) {
    if splitting {
      for index in maps.indices { maps[index].splitClasses() }
      answerMap.splitClasses()
    }
    for index in 1..<first.count { first[index].reserveSets(classes + 1) }
    for index in 2...3 { second[index].reserveSets(classes + 1) }
  }

  /// The share of the loss that trees remove.
  var treeWorth: Float {
    lossWithTrees > 0 ? (lossWithoutTrees - lossWithTrees) / lossWithTrees : 0
  }

  /// The second-layer mixer with the least recent loss.
  var best: Int? {
    second.indices.filter { $0 != ClassHead.treelessMixer }
      .min { recentLoss[$0] < recentLoss[$1] }
  }
}

extension ClassHead {
  func write(to writer: inout SnapshotWriter) {
    writer.write(temperatures)
    writer.write(wideTemperatures)
    writer.write(maps)
    writer.write(answerMap)
    writer.write(first)
    writer.write(second)
    writer.write(recentLoss)
    writer.write(lossWithTrees)
    writer.write(lossWithoutTrees)
    writer.write(judged)
  }

  /// Reads a head of an ensemble of so many classes.
  init(
    _ scope: PredictionScope, bank: FeatureMap, senses: ClassPayloadExperts, classes: Int,
    from reader: inout SnapshotReader
  ) throws(SnapshotError) {
    self.init(scope, bank: bank, senses: senses)
    temperatures = try reader.read(count: temperatures.count)
    wideTemperatures = try reader.read(count: wideTemperatures.count)
    maps = try reader.read()
    answerMap = try reader.read()
    first = try reader.read()
    second = try reader.read()
    recentLoss = try reader.read(count: ClassHead.secondMixers)
    lossWithTrees = try reader.read()
    lossWithoutTrees = try reader.read()
    judged = try reader.read()
    guard maps.count == ClassEnsemble.experts, first.count == ClassHead.firstMixers,
      second.count == ClassHead.secondMixers, hasRoom(for: classes)
    else { throw .damaged("an expert or a mixer is missing") }
  }

  /// Whether mixers have the inputs and the sets that the classes need: unsafe code relies on it.
  private func hasRoom(for classes: Int) -> Bool {
    first.allSatisfy { $0.inputs == contexts * CountTables.rates }
      && first.dropFirst().allSatisfy { $0.sets >= classes + 1 || classes == 0 }
      && second.allSatisfy { $0.inputs == ClassEnsemble.inputs }
      && second[2...3].allSatisfy { $0.sets >= classes + 1 || classes == 0 }
  }
}
