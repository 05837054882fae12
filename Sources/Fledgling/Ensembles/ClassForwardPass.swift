/// The intermediate results of experts and mixers for one example, which the update needs again.
///
/// "Score columns" are one (log odds of the second class) for two classes, else one per class.
struct ClassForwardPass: Sendable {
  var example = EncodedExample()
  /// First-layer evidence from the tables, by score column.
  var tableEvidence: [Float] = []
  /// Second-layer evidence of the fast experts alone; by class their mixture's probabilities, the
  /// log odds of these, and their calibrated values; whether that leaves no doubt.
  var quickEvidence: [Float] = []
  var quickMixed: [Float] = []
  var quickOdds: [Float] = []
  var quick: [Float] = []
  var isEasy = false
  /// Whether the fast experts alone gave the answer.
  var isQuick = false
  /// Per expert and score column, its log odds or probabilities; those of ridges and of mixed
  /// tables are stated by the heads.
  var stated: [Float] = []
  /// Per ridge and score column, its value.
  var values: [Float] = []
  /// The classes that the linear ridge, the neighbours and the trees prefer.
  var linearClass = 0
  var nearestClass = 0
  var treeClass = 0
  /// Whether the trees know all classes.
  var haveTreesAllClasses = true
  /// The results of the head that answers.
  var head = ClassHeadPass()
  var prior: [Float] = []
  /// Per score column, the prior's score.
  var base: [Float] = []
  var errors: [Float] = []
  /// Per class, the predicted probability.
  var probabilities: [Float] = []
  /// The class of the last outcome, if it is known.
  var last: Int?
  /// The features of payload fields; per encoder, its ridge's values, and whether there are any.
  var payloadFeatures = PayloadFeatures()
  var wideValues: [[Float]] = []
  var isSolved: [Bool] = []
  /// The expert of each of these ridges.
  var wideExperts: [Int] = []
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
    wideExperts = perception.views.map { ClassExpert.ridge(over: $0).rawValue }
    tableEvidence = zeros(columns * inputs)
    quickEvidence = zeros(columns * ClassEnsemble.inputs)
    quickMixed = zeros(width)
    quickOdds = zeros(width)
    quick = zeros(width)
    stated = zeros(columns * ClassEnsemble.experts)
    values = zeros(columns * ClassExpert.ridges.count)
    head = ClassHeadPass(classes: classes, columns: columns, contexts: bank.contexts.count)
    prior = zeros(width)
    base = zeros(columns)
    errors = zeros(width)
    probabilities = zeros(classes)
    distances = [Int32](repeating: 0, count: neighbours)
  }

  /// Whether an expert's output depends on what a head learned.
  @inline(__always)
  func isStatedByHead(_ expert: Int) -> Bool {
    if expert < ClassExpert.textCounts.rawValue { return ClassExpert.isStatedByHead[expert] }
    for (index, wide) in wideExperts.enumerated() where wide == expert { return isSolved[index] }
    return false
  }
}
