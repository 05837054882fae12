/// The experts and mixers of a learner that tells classes apart.
///
/// Experts state log odds; each is calibrated as it goes; a first layer of mixers weighs the count
/// tables, a second all experts, and the answer is the second layer's average, weighted by recent
/// loss.  Logistic mixing after PAQ (Mahoney 2005, Mattern 2012).
struct ClassEnsemble: Sendable {
  /// The experts, in the order of their evidence.
  enum Expert {
    static let linear = 0
    static let kernels = 1
    static let neighbours = 4
    static let windows = 5
    static let kernelWindow = 7
    static let trees = 8
    static let tables = 9
    static let tablesByTrees = 13
    static let last = 14
    static let recentTrees = 15
    static let online = 16
    /// Those that are asked first: they cost little once an example is encoded.
    static let quick = [0, 1, 2, 3, 5, 6, 7, 9, 14, 16]
    /// Those that are asked only where the quick ones leave a doubt.
    static let slow = (0..<textCounts).filter { !quick.contains($0) }
    /// From here on experts over rich fields, in use only where there are such.
    static let textCounts = 17
    static let textLogistic = 18
    /// One for each of the perception's views.
    static let wide = 19
    static let shapes = 23
    /// All that rests on trees.
    static let ofTrees = [8, 13, 15]
    static let names = [
      "linear ridge", "kernel ridge, smooth", "kernel ridge", "kernel ridge, sharp", "neighbours",
      "ridge of the last 500", "ridge of the last 2,000", "kernel ridge of the last 1,000",
      "boosted trees", "count tables", "count tables by ridge", "count tables by neighbours",
      "count tables by last outcome", "count tables by trees", "last outcome",
      "boosted trees since the last change", "online logistic regression",
      "text counts", "text logistic regression",
      "ridge over images", "ridge over vectors", "ridge over signals", "ridge over sequences",
      "shapes of the first pictures",
    ]
  }

  static let experts = Expert.names.count
  static let inputs = Kernels.padded(experts)
  /// Ridges in the order of their values: linear, kernels, windows, kernel window.
  static let ridges = 7
  static let ridgeExperts = [0, 1, 2, 3, 5, 6, 7]
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
  var bank: FeatureBank
  var classes = 0
  /// Per class, how often it came.
  var counts: [Int] = []
  var learned = 0

  var linear: Ridge
  var kernels: [Ridge]
  var windows: [WindowRidge]
  var neighbours: Neighbours
  var online: OnlineLogistic
  var tables: CountTables
  var persistence = Persistence()
  var senses: ClassSenses
  var trees: Trees?
  /// Grown on what came since the last change.
  var recentTrees: Trees?

  var temperatures = [Float](repeating: 4, count: ridges)
  var maps = [ProbabilityMap](repeating: ProbabilityMap(), count: experts)
  /// Calibrates the answer itself.
  var answerMap = ProbabilityMap()
  var first: [Mixer] = []
  var second: [Mixer] = []
  /// Mixes and calibrates the quick experts alone.
  var quick = Mixer(
    inputs: inputs, sets: 1, initial: [Float](repeating: 0.3, count: experts))
  var quickMap = ProbabilityMap()
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

  init(encoder: Encoder, seed: UInt64) {
    self.init(bank: FeatureBank(encoder: encoder, classes: 0, seed: seed), seed: seed)
  }

  init(bank: FeatureBank, seed: UInt64) {
    self.seed = seed
    self.bank = bank
    senses = ClassSenses(Perception(bank.encoder.senses))
    used = Array(0..<Expert.textCounts) + senses.experts
    linear = ClassEnsemble.linear(bank)
    kernels = ClassEnsemble.kernels(bank)
    windows = ClassEnsemble.windows(bank)
    neighbours = ClassEnsemble.neighbours(bank)
    online = OnlineLogistic(features: bank.encoder.linearStride)
    tables = CountTables(contexts: bank.contexts, classes: 2)
    makeMixers()
  }

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
      for index in maps.indices { maps[index].unfold() }
      answerMap.unfold()
      quickMap.unfold()
    }
    self.classes = classes
    counts += [Int](repeating: 0, count: classes - counts.count)
    reserveTargets()
    senses.reserve(classes: max(2, classes))
    persistence.reserve(classes)
    for index in 1..<first.count { first[index].reserveSets(classes + 1) }
    for index in 2...3 { second[index].reserveSets(classes + 1) }
  }

  func makeThought() -> ClassThought {
    ClassThought(
      bank: bank, perception: senses.perception, classes: classes, columns: columns,
      neighbours: neighbours.capacity)
  }

  func fits(_ thought: ClassThought) -> Bool {
    thought.probabilities.count == classes && thought.errors.count == max(2, classes)
      && thought.example.linear.count == bank.encoder.linearStride
      && thought.example.dense.count == max(1, bank.encoder.denseCount)
      && thought.example.slots.count == bank.contexts.count
      && thought.example.fourier.count == bank.fourier.count * bank.fourierCount
      && thought.distances.count == neighbours.capacity
      && thought.impression.rows.count == senses.perception.views.count
  }
}
