import Fledgling
import FledglingTables

/// Sentences about the classes that were learned, as far as they may not be what they should.
struct ClassRemarks {
  /// The most classes, or groups of them, that are named.
  private static let shown = 5

  private let target: String
  private let classes: [String]
  private let new: [String]

  /// - Parameters:
  ///   - learner: what has learned.
  ///   - known: the classes that it had in earlier runs.
  init(_ learner: Learner, known: [String]) {
    target = "\"\(learner.schema.target)\""
    classes = learner.schema.task == .classification ? learner.classes : []
    let known = Set(known)
    new = known.isEmpty ? [] : classes.filter { !known.contains($0) }
  }

  /// All sentences there are.
  var all: [String] {
    var remarks = [
      alike("case") { $0.lowercased() },
      alike("the way a number is written", by: ClassRemarks.number),
    ].compactMap { $0 }
    if classes.count == 1 {
      remarks.append("\(target) has one class only, \"\(classes[0])\"; nothing can be told apart")
    }
    if !new.isEmpty {
      let names = new.prefix(ClassRemarks.shown).map { "\"\($0)\"" }.joined(separator: ", ")
      let more = new.count > ClassRemarks.shown ? " and others" : ""
      remarks.append(
        "\(target) has \(NumberText.plural(new.count, "class", "classes")) that the model did not "
          + "know before: \(names)\(more)")
    }
    return remarks
  }

  private func alike(_ difference: String, by key: (String) -> String?) -> String? {
    var groups: [String: [String]] = [:]
    for label in classes {
      if let key = key(label) { groups[key, default: []].append(label) }
    }
    let alike = groups.values.filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    guard !alike.isEmpty else { return nil }
    let shown = alike.prefix(ClassRemarks.shown)
      .map { $0.map { "\"\($0)\"" }.joined(separator: "/") }
    return "classes of \(target) that differ only in \(difference): "
      + shown.joined(separator: ", ") + "; write them alike if they mean the same"
  }

  /// The number that a label is; nil for other labels, and for more digits than are compared exactly.
  private static func number(_ label: String) -> String? {
    guard label.utf8.count < 16, label.utf8.allSatisfy({ $0 < 58 || $0 | 0x20 == 101 }) else {
      return nil
    }
    return Double(label).map { "\($0)" }
  }
}
