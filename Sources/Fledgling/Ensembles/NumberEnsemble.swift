/// The experts and mixers of a learner that predicts numbers; the regression twin of
/// ``ClassEnsemble``.
///
/// Experts output means.  A first layer of mixers combines the tables of means; a second combines
/// all experts in several ways (their average by recent loss, the best experts in the long run,
/// ridges stacked on them); the prediction is the average of these, weighted by recent loss.  Its
/// interval comes from adaptive conformal inference.
///
/// Outcomes are in deviations (``TargetScaler``).  If they are skewed, some experts also work on
/// their logarithm (``LogTargetTransform``); their outputs are transformed back before they are
/// mixed.
struct NumberEnsemble: Sendable {
  static let experts =
    NumberExpert.count + NumberExpert.mostSenses + NumberExpert.logarithmNames.count
  static let firstMixers = 5
  /// The extra inputs of a stack: a constant, the last error and the mean of recent errors.
  static let stackExtras = 3
  static let stackInputs = stackExtras + experts
  /// Examples over which the stacked ridges average, and the prior variance of their weights.
  static let memories: [Double] = [300, 2_000, 20_000]
  static let stackSpread = 0.01
  /// The stack with trees whose twin has none; the difference shows the benefit of trees.
  static let treefulStack = 1
  static let secondMeans = 2 + memories.count
  static let scaleFeatures = 6
  static let scaleTables = 4
  /// The number of bins of a standardised number, half a deviation wide, that select a set of
  /// weights.
  static let bins = 8
  /// The share of outcomes that intervals should contain.
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
  /// Set from the first consolidation on.
  var hidden: ExtremeLearningMachine?
  var trees: OnlineLeafTrees?
  var logTrees: OnlineLeafTrees?

  var first: [GatedLinearMixer] = []
  var consensus: ExponentialWeights
  /// Follows the best experts in the long run.
  var leaders: ExponentialWeights
  var stacks: [ForgettingStackedRidge]
  var treelessStack: ForgettingStackedRidge
  var final: ExponentialWeights
  var residualScale: ResidualScale
  var interval: ConformalInterval
  /// The most relevant columns, whose levels help to distinguish easy examples from hard ones.
  var scaleColumns: [Int] = []

  /// The epoch's outcomes as integers: their sum and number.
  var sum: Int64 = 0
  var summed = 0
  var recentMean: Float = 0
  var lastOutcome: Float = 0
  var lastError: Float = 0
  var recentError: Float = 0
  /// The recent mean absolute error.
  var recentSize: Float = 0.5
  var lowest: Float = .infinity
  var highest: Float = -.infinity
  var lossWithTrees: Float = 0
  var lossWithoutTrees: Float = 0
  /// Per expert, the sum of its squared errors in the outcome's own unit.
  var expertSquares = [Double](repeating: 0, count: experts)
  /// The number of examples in those sums.
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

  /// The features that experts read of an example.
  var bank: FeatureMap { columnExperts.bank }

  /// The targets in use: the outcome and, if it is skewed, the transformed outcome.
  var targets: Range<Int> { 0..<(scale.logTransform == nil ? 1 : 2) }
  /// The number of experts in use.
  var usedExperts: Int {
    logExperts + (scale.logTransform == nil ? 0 : NumberExpert.logarithmNames.count)
  }
  /// The place of the first expert of the transformed outcome.
  var logExperts: Int { NumberExpert.count + senses.count + (hidden == nil ? 0 : 1) }
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

  /// The share of the squared error that trees remove.
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
