/// The experts and mixers of a learner that answers numbers; the regression twin of
/// ``ClassEnsemble``.
///
/// Experts state means.  A first layer of mixers weighs the tables of means; a second combines all
/// experts in several ways (their average by recent loss, the leaders of the long run, ridges
/// stacked on them); the answer is those ways' average, weighted by recent loss.  Around it lies an
/// interval by adaptive conformal inference.
///
/// Outcomes are seen in deviations (``TargetScaler``).  Where they are skewed, some experts also
/// work on their logarithm (``LogTargetTransform``); their answers are straightened before they are mixed.
struct NumberEnsemble: Sendable {
  static let experts =
    NumberExpert.count + NumberExpert.mostSenses + NumberExpert.logarithmNames.count
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
  var columnExperts: ColumnExperts
  var scale = TargetScaler()
  var learned = 0
  var nextSolve = 0

  var anovaFeatures: AnovaFeatures
  var anova: Ridge
  var tables: MeanTables
  var tableRidge: SlidingWindowRidge
  var senses: NumberPayloadExperts
  /// From the first consolidation on.
  var hidden: ExtremeLearningMachine?
  var trees: OnlineLeafTrees?
  var bentTrees: OnlineLeafTrees?

  var first: [GatedLinearMixer] = []
  var consensus: ExponentialWeights
  /// Follows the best experts of the long run.
  var leaders: ExponentialWeights
  var stacks: [ForgettingStackedRidge]
  var treelessStack: ForgettingStackedRidge
  var final: ExponentialWeights
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

  init(encoder: ColumnEncoder, seed: UInt64) {
    self.seed = seed
    let bank = FeatureMap(encoder: encoder, classes: 0, seed: seed)
    columnExperts = ColumnExperts(bank)
    anovaFeatures = AnovaFeatures(encoder: encoder)
    anova = NumberEnsemble.anova(anovaFeatures)
    tables = MeanTables(contexts: bank.contexts)
    tableRidge = NumberEnsemble.tableRidge(bank)
    senses = NumberPayloadExperts(PayloadFeatureExtractor(encoder.senses))
    let used = NumberExpert.count + senses.count
    consensus = ExponentialWeights(
      count: NumberEnsemble.experts, used: used, rate: 0.01, trust: 100)
    leaders = ExponentialWeights(
      count: NumberEnsemble.experts, used: used, rate: 0.0005, trust: 500)
    stacks = NumberEnsemble.memories.map { NumberEnsemble.stack(memory: $0) }
    treelessStack = NumberEnsemble.stack(
      memory: NumberEnsemble.memories[NumberEnsemble.treefulStack])
    final = ExponentialWeights(
      count: NumberEnsemble.secondMeans, used: NumberEnsemble.secondMeans, rate: 0.005, trust: 30)
    residualScale = ResidualScale(
      features: NumberEnsemble.scaleFeatures, tables: NumberEnsemble.scaleTables)
    interval = ConformalInterval(coverage: NumberEnsemble.coverage)
    reserveTargets()
    makeFirst()
  }

  /// What experts read of an example.
  var bank: FeatureMap { columnExperts.bank }

  /// The targets in use: the outcome and, where it is skewed, the bent outcome.
  var targets: Range<Int> { 0..<(scale.bend == nil ? 1 : 2) }
  /// Experts in use.
  var usedExperts: Int { bentExperts + (scale.bend == nil ? 0 : NumberExpert.logarithmNames.count) }
  /// Where the experts of the bent outcome begin.
  var bentExperts: Int { NumberExpert.count + senses.count + (hidden == nil ? 0 : 1) }
  /// The names of the experts, in their order.
  var names: [String] {
    NumberExpert.allCases.map(\.name) + senses.names
      + (hidden == nil ? [] : ["ridge over hidden units"])
      + NumberExpert.logarithmNames
  }
  /// The mean of the epoch's outcomes.
  var mean: Float {
    summed > 0 ? Float(Double(sum) / Double(summed) / Double(TargetScaler.unit)) : 0
  }

  /// The share of the squared error that trees take away.
  var treeWorth: Float {
    lossWithTrees > 0 ? (lossWithoutTrees - lossWithTrees) / lossWithTrees : 0
  }

  func makeThought() -> NumberForwardPass {
    NumberForwardPass(
      bank: bank, perception: senses.perception, anova: anovaFeatures.count,
      tableRow: tableRidge.features,
      neighbours: columnExperts.neighbours.capacity)
  }

  func fits(_ pass: NumberForwardPass) -> Bool {
    pass.example.codes.count == bank.encoder.codes.count
      && pass.example.linear.count == bank.encoder.linearStride
      && pass.example.dense.count == max(1, bank.encoder.denseCount)
      && pass.example.slots.count == bank.contexts.count
      && pass.example.fourier.count == bank.fourier.count * bank.fourierCount
      && pass.anova.count == anovaFeatures.count
      && pass.tableRow.count == tableRidge.features
      && pass.distances.count == columnExperts.neighbours.capacity
      && pass.payloadFeatures.rows.count == senses.perception.views.count
  }
}
