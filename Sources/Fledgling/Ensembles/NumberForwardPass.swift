/// The intermediate results of experts and mixers for one example, which the update needs again.
///
/// Numbers are in standardised units.
struct NumberForwardPass: Sendable {
  var example = EncodedExample()
  var anova: [Int16] = []
  /// Per context and rate, the difference of its mean from the running mean, and the sum of
  /// squares.
  var tableEvidence: [Float] = []
  var tableNorm: Float = 0
  /// The second rate's evidence as features of a ridge.
  var tableRow: [Int16] = []
  var firstSets = [Int](repeating: 0, count: NumberEnsemble.firstMixers)
  /// Every expert's mean.
  var experts = [Float](repeating: 0, count: NumberEnsemble.experts)
  var consensus: Float = 0
  /// Recent errors and each expert's difference from the consensus; the same without trees.
  var additions = [Float](repeating: 0, count: NumberEnsemble.stackInputs)
  var treeless = [Float](repeating: 0, count: NumberEnsemble.stackInputs)
  /// The second layer's means: consensus, leaders, stacks.
  var second = [Float](repeating: 0, count: NumberEnsemble.secondMeans)
  var withoutTrees: Float = 0
  /// The leaf in each tree, and in each tree of the transformed outcome.
  var leaves: [Int32] = []
  var logLeaves: [Int32] = []
  var logLiving: Float = 0
  /// The features of payload fields, and a ridge's values.
  var payloadFeatures = PayloadFeatures()
  var wideValues: [Float] = [0]
  var distances: [Int32] = []
  var nearest: [Neighbours.Found] = []
  var scaleFeatures = [Float](repeating: 0, count: NumberEnsemble.scaleFeatures)
  var scaleLevels = [Int](repeating: 0, count: NumberEnsemble.scaleTables)
  /// The prediction: its mean, the expected error, and the interval.
  var mean: Float = 0
  var scale: Float = 1
  var lower: Float = 0
  var upper: Float = 0

  init() {}

  /// Buffers for an example of these sizes.
  init(
    bank: FeatureMap, perception: PayloadFeatureExtractor, anova: Int, tableRow: Int,
    neighbours: Int
  ) {
    example = bank.makeExample()
    payloadFeatures = perception.makeImpression()
    self.anova = [Int16](repeating: 0, count: anova)
    tableEvidence = [Float](repeating: 0, count: bank.contexts.count * MeanTables.rates)
    self.tableRow = [Int16](repeating: 0, count: tableRow)
    distances = [Int32](repeating: 0, count: neighbours)
  }
}
