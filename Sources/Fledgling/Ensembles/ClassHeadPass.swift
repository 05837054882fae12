/// The intermediate results of a head for one example, which its update needs again.
struct ClassHeadPass: Sendable {
  /// First-layer evidence from the tables, by score column.
  var tableEvidence: [Float]
  /// Second-layer evidence from the experts, by score column, and the same without the trees.
  var evidence: [Float]
  var treeless: [Float]
  /// Per expert and score column, its log odds before calibration.
  var stated: [Float]
  /// Per mixer and class, its probabilities.
  var first: [Float]
  var second: [Float]
  var firstSets = [Int](repeating: 0, count: ClassHead.firstMixers)
  var secondSets = [Int](repeating: 0, count: ClassHead.secondMixers)
  var errors: [Float]
  /// Per class, the probability.
  var probabilities: [Float]
  /// Per class, the log odds of the answer before its own calibration.
  var blended: [Float]

  /// No results.
  init() { self.init(classes: 0, columns: 0, contexts: 0) }

  init(classes: Int, columns: Int, contexts: Int) {
    let width = classes == 0 ? 0 : max(2, classes)
    func zeros(_ count: Int) -> [Float] { [Float](repeating: 0, count: count) }
    tableEvidence = zeros(columns * contexts * CountTables.rates)
    evidence = zeros(columns * ClassEnsemble.inputs)
    treeless = zeros(columns * ClassEnsemble.inputs)
    stated = zeros(columns * ClassEnsemble.experts)
    first = zeros(ClassHead.firstMixers * width)
    second = zeros(ClassHead.secondMixers * width)
    errors = zeros(width)
    probabilities = zeros(classes)
    blended = zeros(classes)
  }

  /// Moves the results out of a pass, so that they can be changed while the rest is read.
  mutating func take() -> ClassHeadPass {
    var taken = ClassHeadPass()
    swap(&taken, &self)
    return taken
  }
}
