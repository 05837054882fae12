import TestSupport
import Foundation
import Testing

/// Folders of pictures.
struct FolderTests {
  /// 1 x 1 pixels of grey.
  private static let dot =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="

  let scratch: Scratch
  let folder: String

  init() throws {
    scratch = try Scratch()
    folder = scratch.path("pictures")
  }

  private func add(_ name: String, _ data: Data? = Data(base64Encoded: dot)) throws {
    let url = URL(fileURLWithPath: folder).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try (data ?? Data()).write(to: url)
  }

  private func fill() throws {
    for index in 0..<6 {
      try add("cats/\(index % 2 == 0 ? "" : "inner/")\(index).png")
      try add("dogs/\(index).PNG")
    }
    try add("cats/.hidden.png", Data("x".utf8))
    try add("cats/notes.txt", Data("x".utf8))
    try add("dogs/broken.png", Data("no picture".utf8))
  }

  @Test func learnAndPredict() throws {
    try fill()
    let model = scratch.path("p.model")
    let run = try Program.run(["learn", folder, "--target-from-folder", "--save", model])
    try #require(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("classes mixed"))
    #expect(
      run.errors.contains(
        "warning: \(folder)/dogs/broken.png: is neither PNG nor JPEG; convert it"))
    #expect(run.output.contains("12 examples, 2 classes"))
    let predicted = try Program.run(["predict", model, folder])
    #expect(predicted.status == 0)
    #expect(predicted.lines.first == "file,row,prediction,probability,abstain,support,novelty,set")
    #expect(predicted.lines.count == 14)
    #expect(predicted.lines.contains { $0.hasPrefix("cats/inner/1.png,") })
    let lines = try Program.run(["predict", model, folder, "--format", "jsonl"])
    #expect(lines.lines.allSatisfy { $0.hasPrefix("{\"file\":\"") })
    #expect(try Program.run(["explain", model, folder + "/cats/0.png"]).status == 0)
    let again = try Program.run(["learn", folder, "--target-from-folder", "--resume", model])
    #expect(again.status == 0 && again.output.contains("after 12 in earlier runs"))
    let strict = try Program.run(["learn", folder, "--target-from-folder", "--strict"])
    #expect(strict.status == 1 && strict.errors.contains("broken.png: is neither PNG nor JPEG"))
  }

  @Test func ledger() throws {
    try fill()
    let ledger = scratch.path("p.ledger")
    let arguments = [
      "learn", folder, "--target-from-folder", "--target", "animal", "--id", "file", "--ledger",
      ledger, "--quiet",
    ]
    #expect(try Program.run(arguments).status == 0)
    // The pictures are in the ledger: the files are not needed any more.
    let exported = try Program.run(["ledger", "export", ledger])
    #expect(exported.lines.count { $0.contains("\"pixels\":\"") } == 12)
    #expect(try Program.run(arguments).status == 0)
    #expect(try Program.run(["unlearn", ledger, "--id", "cats/0.png"]).status == 0)
  }

  @Test func refusals() throws {
    try add("cats/1.png")
    let one = try Program.run(["learn", folder, "--target-from-folder"])
    #expect(one.status == 1 && one.firstError.hasSuffix("so there is one class"))
    try add("stray.png")
    let stray = try Program.run(["learn", folder, "--target-from-folder"])
    #expect(stray.status == 1 && stray.errors.contains("stray.png lies in no subfolder"))
    let plain = try Program.run(["learn", folder, "--target", "y"])
    #expect(plain.status == 1 && plain.errors.contains("this is a directory"))
    let empty = scratch.path("empty")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    let none = try Program.run(["learn", empty, "--target-from-folder"])
    #expect(none.status == 1 && none.firstError == "error: \(empty): holds no pictures")
    let named = try Program.run(["learn", folder, "--target-from-folder", "--target", "image"])
    #expect(named.status != 0)
  }
}
