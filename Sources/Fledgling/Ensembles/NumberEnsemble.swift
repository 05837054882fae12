/// The experts and mixers of a learner that answers numbers; the regression twin of
/// ``ClassEnsemble``.
///
/// Experts state means.  A first layer of mixers weighs the tables of means; a second combines all
/// experts in several ways (their average by recent loss, the leaders of the long run, ridges
/// stacked on them); the answer is those ways' average, weighted by recent loss.  Around it lies an
/// interval by adaptive conformal inference.
///
/// Outcomes are seen in deviations (``OutcomeScale``).  Where they are skewed, some experts also
/// work on their logarithm (``OutcomeBend``); their answers are straightened before they are mixed.
struct NumberEnsemble: Sendable {
  /// The experts, in the order of their means.
  enum Expert {
    static let linear = 0
    static let kernels = 1
    static let anova = 4
    static let neighbours = 5
    static let nearness = 6
    static let windows = 7
    static let kernelWindow = 9
    static let trees = 10
    static let last = 11
    static let mean = 12
    static let recent = 13
    static let tableRidge = 14
    static let tables = 15
    static let livingTrees = 20
    /// From here on experts over rich fields, as many as there are; after them those of the bent
    /// outcome, in use only where the outcome is skewed.
    static let senses = 21
    /// What the bent experts' scores repeat while they are out of use.
    static let straight = [0, 1, 2, 4, 5, 8, 9, 10, 20]
    /// All that rests on trees, but for the bent outcome's: those are the last two.
    static let ofTrees = [10, 19, 20]
    static let names = [
      "linear ridge", "kernel ridge, smooth", "kernel ridge", "kernel ridge, sharp",
      "additive and pairwise ridge", "neighbours", "neighbours by distance",
      "ridge of the last 500", "ridge of the last 2,000", "kernel ridge of the last 1,000",
      "boosted trees", "last outcome", "mean", "recent mean", "ridge over tables",
      "tables", "tables by ridge", "tables by neighbours", "tables by last outcome",
      "tables by trees", "living trees",
    ]
    /// The most experts over rich fields, and one over hidden units.
    static let mostSenses = 2 + Perception.View.allCases.count + 1
    static let bentNames = [
      "linear ridge of the logarithm", "kernel ridge of the logarithm, smooth",
      "kernel ridge of the logarithm", "additive and pairwise ridge of the logarithm",
      "neighbours of the logarithm", "ridge of the logarithm, last 2,000",
      "kernel ridge of the logarithm, last 1,000", "boosted trees of the logarithm",
      "living trees of the logarithm",
    ]
  }

  static let experts = Expert.names.count + Expert.mostSenses + Expert.bentNames.count
  static let firstMixers = 5
  /// Before the experts a stack sees a constant, the last error and the mean of recent errors.
  static let stackExtras = 3
  static let stackInputs = stackExtras + experts
  /// Examples over which the stacked ridges average, and the prior variance of their weights.
  static let memories: [Double] = [300, 2_000, 20_000]
  static let stackSpread = 0.01
  /// The stack whose twin never sees the trees: what trees are worth.
  static let treefulStack = 1
  static let secondMeans = 2 + memories.count
  static let scaleFeatures = 6
  static let scaleTables = 4
  /// Bins of a standardised number, half a deviation wide, that choose a set of weights.
  static let bins = 8
  /// The share of outcomes that intervals are to hold.
  static let coverage: Float = 0.9

  let seed: UInt64
  var bank: FeatureBank
  var scale = OutcomeScale()
  var learned = 0
  var nextSolve = 0

  var linear: Ridge
  var kernels: [Ridge]
  var anovaFeatures: AnovaFeatures
  var anova: Ridge
  var windows: [WindowRidge]
  var neighbours: Neighbours
  var tables: MomentTables
  var tableRidge: WindowRidge
  var senses: NumberSenses
  /// From the first consolidation on.
  var hidden: HiddenRidge?
  var trees: LivingTrees?
  var bentTrees: LivingTrees?

  var first: [LinearMixer] = []
  var consensus: LossWeights
  /// Follows the best experts of the long run.
  var leaders: LossWeights
  var stacks: [StackedRidge]
  var treelessStack: StackedRidge
  var final: LossWeights
  var residualScale: ResidualScale
  var interval: ConformalInterval
  /// The most relevant columns, whose levels tell easy examples from hard ones.
  var scaleColumns: [Int] = []

  /// The epoch's outcomes as integers: their sum and how many.
  var sum: Int64 = 0
  var summed = 0
  var recentMean: Float = 0
  var lastOutcome: Float = 0
  var lastError: Float = 0
  var recentError: Float = 0
  /// The mean absolute error of late.
  var recentSize: Float = 0.5
  var lowest: Float = .infinity
  var highest: Float = -.infinity
  var lossWithTrees: Float = 0
  var lossWithoutTrees: Float = 0
  /// Per expert, the sum of its squared errors in the outcome's own unit.
  var expertSquares = [Double](repeating: 0, count: experts)
  /// Examples those were summed over.
  var judged = 0

  init(encoder: Encoder, seed: UInt64) {
    self.seed = seed
    bank = FeatureBank(encoder: encoder, classes: 0, seed: seed)
    linear = ClassEnsemble.linear(bank)
    kernels = ClassEnsemble.kernels(bank)
    anovaFeatures = AnovaFeatures(encoder: encoder)
    anova = NumberEnsemble.anova(anovaFeatures)
    windows = ClassEnsemble.windows(bank)
    neighbours = ClassEnsemble.neighbours(bank)
    tables = MomentTables(contexts: bank.contexts)
    tableRidge = NumberEnsemble.tableRidge(bank)
    senses = NumberSenses(Perception(encoder.senses))
    let used = Expert.senses + senses.count
    consensus = LossWeights(count: NumberEnsemble.experts, used: used, rate: 0.01, trust: 100)
    leaders = LossWeights(count: NumberEnsemble.experts, used: used, rate: 0.0005, trust: 500)
    stacks = NumberEnsemble.memories.map { NumberEnsemble.stack(memory: $0) }
    treelessStack = NumberEnsemble.stack(
      memory: NumberEnsemble.memories[NumberEnsemble.treefulStack])
    final = LossWeights(
      count: NumberEnsemble.secondMeans, used: NumberEnsemble.secondMeans, rate: 0.005, trust: 30)
    residualScale = ResidualScale(
      features: NumberEnsemble.scaleFeatures, tables: NumberEnsemble.scaleTables)
    interval = ConformalInterval(coverage: NumberEnsemble.coverage)
    reserveTargets()
    makeFirst()
  }

  /// The targets in use: the outcome and, where it is skewed, the bent outcome.
  var targets: Range<Int> { 0..<(scale.bend == nil ? 1 : 2) }
  /// Experts in use.
  var usedExperts: Int { bentExperts + (scale.bend == nil ? 0 : Expert.bentNames.count) }
  /// Where the experts of the bent outcome begin.
  var bentExperts: Int { Expert.senses + senses.count + (hidden == nil ? 0 : 1) }
  /// The names of the experts, in their order.
  var names: [String] {
    Expert.names + senses.names + (hidden == nil ? [] : ["ridge over hidden units"])
      + Expert.bentNames
  }
  /// The mean of the epoch's outcomes.
  var mean: Float {
    summed > 0 ? Float(Double(sum) / Double(summed) / Double(OutcomeScale.unit)) : 0
  }

  /// The share of the squared error that trees take away.
  var treeWorth: Float {
    lossWithTrees > 0 ? (lossWithoutTrees - lossWithTrees) / lossWithTrees : 0
  }

  func makeThought() -> NumberThought {
    NumberThought(
      bank: bank, perception: senses.perception, anova: anovaFeatures.count,
      tableRow: tableRidge.features,
      neighbours: neighbours.capacity)
  }

  func fits(_ thought: NumberThought) -> Bool {
    thought.example.codes.count == bank.encoder.codes.count
      && thought.example.linear.count == bank.encoder.linearStride
      && thought.example.dense.count == max(1, bank.encoder.denseCount)
      && thought.example.slots.count == bank.contexts.count
      && thought.example.fourier.count == bank.fourier.count * bank.fourierCount
      && thought.anova.count == anovaFeatures.count
      && thought.tableRow.count == tableRidge.features
      && thought.distances.count == neighbours.capacity
      && thought.impression.rows.count == senses.perception.views.count
  }
}
