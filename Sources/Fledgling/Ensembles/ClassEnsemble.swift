/// The experts and mixers of a learner that predicts classes.
///
/// Experts output log odds; each is calibrated online.  A first layer of mixers combines the count
/// tables, a second all experts; the prediction is the second layer's average, weighted by recent
/// loss.  Logistic mixing after PAQ (Mahoney 2005, Mattern 2012).
struct ClassEnsemble: Sendable {
  static let experts = ClassExpert.allCases.count
  static let inputs = Kernels.padded(experts)
  static let firstMixers = 5
  static let secondMixers = 6
  /// The second-layer mixer without trees; its twin with trees shows the benefit of trees.
  static let treelessMixer = 5
  static let treefulMixer = 1
  /// The minimum learning rates of the second layer, as shares of ``secondRate``.
  static let secondFloors: [Float] = [0.05, 0.25, 0.15, 0.15, 0.8, 0.25]
  static let secondRate: Float = 0.02
  static let firstRate: Float = 0.03
  static let firstFloor: Float = 0.15
  /// The sharpness with which the second-layer mixer with the least recent loss is preferred.
  static let sharpness: Float = 80
  static let lossRate: Float = 0.005
  /// The maximum number of classes for which the prediction itself is calibrated: with more, each
  /// class has too few cases.
  static let refinedClasses = 16
  /// The initial weights of experts over columns, of which there are many, and over payload fields.
  static let firstWeight: Float = 0.15
  static let firstSenseWeight: Float = 0.4
  /// The initial weight of experts over columns if an example has only payload fields.
  static let firstIdleWeight: Float = 0.02
  /// The initial weight if the fast experts alone are mixed.
  static let firstQuickWeight: Float = 0.3
  /// The initial inverse temperature of a ridge's values.
  static let firstTemperature: Float = 4
  /// The doubt that the fast experts may leave.
  static let doubt: Float = 0.005
  /// The share of the loss of easy examples that the slow experts may remove while they are still
  /// skipped, and the rate at which this share is averaged.
  static let worthThinking: Float = 0.005
  /// A benefit that is negligible whatever the loss, in nats.
  static let worthless: Float = 0.0001
  static let thinkingRate: Float = 0.002

  let seed: UInt64
  /// The experts in use.
  let used: [Int]
  var columnExperts: ColumnExperts
  var classes = 0
  /// Per class, the number of its examples.
  var counts: [Int] = []
  var learned = 0

  var online: OnlineLogistic
  var tables: CountTables
  var persistence = LastOutcomeModel()
  var senses: ClassPayloadExperts
  var trees: BoostedTrees?
  /// Trees grown on the examples since the last change.
  var recentTrees: BoostedTrees?

  var temperatures = [Float](
    repeating: ClassEnsemble.firstTemperature, count: ClassExpert.ridges.count)
  var maps = [HistogramCalibrator](repeating: HistogramCalibrator(), count: experts)
  /// Calibrates the prediction itself.
  var answerMap = HistogramCalibrator()
  var first: [GatedLogisticMixer] = []
  var second: [GatedLogisticMixer] = []
  /// Mixes and calibrates the fast experts alone.
  var quick = GatedLogisticMixer(
    inputs: inputs, sets: 1,
    initial: [Float](repeating: ClassEnsemble.firstQuickWeight, count: experts))
  var quickMap = HistogramCalibrator()
  /// The loss that the slow experts remove if the fast experts leave no doubt.
  var thinkingWorth: Float = 0.01
  /// Per second-layer mixer, its recent loss.
  var recentLoss = [Float](repeating: 0, count: secondMixers)
  var lossWithTrees: Float = 0
  var lossWithoutTrees: Float = 0
  /// Per expert: total log loss, correct predictions, and its moving share of the mixture's weight.
  var expertLoss = [Double](repeating: 0, count: experts)
  var expertHits = [Int](repeating: 0, count: experts)
  /// The number of examples in those counts.
  var judged = 0

  init(encoder: ColumnEncoder, seed: UInt64) {
    self.init(bank: FeatureMap(encoder: encoder, classes: 0, seed: seed), seed: seed)
  }

  init(bank: FeatureMap, seed: UInt64) {
    self.seed = seed
    columnExperts = ColumnExperts(bank)
    senses = ClassPayloadExperts(PayloadFeatureExtractor(bank.encoder.senses))
    used = ClassExpert.overColumns + senses.experts
    online = OnlineLogistic(features: bank.encoder.linearStride)
    tables = CountTables(contexts: bank.contexts, classes: 2)
    makeMixers()
  }

  /// The features that experts read of an example.
  var bank: FeatureMap { columnExperts.bank }

  /// The number of score columns: one of log odds for two classes, else one per class.
  var columns: Int { classes <= 2 ? 1 : classes }
  /// The ridge targets to solve for: the second of two classes, else every class.
  var targets: Range<Int> { classes <= 2 ? 1..<2 : 0..<classes }

  /// The share of the loss that trees remove.
  var treeWorth: Float {
    lossWithTrees > 0 ? (lossWithoutTrees - lossWithTrees) / lossWithTrees : 0
  }

  /// Makes room for more classes.
  mutating func reserve(_ classes: Int) {
    guard classes > self.classes else { return }
    if self.classes == 2 {
      for index in maps.indices { maps[index].splitClasses() }
      answerMap.splitClasses()
      quickMap.splitClasses()
    }
    self.classes = classes
    counts += [Int](repeating: 0, count: classes - counts.count)
    reserveTargets()
    senses.reserve(classes: max(2, classes))
    persistence.reserve(classes)
    for index in 1..<first.count { first[index].reserveSets(classes + 1) }
    for index in 2...3 { second[index].reserveSets(classes + 1) }
  }

  func makeThought() -> ClassForwardPass {
    ClassForwardPass(
      bank: bank, perception: senses.perception, classes: classes, columns: columns,
      neighbours: columnExperts.neighbours.capacity)
  }

  func fits(_ pass: ClassForwardPass) -> Bool {
    pass.probabilities.count == classes && pass.errors.count == max(2, classes)
      && pass.example.linear.count == bank.encoder.linearStride
      && pass.example.dense.count == max(1, bank.encoder.denseCount)
      && pass.example.slots.count == bank.contexts.count
      && pass.example.fourier.count == bank.fourier.count * bank.fourierCount
      && pass.distances.count == columnExperts.neighbours.capacity
      && pass.payloadFeatures.rows.count == senses.perception.views.count
  }
}
