import TestSupport
import Foundation

/// The two ways of keeping what was learned.
enum Keeping: String, CaseIterable {
  case model, ledger
}

extension Scratch {
  /// Has the model or the ledger of a name learn a table, or go on with it.
  func learn(
    _ csv: String, _ name: String, _ keeping: Keeping = .model, target: String = "ripe",
    _ options: [String] = ["--id", "id"]
  ) throws -> Program.Run {
    let table = try write(csv, "\(name).csv")
    var arguments = ["learn", table, "--target", target, "--report", "json", "--quiet"]
    switch keeping {
    case .ledger: arguments += ["--ledger", path(name)]
    case .model where names.contains(name):
      arguments += ["--resume", path(name), "--save", path(name)]
    case .model: arguments += ["--save", path(name)]
    }
    return try Program.run(arguments + options)
  }

  /// The path of a model or a ledger that has learned a table.
  @discardableResult
  func teach(
    _ csv: String, _ name: String, _ keeping: Keeping = .model, target: String = "ripe",
    _ options: [String] = ["--id", "id"]
  ) throws -> String {
    let run = try learn(csv, name, keeping, target: target, options)
    guard run.status == 0 else { throw Unexpected(run.errors) }
    return path(name)
  }

  /// Unlearns with a key of this directory.
  func unlearn(_ model: String, _ options: String...) throws -> Program.Run {
    try Program.run(["unlearn", model, "--key", path("signing.key")] + options)
  }

  /// A copy of a model or a ledger that no process holds.
  func copy(_ path: String, _ name: String) throws -> String {
    try FileManager.default.copyItem(atPath: path, toPath: self.path(name))
    return self.path(name)
  }
}

/// What models know.
enum Facts {
  static func of(_ model: String) throws -> [String: Any] {
    let run = try Program.run(["inspect", model, "--json"])
    guard run.status == 0 else { throw Unexpected(run.errors) }
    return try run.json()
  }

  static func examples(_ model: String) throws -> Int? { try of(model)["examples"] as? Int }

  /// The hash of the state that a model has once it is consolidated, which it is afterwards.
  static func state(_ model: String) throws -> String {
    let run = try Program.run(["consolidate", model, "--json"])
    guard let hash = try run.json()["stateHash"] as? String else { throw Unexpected(run.errors) }
    return hash
  }

  /// What a model says to rows that it has not seen.
  static func answers(_ model: String, to csv: String = Garden.csv(12, from: 500)) throws -> String
  {
    let run = try Program.run(["predict", model, "-"], input: csv)
    guard run.status == 0 else { throw Unexpected(run.errors) }
    return run.output
  }
}

extension Garden {
  /// A table of these rows of the garden.
  static func csv(_ rows: some Sequence<Int>) -> String { table(rows.map(row)) }

  static func table(_ rows: [String]) -> String {
    ([header] + rows).joined(separator: "\n") + "\n"
  }
}
