/// The experts of a ``ClassEnsemble``, with the properties that the ensemble needs: one line for
/// each.
///
/// The raw value is an expert's place among all evidence.  Those over payload fields come last, and
/// are used only if there are such fields.
enum ClassExpert: Int, CaseIterable, Sendable {
  case linear, smoothKernel, kernel, sharpKernel, neighbours, shortWindow, longWindow, kernelWindow
  case trees, tables, tablesByRidge, tablesByNeighbours, tablesByLast, tablesByTrees
  case last, recentTrees, online
  case textCounts, textLogistic, images, vectors, signals, sequences, shapes

  /// The stage at which an expert is evaluated.
  enum Round: Sendable {
    /// Always: it is cheap once an example is encoded.
    case first
    /// If the first round leaves doubt.
    case second
    /// With the second round, if the example has the payload that it reads.
    case rich
  }

  private struct Entry {
    let name: String
    let round: Round
    var usesTrees = false
    /// Whether it rests on all examples alike, however long ago they were learned.
    var isLasting = false
  }

  private var entry: Entry {
    switch self {
    case .linear: Entry(name: "linear ridge", round: .first, isLasting: true)
    case .smoothKernel: Entry(name: "kernel ridge, smooth", round: .first, isLasting: true)
    case .kernel: Entry(name: "kernel ridge", round: .first, isLasting: true)
    case .sharpKernel: Entry(name: "kernel ridge, sharp", round: .first, isLasting: true)
    case .neighbours: Entry(name: "neighbours", round: .second)
    case .shortWindow: Entry(name: "ridge of the last 500", round: .first)
    case .longWindow: Entry(name: "ridge of the last 2,000", round: .first)
    case .kernelWindow: Entry(name: "kernel ridge of the last 1,000", round: .first)
    case .trees: Entry(name: "boosted trees", round: .second, usesTrees: true, isLasting: true)
    case .tables: Entry(name: "count tables", round: .first, isLasting: true)
    case .tablesByRidge: Entry(name: "count tables by ridge", round: .second, isLasting: true)
    case .tablesByNeighbours: Entry(name: "count tables by neighbours", round: .second)
    case .tablesByLast: Entry(name: "count tables by last outcome", round: .second)
    case .tablesByTrees:
      Entry(name: "count tables by trees", round: .second, usesTrees: true, isLasting: true)
    case .last: Entry(name: "last outcome", round: .first)
    case .recentTrees:
      Entry(name: "boosted trees since the last change", round: .second, usesTrees: true)
    case .online: Entry(name: "online logistic regression", round: .first)
    case .textCounts: Entry(name: "text counts", round: .rich, isLasting: true)
    case .textLogistic: Entry(name: "text logistic regression", round: .rich)
    case .images: Entry(name: "ridge over images", round: .rich, isLasting: true)
    case .vectors: Entry(name: "ridge over vectors", round: .rich, isLasting: true)
    case .signals: Entry(name: "ridge over signals", round: .rich, isLasting: true)
    case .sequences: Entry(name: "ridge over sequences", round: .rich)
    case .shapes: Entry(name: "shapes of the first pictures", round: .rich)
    }
  }

  /// The expert's name in reports.
  var name: String { entry.name }

  /// Whether it rests on all examples alike, however long ago they were learned.
  var isLasting: Bool { entry.isLasting }

  /// The places of the experts evaluated in a round, ascending.
  static func places(_ round: Round) -> [Int] {
    allCases.filter { $0.entry.round == round }.map(\.rawValue)
  }

  static let quick = places(.first)
  static let slow = places(.second)
  /// The places of all experts over columns, ascending.
  static let overColumns = (quick + slow).sorted()
  /// The places of all experts that use trees.
  static let ofTrees = allCases.filter(\.entry.usesTrees).map(\.rawValue)
  /// The experts that convert the ridges' values, in the order of these values: linear, kernels,
  /// windows, kernel window.
  static let ridges: [ClassExpert] = [
    .linear, .smoothKernel, .kernel, .sharpKernel, .shortWindow, .longWindow, .kernelWindow,
  ]

  /// Per expert over columns, whether its output depends on what a head learned: the ridges'
  /// temperatures and the mixers of tables.
  static let isStatedByHead: [Bool] = allCases.map {
    ridges.contains($0)
      || (tables.rawValue..<tables.rawValue + ClassHead.firstMixers).contains($0.rawValue)
  }

  /// The ridge over one of the payload encoders.
  static func ridge(over view: PayloadFeatureExtractor.View) -> ClassExpert {
    switch view {
    case .images: .images
    case .vectors: .vectors
    case .signals: .signals
    case .sequence: .sequences
    }
  }
}
