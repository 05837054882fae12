/// The intermediate results of experts and mixers for one example, which the update needs again.
///
/// "Score columns" are one (log odds of the second class) for two classes, else one per class.
struct ClassForwardPass: Sendable {
  var example = EncodedExample()
  /// First-layer evidence from the tables, by score column.
  var tableEvidence: [Float] = []
  /// Second-layer evidence from the experts, by score column, and the same without the trees.
  var evidence: [Float] = []
  var treeless: [Float] = []
  /// Second-layer evidence of the fast experts alone; by class their mixture's probabilities, the
  /// log odds of these, and their calibrated values; whether that leaves no doubt.
  var quickEvidence: [Float] = []
  var quickMixed: [Float] = []
  var quickOdds: [Float] = []
  var quick: [Float] = []
  var isEasy = false
  /// Per expert and score column, its log odds before calibration.
  var stated: [Float] = []
  /// Per ridge and score column, its value.
  var values: [Float] = []
  /// Per mixer and class, its probabilities.
  var first: [Float] = []
  var second: [Float] = []
  var firstSets = [Int](repeating: 0, count: ClassEnsemble.firstMixers)
  var secondSets = [Int](repeating: 0, count: ClassEnsemble.secondMixers)
  var prior: [Float] = []
  /// Per score column, the prior's score.
  var base: [Float] = []
  var errors: [Float] = []
  /// Per class, the predicted probability.
  var probabilities: [Float] = []
  /// Per class, the log odds of the prediction before its own calibration.
  var blended: [Float] = []
  /// The class of the last outcome, if it is known.
  var last: Int?
  /// The features of payload fields; per encoder, its ridge's values, and whether there are any.
  var payloadFeatures = PayloadFeatures()
  var wideValues: [[Float]] = []
  var isSolved: [Bool] = []
  /// The image's shape and its transformed views, while shapes are used.
  var views: [Shape] = []
  var likeness: [Float] = []
  var distances: [Int32] = []
  var nearest: [Neighbours.Found] = []

  init() {}

  /// Buffers for an example of these sizes.
  init(
    bank: FeatureMap, perception: PayloadFeatureExtractor, classes: Int, columns: Int,
    neighbours: Int
  ) {
    let inputs = bank.contexts.count * CountTables.rates
    let width = max(2, classes)
    func zeros(_ count: Int) -> [Float] { [Float](repeating: 0, count: count) }
    example = bank.makeExample()
    payloadFeatures = perception.makeImpression()
    wideValues = perception.views.map { _ in zeros(width) }
    isSolved = perception.views.map { _ in false }
    tableEvidence = zeros(columns * inputs)
    evidence = zeros(columns * ClassEnsemble.inputs)
    treeless = zeros(columns * ClassEnsemble.inputs)
    quickEvidence = zeros(columns * ClassEnsemble.inputs)
    quickMixed = zeros(width)
    quickOdds = zeros(width)
    quick = zeros(width)
    stated = zeros(columns * ClassEnsemble.experts)
    values = zeros(columns * ClassExpert.ridges.count)
    first = zeros(ClassEnsemble.firstMixers * width)
    second = zeros(ClassEnsemble.secondMixers * width)
    prior = zeros(width)
    base = zeros(columns)
    errors = zeros(width)
    probabilities = zeros(classes)
    blended = zeros(classes)
    distances = [Int32](repeating: 0, count: neighbours)
  }
}
