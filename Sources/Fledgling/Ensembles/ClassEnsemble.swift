/// The experts and mixers of a learner that tells classes apart.
///
/// Experts state log odds; each is calibrated as it goes; a first layer of mixers weighs the count
/// tables, a second all experts, and the answer is the second layer's average, weighted by recent
/// loss.  Logistic mixing after PAQ (Mahoney 2005, Mattern 2012).
struct ClassEnsemble: Sendable {
  static let experts = ClassExpert.allCases.count
  static let inputs = Kernels.padded(experts)
  static let firstMixers = 5
  static let secondMixers = 6
  /// The second-layer mixer that never sees the trees, and its twin that does: what trees are worth.
  static let treelessMixer = 5
  static let treefulMixer = 1
  /// Floors of the second layer's learning rates, as shares of ``secondRate``.
  static let secondFloors: [Float] = [0.05, 0.25, 0.15, 0.15, 0.8, 0.25]
  static let secondRate: Float = 0.02
  static let firstRate: Float = 0.03
  static let firstFloor: Float = 0.15
  /// How sharply the answer prefers the second-layer mixer with the least recent loss.
  static let sharpness: Float = 80
  static let lossRate: Float = 0.005
  /// The most classes of which the answer itself is calibrated: of many, too few cases tell.
  static let refinedClasses = 16
  /// What experts weigh at first: those over columns, of which there are many, and those over rich
  /// fields.
  static let firstWeight: Float = 0.15
  static let firstSenseWeight: Float = 0.4
  /// What experts over columns weigh at first where an example has rich fields alone.
  static let firstIdleWeight: Float = 0.02
  /// The same where the quick experts alone are mixed.
  static let firstQuickWeight: Float = 0.3
  /// The inverse temperature of a ridge's values at first.
  static let firstTemperature: Float = 4
  /// The doubt that a quick answer may leave.
  static let doubt: Float = 0.005
  /// The share of the loss that thinking on may take off easy examples while they are still
  /// answered quickly, and the rate at which what it takes off is followed.
  static let worthThinking: Float = 0.005
  /// What is worth nothing whatever the loss, in nats.
  static let worthless: Float = 0.0001
  static let thinkingRate: Float = 0.002

  let seed: UInt64
  /// The experts in use.
  let used: [Int]
  var columnExperts: ColumnExperts
  var classes = 0
  /// Per class, how often it came.
  var counts: [Int] = []
  var learned = 0

  var online: OnlineLogistic
  var tables: CountTables
  var persistence = LastOutcomeModel()
  var senses: ClassPayloadExperts
  var trees: BoostedTrees?
  /// Grown on what came since the last change.
  var recentTrees: BoostedTrees?

  var temperatures = [Float](
    repeating: ClassEnsemble.firstTemperature, count: ClassExpert.ridges.count)
  var maps = [HistogramCalibrator](repeating: HistogramCalibrator(), count: experts)
  /// Calibrates the answer itself.
  var answerMap = HistogramCalibrator()
  var first: [GatedLogisticMixer] = []
  var second: [GatedLogisticMixer] = []
  /// Mixes and calibrates the quick experts alone.
  var quick = GatedLogisticMixer(
    inputs: inputs, sets: 1,
    initial: [Float](repeating: ClassEnsemble.firstQuickWeight, count: experts))
  var quickMap = HistogramCalibrator()
  /// What thinking on takes off the loss where the quick experts leave no doubt.
  var thinkingWorth: Float = 0.01
  /// Per second-layer mixer, its recent loss.
  var recentLoss = [Float](repeating: 0, count: secondMixers)
  var lossWithTrees: Float = 0
  var lossWithoutTrees: Float = 0
  /// Per expert: total log loss, right answers, and its moving share of the mixture's weight.
  var expertLoss = [Double](repeating: 0, count: experts)
  var expertHits = [Int](repeating: 0, count: experts)
  /// Examples those were counted over.
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

  /// What experts read of an example.
  var bank: FeatureMap { columnExperts.bank }

  /// Score columns: one of log odds for two classes, else one per class.
  var columns: Int { classes <= 2 ? 1 : classes }
  /// The ridge targets solved for: the second of two classes, else every class.
  var targets: Range<Int> { classes <= 2 ? 1..<2 : 0..<classes }

  /// The share of the loss that trees take away.
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
