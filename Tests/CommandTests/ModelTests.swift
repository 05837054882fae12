import TestSupport
import Foundation
import Testing

struct ModelTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func inspect() throws {
    let model = try scratch.model()
    let run = try Program.run(["inspect", model, "--json"])
    try #require(run.status == 0)
    let facts = try run.json()
    #expect(facts["formatVersion"] is Int)
    #expect(facts["kind"] as? String == "classify")
    #expect(facts["target"] as? String == "ripe")
    #expect(facts["examples"] as? Int == 60)
    let fields = try #require(facts["fields"] as? [[String: Any]])
    #expect(fields.map { $0["name"] as? String } == ["id", "day", "kind", "sun"])
    #expect(
      fields.map { $0["kind"] as? String } == ["category", "dateTime", "category", "number"])
    let classes = try #require(facts["classes"] as? [[String: Any]])
    #expect(classes.map { $0["label"] as? String } == ["no", "yes"])
    #expect(classes.compactMap { $0["examples"] as? Int }.reduce(0, +) == 60)
    #expect((facts["encoderHash"] as? String)?.isEmpty == false)
    #expect((facts["stateHash"] as? String)?.isEmpty == false)
    let text = try Program.run(["inspect", model])
    #expect(text.status == 0)
    #expect(text.output.contains("predicts the class \"ripe\" from 4 fields; it has learned 60 ex"))
  }

  @Test func inspectRich() throws {
    let rows = (0..<30).map {
      "{\"mail\":\($0 % 3 == 0 ? "null" : "\"words number \($0) and more\""),"
        + "\"signal\":[\($0 % 2),\($0 % 5),1.5],\"size\":\($0 % 4),\"y\":\"\($0 % 2)\"}"
    }
    let table = try scratch.write(rows.joined(separator: "\n") + "\n", "rich.jsonl")
    let model = scratch.path("rich.model")
    let learned = try Program.run([
      "learn", table, "--target", "y", "--kind", "classify", "--text", "mail", "--vector", "signal",
      "--save", model,
    ])
    try #require(learned.status == 0, "\(learned.errors)")
    #expect(learned.output.contains("prediction sets for 90 %: contain the class in "))
    let facts = try Program.run(["inspect", model, "--json"]).json()
    let fields = try #require(facts["fields"] as? [[String: Any]])
    let mail = try #require(fields.first { $0["name"] as? String == "mail" })
    #expect(mail["kind"] as? String == "text")
    #expect(abs(try #require(mail["missingShare"] as? Double) - 1.0 / 3) < 1e-9)
    #expect(mail["distinct"] is NSNull && mail["relevance"] is NSNull)
    let signal = try #require(fields.first { $0["name"] as? String == "signal" })
    #expect(signal["width"] as? Int == 3)
    #expect(signal["missingShare"] as? Double == 0)
    let text = try Program.run(["inspect", model]).output
    #expect(text.contains("vectors of 3 numbers"))
    #expect(text.contains("33.3 %"))
  }

  @Test func resume() throws {
    let model = try scratch.model(rows: 40)
    let rest = try scratch.write(Garden.csv(20, from: 40), "rest.csv")
    let run = try Program.run([
      "learn", rest, "--resume", model, "--save", model, "--report", "json",
    ])
    try #require(run.status == 0)
    let report = try run.json()
    #expect(report["examples"] as? Int == 20)
    #expect(report["examplesBefore"] as? Int == 40)
    let resumed = try Program.run(["inspect", model, "--json"]).json()
    let whole = try Program.run(["inspect", try scratch.model("whole.model"), "--json"]).json()
    #expect(resumed["examples"] as? Int == 60)
    #expect(resumed["stateHash"] as? String == whole["stateHash"] as? String)
  }

  @Test func unfitResume() throws {
    let model = try scratch.model(rows: 20)
    let table = try scratch.write(Garden.csv(20))
    for (arguments, reason) in [
      (["--target", "kind"], "it predicts \"ripe\", not \"kind\""),
      (["--kind", "regress"], "it was made to classify, not to regress"),
      (["--drop", "sun"], "it needs the column \"sun\""),
      (["--category", "sun"], "it reads \"sun\" as numbers, not as categories"),
      (["--seed", "9"], "its seed is 1, not 9"),
    ] {
      let run = try Program.run(["learn", table, "--resume", model] + arguments)
      #expect(run.status == 1)
      #expect(run.firstError.contains(reason), "\(run.errors)")
    }
    let other = try scratch.write("id,day,sun\na,2024-01-01,2\n", "other.csv")
    let run = try Program.run(["learn", other, "--resume", model])
    #expect(run.status == 1)
    #expect(run.firstError.contains("other.csv: lacks the columns \"kind\", \"ripe\""))
  }

  @Test func flippedBits() throws {
    let model = try scratch.model(rows: 20)
    let table = try scratch.write(Garden.csv(3), "new.csv")
    let bytes = try scratch.read("garden.model")
    for step in 0..<24 {
      var damaged = bytes
      damaged[bytes.count * step / 24] ^= 1 << (step % 8)
      _ = try scratch.write(damaged, "damaged.model")
      let path = scratch.path("damaged.model")
      for arguments in [["inspect", path], ["predict", path, table]] {
        let run = try Program.run(arguments)
        #expect(run.status == 1, "step \(step)")
        #expect(run.firstError.hasPrefix("error: \(path): "), "\(run.errors)")
        #expect(run.output.isEmpty)
      }
    }
    for count in [0, 1, 7, bytes.count / 2, bytes.count - 1] {
      let path = try scratch.write(bytes.prefix(count), "short.model")
      #expect(try Program.run(["inspect", path]).status == 1, "\(count) bytes")
    }
    #expect(try Program.run(["inspect", model]).status == 0)
  }

  @Test func newerVersion() throws {
    _ = try scratch.model(rows: 10)
    let bytes = try scratch.read("garden.model")
    // Wherever the version stands, one of the first bytes is its lowest one.
    let answers = try (0..<16).map { index in
      var newer = bytes
      newer[index] = newer[index] &+ 1
      let run = try Program.run(["inspect", scratch.write(newer, "newer.model")])
      #expect(run.status == 1)
      return run.errors
    }
    #expect(answers.contains { $0.contains("newer") && $0.contains("this fledgling reads format") })
  }

  @Test func noModel() throws {
    let missing = try Program.run(["inspect", scratch.path("none.model")])
    #expect(missing.status == 1)
    #expect(missing.firstError.contains("none.model: there is no such model"))
    let table = try scratch.write(Garden.csv(3))
    let run = try Program.run(["predict", table, table])
    #expect(run.status == 1)
    #expect(run.firstError.contains("table.csv: "))
    #expect(try Program.run(["inspect", scratch.directory.path]).status == 1)
  }
}
