/// The experts and mixers of a learner that predicts classes.
///
/// Experts output log odds; a ``ClassHead`` calibrates and mixes them.
struct ClassEnsemble: Sendable {
  static let experts = ClassExpert.allCases.count
  static let inputs = Kernels.padded(experts)
  /// The initial weight if the fast experts alone are mixed.
  static let firstQuickWeight: Float = 0.3
  /// The doubt that the fast experts may leave.
  static let doubt: Float = 0.005
  /// The share of the loss of easy examples that the slow experts may remove while they are still
  /// skipped, and the rate at which this share is averaged.
  static let worthThinking: Float = 0.005
  /// A benefit that is negligible whatever the loss, in nats.
  static let worthless: Float = 0.0001
  static let thinkingRate: Float = 0.002

  let seed: UInt64
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

  /// Answers the next row of the stream.
  var next: ClassHead
  /// Answers a row of any time.
  var recall: ClassRecall
  /// Mixes and calibrates the fast experts alone.
  var quick = GatedLogisticMixer(
    inputs: inputs, sets: 1,
    initial: [Float](repeating: ClassEnsemble.firstQuickWeight, count: experts))
  var quickMap = HistogramCalibrator()
  /// The loss that the slow experts remove if the fast experts leave no doubt.
  var thinkingWorth: Float = 0.01
  /// Per expert: total log loss, correct predictions, and its moving share of the mixture's weight.
  var expertLoss = [Double](repeating: 0, count: experts)
  var expertHits = [Int](repeating: 0, count: experts)
  init(encoder: ColumnEncoder, seed: UInt64) {
    self.init(bank: FeatureMap(encoder: encoder, classes: 0, seed: seed), seed: seed)
  }

  init(bank: FeatureMap, seed: UInt64) {
    self.seed = seed
    columnExperts = ColumnExperts(bank)
    senses = ClassPayloadExperts(PayloadFeatureExtractor(bank.encoder.senses))
    next = ClassHead(.next, bank: bank, senses: senses)
    recall = ClassRecall(bank: bank, senses: senses)
    online = OnlineLogistic(features: bank.encoder.linearStride)
    tables = CountTables(contexts: bank.contexts, classes: 2)
  }

  /// The experts in use.
  var used: [Int] { next.used }

  /// The features that experts read of an example.
  var bank: FeatureMap { columnExperts.bank }

  /// The number of score columns: one of log odds for two classes, else one per class.
  var columns: Int { classes <= 2 ? 1 : classes }
  /// The ridge targets to solve for: the second of two classes, else every class.
  var targets: Range<Int> { classes <= 2 ? 1..<2 : 0..<classes }

  /// The number of predicted examples.
  var judged: Int { next.judged }

  /// The share of the loss that trees remove.
  var treeWorth: Float { next.treeWorth }

  /// Makes room for more classes.
  mutating func reserve(_ classes: Int) {
    guard classes > self.classes else { return }
    if self.classes == 2 { quickMap.splitClasses() }
    next.reserve(classes, splitting: self.classes == 2)
    recall.reserve(classes, splitting: self.classes == 2)
    self.classes = classes
    counts += [Int](repeating: 0, count: classes - counts.count)
    reserveTargets()
    senses.reserve(classes: max(2, classes))
    persistence.reserve(classes)
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
