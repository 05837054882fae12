import Fledgling
import FledglingStore
import FledglingSystem

/// A model on disk: a snapshot of a learner, or a ledger of all its examples.
enum Model {
  case snapshot(ModelFile, Learner, bytes: Int)
  case ledger(DurableLearner)

  static let help = "A model that \"fledgling learn\" has saved, or a ledger."
  static let helpWithWatchers =
    "A model that \"fledgling learn\" has saved, a ledger, or a monitor of \"fledgling watch\"."

  /// Opens whichever it is.
  static func open(_ path: String, _ notes: Notes) throws(CommandError) -> Model {
    guard isLedger(path) else {
      let file = ModelFile(path: path)
      let (learner, bytes) = try file.load()
      return .snapshot(file, learner, bytes: bytes)
    }
    do {
      return .ledger(try openLedger(path, notes))
    } catch { throw CommandError(describing: error) }
  }

  static func openLedger(_ path: String, _ notes: Notes) throws(LedgerError) -> DurableLearner {
    let ledger = try Ledger.open(path)
    var rebuild = RebuildLine(of: path, notes)
    let durable = try DurableLearner(opening: ledger) { rebuild.show($0) }
    rebuild.clear()
    return durable
  }

  /// Whether a file is SQLite's.
  static func isLedger(_ path: String) -> Bool {
    let magic = "SQLite format 3".utf8
    return Files.head(of: path, count: magic.count)?.elementsEqual(magic) ?? false
  }

  var learner: Learner {
    switch self {
    case .snapshot(_, let learner, _): learner
    case .ledger(let durable): durable.learner
    }
  }

  /// The size of the file.
  var bytes: Int {
    switch self {
    case .snapshot(_, _, let bytes): bytes
    case .ledger(let durable): System.size(of: durable.ledger.path)
    }
  }

  /// Rebuilds the learner from its examples, and saves it.
  mutating func consolidate(_ notes: Notes) throws(CommandError) {
    switch self {
    case .snapshot(let file, var learner, let bytes):
      learner.consolidate()
      guard !SignalHandler.isRequested else { return }
      try file.save(learner)
      self = .snapshot(file, learner, bytes: bytes)
    case .ledger(let durable):
      var rebuild = RebuildLine(of: durable.ledger.path, notes)
      do {
        try durable.consolidate { rebuild.show($0) }
        rebuild.clear()
        guard !SignalHandler.isRequested else { return }
        try durable.saveSnapshot()
      } catch { throw CommandError(describing: error) }
    }
  }
}

/// How far a rebuild is, on a terminal.
struct RebuildLine {
  private let path: String
  private let isSeen: Bool
  private var last = System.seconds
  private var isShown = false

  init(of path: String, _ notes: Notes) {
    self.path = path
    isSeen = notes.showsProgress
  }

  /// Shows it; returns whether to continue.
  mutating func show(_ progress: RebuildProgress) -> Bool {
    guard !SignalHandler.isRequested else { return false }
    guard isSeen, System.seconds - last > 0.2 else { return true }
    last = System.seconds
    isShown = true
    let what =
      switch progress.phase {
      case .catchingUp: "learning the examples after the snapshot"
      case .surveying: "reading all examples"
      case .summing: "summing examples"
      }
    let share = NumberText.percent(Double(progress.done) / Double(max(1, progress.total)), 0)
    Terminal.show("\r\u{1b}[2K\(path.onOneLine): \(what), \(share)")
    return true
  }

  /// Shows it, of work that is not to be interrupted.
  mutating func showOnly(_ progress: RebuildProgress) -> Bool {
    _ = show(progress)
    return true
  }

  mutating func clear() {
    if isShown { Terminal.show("\r\u{1b}[2K") }
    isShown = false
  }
}

/// Pinned cases that the learner predicts correctly without the pin, before and after a change.
struct PinChanges {
  private let before: [PinnedCase]

  init(_ learner: Learner) { before = learner.pinnedCases }

  /// A line for each case whose prediction without the pin became right or wrong.
  func lines(_ learner: Learner) -> [String] {
    var held: [String: Bool] = [:]
    for pin in before { held[pin.id + "\0" + pin.outcome.text] = pin.holds }
    return learner.pinnedCases.compactMap { pin in
      let earlier = held[pin.id + "\0" + pin.outcome.text]
      guard earlier != pin.holds else { return nil }
      let name = pin.id.isEmpty ? "a pinned case" : "pinned case \"\(pin.id.onOneLine)\""
      let wanted = "(\(pin.outcome.text.onOneLine))"
      return pin.holds
        ? "\(name) \(wanted) is now predicted correctly without its pin"
        : "\(name) \(wanted) would be predicted as \(pin.unaided.words) without its pin"
    }
  }
}

extension Prediction {
  /// The prediction in a word or two.
  var words: String {
    switch self {
    case .unknown: "nothing"
    case .label(let said): "\"\(said.label.onOneLine)\""
    case .number(let said): NumberText.short(said.value)
    }
  }
}

extension Learner {
  /// Notes examples that were rebuilt without an order.
  func complainOfNoOrder(_ notes: Notes) {
    let count = unorderedCount
    guard count > 0 else { return }
    notes.show(
      "\(NumberText.plural(count, "example")) had neither id nor time: rebuilt unordered and "
        + "without history features; learn with --id or --time to keep the order")
  }
}
