/// The experts over columns of a ``NumberEnsemble``, with the properties that the ensemble needs:
/// one line for each.
///
/// The raw value is an expert's place among all means.  After these come the experts over payload
/// fields, one over hidden units, and last the twins that work on the logarithm of a skewed
/// outcome.
enum NumberExpert: Int, CaseIterable, Sendable {
  case linear, smoothKernel, kernel, sharpKernel, anova, neighbours, nearness
  case shortWindow, longWindow, kernelWindow, trees, last, mean, recent, tableRidge
  case tables, tablesByRidge, tablesByNeighbours, tablesByLast, tablesByTrees, livingTrees

  private struct Entry {
    let name: String
    /// The name of its twin on the logarithm, if it has one.
    var logarithm: String?
    var usesTrees = false
  }

  private var entry: Entry {
    switch self {
    case .linear: Entry(name: "linear ridge", logarithm: "linear ridge of the logarithm")
    case .smoothKernel:
      Entry(name: "kernel ridge, smooth", logarithm: "kernel ridge of the logarithm, smooth")
    case .kernel: Entry(name: "kernel ridge", logarithm: "kernel ridge of the logarithm")
    case .sharpKernel: Entry(name: "kernel ridge, sharp")
    case .anova:
      Entry(
        name: "additive and pairwise ridge",
        logarithm: "additive and pairwise ridge of the logarithm")
    case .neighbours: Entry(name: "neighbours", logarithm: "neighbours of the logarithm")
    case .nearness: Entry(name: "neighbours by distance")
    case .shortWindow: Entry(name: "ridge of the last 500")
    case .longWindow:
      Entry(name: "ridge of the last 2,000", logarithm: "ridge of the logarithm, last 2,000")
    case .kernelWindow:
      Entry(
        name: "kernel ridge of the last 1,000",
        logarithm: "kernel ridge of the logarithm, last 1,000")
    case .trees:
      Entry(
        name: "boosted trees", logarithm: "boosted trees of the logarithm", usesTrees: true)
    case .last: Entry(name: "last outcome")
    case .mean: Entry(name: "mean")
    case .recent: Entry(name: "recent mean")
    case .tableRidge: Entry(name: "ridge over tables")
    case .tables: Entry(name: "tables")
    case .tablesByRidge: Entry(name: "tables by ridge")
    case .tablesByNeighbours: Entry(name: "tables by neighbours")
    case .tablesByLast: Entry(name: "tables by last outcome")
    case .tablesByTrees: Entry(name: "tables by trees", usesTrees: true)
    case .livingTrees:
      Entry(name: "living trees", logarithm: "living trees of the logarithm", usesTrees: true)
    }
  }

  /// The expert's name in reports.
  var name: String { entry.name }

  /// The number of experts over columns: the place of the first expert over payload fields.
  static let count = allCases.count
  /// The places of all experts that use trees.
  static let ofTrees = allCases.filter(\.entry.usesTrees).map(\.rawValue)
  /// The places of experts with a twin on the logarithm, in the order of their twins.
  static let straight = allCases.filter { $0.entry.logarithm != nil }
  /// The names of the twins.
  static let logarithmNames = allCases.compactMap(\.entry.logarithm)
  /// The twins that use trees, by their places among the twins.
  static let logarithmsOfTrees = straight.indices.filter { straight[$0].entry.usesTrees }
  /// The maximum number of experts over payload fields and hidden units.
  static let mostSenses = 2 + PayloadFeatureExtractor.View.allCases.count + 1
}
