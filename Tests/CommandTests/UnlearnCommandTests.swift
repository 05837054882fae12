import TestSupport
import Foundation
import Testing

struct UnlearnCommandTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func verify(_ model: String, _ receipt: String? = nil) throws -> Program.Run {
    try Program.run(
      ["verify-unlearned", model, "--json"] + (receipt.map { ["--receipt", $0] } ?? []))
  }

  /// The bytes of a ledger's or a model's files.
  private func bytes(_ name: String) throws -> Data {
    try scratch.names.filter { $0 == name || $0.hasPrefix(name + "-") }
      .reduce(into: Data()) { $0 += try scratch.read($1) }
  }

  @Test(arguments: Keeping.allCases)
  func asIfNeverLearned(keeping: Keeping) throws {
    let model = try scratch.teach(Garden.csv(40), "m", keeping)
    let ids = try scratch.write("G3\r\n\r\n  \nG17\n\nG30", "ids.txt")
    let run = try scratch.unlearn(model, "--ids-from", ids, "--id", " G5 ")
    try #require(run.status == 0, "\(run.errors)")
    #expect(run.errors == "\(model): unlearned 4 examples, 36 left\n")
    let receipt = try run.json()
    #expect(run.lines.count == 1)
    #expect(receipt["count"] as? Int == 4)
    #expect((receipt["digests"] as? [String])?.count == 4)
    #expect(receipt["model"] as? String == "m")
    let rest = (0..<40).filter { ![3, 5, 17, 30].contains($0) }
    let other = try scratch.teach(Garden.csv(rest), "other", keeping)
    let wanted = try Facts.state(other)
    #expect(receipt["stateAfter"] as? String == wanted)
    #expect(receipt["stateBefore"] as? String != wanted)
    #expect(try Facts.of(model)["stateHash"] as? String == wanted)
    #expect(try Facts.state(model) == wanted)
    #expect(try Facts.answers(model) == Facts.answers(other))
  }

  @Test(arguments: Keeping.allCases)
  func unknownIDs(keeping: Keeping) throws {
    let model = try scratch.teach(Garden.csv(12), "m", keeping)
    let before = try scratch.read("m")
    for options in [["--id", "G3", "--id", "G99"], ["--where", "kind=quince"]] {
      let run = try Program.run(["unlearn", model, "--key", scratch.path("key")] + options)
      #expect(run.status == 1)
      #expect(run.output.isEmpty, "no receipt of what was not done")
      #expect(run.errors.contains(options.last ?? ""))
      #expect(try scratch.read("m") == before)
    }
    #expect(try Facts.examples(model) == 12)
    let run = try scratch.unlearn(scratch.path("none"), "--id", "G1")
    #expect(run.status == 1)
    #expect(run.firstError.contains("none: there is no such "))
  }

  /// A list that holds nothing is a mistake; a receipt of it would be worth nothing.
  @Test(arguments: Keeping.allCases)
  func emptyList(keeping: Keeping) throws {
    let model = try scratch.teach(Garden.csv(4), "m", keeping)
    let ids = try scratch.write("\n \r\n", "ids.txt")
    let run = try scratch.unlearn(model, "--ids-from", ids)
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.firstError.contains("ids.txt: names no example"))
  }

  @Test(arguments: Keeping.allCases)
  func conditions(keeping: Keeping) throws {
    let model = try scratch.teach(Garden.csv(40), "m", keeping)
    var left = Array(0..<40)
    for (condition, isGone) in [
      ("sun=9.25", { $0 == 1 }), ("day=2024-05-04", { $0 % 28 == 3 }),
      ("kind=pear", { $0 * 7 % 3 == 1 }), ("ripe=yes", { Garden.label($0) == "yes" }),
    ] as [(String, (Int) -> Bool)] where keeping == .ledger || !condition.hasPrefix("day") {
      let run = try scratch.unlearn(model, "--where", condition)
      try #require(run.status == 0, "\(condition): \(run.errors)")
      let gone = left.filter(isGone)
      #expect(try run.json()["count"] as? Int == gone.count, "\(condition)")
      #expect(try run.json()["condition"] as? String == condition)
      left.removeAll(where: isGone)
    }
    let other = try scratch.teach(Garden.csv(left), "other", keeping)
    #expect(try Facts.state(model) == Facts.state(other))
    for (condition, reason) in [
      ("colour=red", "\"colour\""), ("sun=bright", "\"bright\""), ("sun=77", "sun=77"),
    ] {
      let run = try scratch.unlearn(model, "--where", condition)
      #expect(run.status == 1)
      #expect(run.firstError.contains(reason), "\(run.errors)")
    }
    if keeping == .model {
      let run = try scratch.unlearn(model, "--where", "day=2024-05-04")
      #expect(run.status == 1)
      #expect(run.firstError.contains("a model cannot be searched for dates"))
    }
    #expect(try Facts.examples(model) == left.count)
  }

  @Test func wrongUse() throws {
    for options in [[], ["--where", "sun"], ["--where", "sun=1", "--id", "G1"]] {
      #expect(try Program.run(["unlearn", "m"] + options).status == 64)
    }
  }

  @Test(arguments: Keeping.allCases)
  func doesNotComeBack(keeping: Keeping) throws {
    let model = try scratch.teach(Garden.csv(20), "m", keeping)
    let copy = try scratch.copy(model, "copy")
    try #require(try scratch.unlearn(model, "--id", "G3").status == 0)
    let state = try Facts.state(model)

    let again = try scratch.learn(Garden.csv(20), "m", keeping)
    try #require(again.status == 0, "\(again.errors)")
    let report = try again.json()
    #expect(report["known"] as? Int == 19)
    #expect(report["skipped"] as? Int == 1)
    #expect((report["skippedFirst"] as? [String])?.first?.contains("\"G3\"") == true)
    #expect(try Facts.state(model) == state)

    for (parts, output) in [([model, copy], "one"), ([copy, model], "other")] {
      let merged = try Program.run(["merge"] + parts + ["-o", scratch.path(output), "--json"])
      try #require(merged.status == 0, "\(merged.errors)")
      #expect(try merged.json()["leftOut"] as? Int == 1)
      #expect(try merged.json()["stateHash"] as? String == state)
      // What merged remembers it, too.
      let back = try scratch.learn(Garden.csv([3]), output, keeping)
      #expect(back.status == 1)
      #expect(back.errors.contains("\"G3\""))
    }
  }

  private static let secret = "X4711,2024-05-06,Frederika Ohnesorg,21.25,no"

  @Test func nothingIsLeftInTheFiles() throws {
    let texts = ["X4711", "Frederika"].map { Data($0.utf8) }
    let rows = (0..<20).map(Garden.row) + [Self.secret]
    let model = try scratch.teach(Garden.table(rows), "m", .ledger)
    try #require(
      try Program.run([
        "pin", model, "kind=Frederika Ohnesorg", "--outcome", "yes", "--name", "X4711",
      ])
      .status == 0)
    for text in texts { #expect(try bytes("m").range(of: text) != nil) }
    let run = try scratch.unlearn(model, "--where", "kind=Frederika Ohnesorg")
    try #require(run.status == 0, "\(run.errors)")
    try FileManager.default.removeItem(atPath: scratch.path("m.csv"))
    for text in texts { #expect(try bytes("m").range(of: text) == nil) }
    #expect(try Program.run(["ledger", "check", model]).status == 0)
  }

  /// Neither the entry nor what was pinned of it.
  @Test func nothingComesThroughAMerge() throws {
    let rows = (0..<20).map(Garden.row) + [Self.secret]
    let options = ["--id", "id", "--pin-corrections"]
    let corrected = Self.secret.replacing(",no", with: ",yes")
    for name in ["a", "b"] {
      try scratch.teach(Garden.table(rows), name, .ledger)
      try scratch.teach(Garden.table([corrected]), name, .ledger, options)
    }
    #expect(try Program.run(["pin", scratch.path("b"), "--list"]).output.contains("X4711"))
    try #require(try scratch.unlearn(scratch.path("a"), "--id", "X4711").status == 0)
    let merged = try Program.run([
      "merge", scratch.path("a"), scratch.path("b"), "-o", scratch.path("all"), "--json",
    ])
    try #require(merged.status == 0, "\(merged.errors)")
    #expect(try merged.json()["leftOut"] as? Int == 1)
    #expect(try !Program.run(["pin", scratch.path("all"), "--list"]).output.contains("X4711"))
    #expect(try bytes("all").range(of: Data("Frederika".utf8)) == nil)
  }

  @Test(arguments: Keeping.allCases)
  func receipts(keeping: Keeping) throws {
    let model = try scratch.teach(Garden.csv(20), "m", keeping)
    let old = try scratch.copy(model, "old")
    #expect(try verify(model).json()["agrees"] as? Bool == true)
    let run = try scratch.unlearn(model, "--id", "G3")
    let receipt = try scratch.write(run.output, "receipt.json")
    let verified = try verify(model, receipt)
    #expect(verified.status == 0, "\(verified.output)")
    #expect(try verified.json()["agrees"] as? Bool == true)
    #expect(try verified.json()["examples"] as? Int == 19)
    #expect(try verified.json()["receiptSigned"] as? Bool == true)
    #expect(
      try verified.json()["receiptKey"] as? String == run.json()["publicKey"] as? String)
    let words = try Program.run(["verify-unlearned", model, "--receipt", receipt])
    #expect(words.status == 0)
    #expect(
      words.output.hasPrefix(
        "\(model): verified: the state matches a rebuild from the 19 remaining examples\n"))
    #expect(words.output.contains("The signature of the receipt is valid, by key "))

    let changed = try scratch.write(
      run.output.replacing("\"count\":1", with: "\"count\":2"), "changed.json")
    let unsigned = try Program.run(["verify-unlearned", model, "--receipt", changed])
    #expect(unsigned.status == 1)
    #expect(unsigned.output.contains("The signature of the receipt is NOT valid"))
    for text in [run.output.replacing(",", with: ", "), ""] {
      let none = try verify(model, scratch.write(text, "none.json"))
      #expect(none.status == 1)
      #expect(none.firstError.contains("none.json: this is no receipt"))
    }

    // Of a copy from before, the receipt must not be believed.
    let stale = try Program.run(["verify-unlearned", old, "--receipt", receipt])
    #expect(stale.status == 1, "\(stale.output)")
    #expect(!stale.output.contains("None of the ids"))
  }

  @Test func keyIsMadeOnceAndOnlyForItsOwner() throws {
    let model = try scratch.teach(Garden.csv(8), "m")
    func unlearn(_ id: String) throws -> Program.Run {
      try Program.shell(
        "XDG_CONFIG_HOME=\"$2\" \"$0\" unlearn \"$1\" --id \"$3\"", model, scratch.path("config"),
        id)
    }
    let first = try unlearn("G1")
    try #require(first.status == 0, "\(first.errors)")
    let key = scratch.path("config/fledgling/signing.key")
    let attributes = try FileManager.default.attributesOfItem(atPath: key)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let content = try Data(contentsOf: URL(fileURLWithPath: key))
    let second = try unlearn("G2")
    #expect(try first.json()["publicKey"] as? String == second.json()["publicKey"] as? String)
    #expect(try Data(contentsOf: URL(fileURLWithPath: key)) == content)
    let other = try scratch.unlearn(model, "--id", "G3")
    #expect(try other.json()["publicKey"] as? String != first.json()["publicKey"] as? String)

    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
    let open = try unlearn("G4")
    #expect(open.status == 1)
    #expect(open.firstError.contains("others may read this key; run: chmod 600"))
    let table = try scratch.write(Garden.csv(2), "no.key")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: table)
    let none = try Program.run(["unlearn", model, "--id", "G4", "--key", table])
    #expect(none.status == 1)
    #expect(none.firstError.contains("no.key: this file holds no signing key"))
    #expect(try Facts.examples(model) == 5)
  }
}
