import TestSupport
import Foundation
import Testing

/// Texts, vectors and pictures from the command line.
struct SensesTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Two numbers a row, of which the first decides the class.
  private func vector(_ row: Int) -> [Float] {
    [Float(row * 37 % 20) - 9.5, Float(row * 11 % 7)]
  }

  private func label(_ row: Int) -> String { vector(row)[0] > 0 ? "yes" : "no" }

  private func npy(_ rows: [[Float]]) -> Data {
    let header =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows.count), \(rows.first?.count ?? 0)), }\n"
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0])
    data.append(contentsOf: header.utf8)
    for number in rows.joined() {
      withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    return data
  }

  private func vectors(_ rows: Int) throws -> String {
    try scratch.write(npy((0..<rows).map(vector)), "emb.npy")
  }

  private func predictions(_ model: String, _ arguments: String...) throws -> [String] {
    let run = try Program.run(["predict", model] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return run.lines
  }

  private func learn(_ arguments: String..., save: String) throws -> Program.Run {
    let run = try Program.run(["learn"] + arguments + ["--save", save, "--quiet"])
    #expect(run.status == 0, "\(run.errors)")
    return run
  }

  private func fields(_ model: String) throws -> [String] {
    let json = try Program.run(["inspect", model, "--json"]).json()
    let fields = json["fields"] as? [[String: Any]] ?? []
    return fields.map { "\($0["name"] ?? ""):\($0["kind"] ?? "")" }.sorted()
  }

  @Test func vectorsEachWay() throws {
    let rows = 0..<60
    let range = try scratch.write(
      "a,x0,x1,y\n"
        + rows.map { "\($0 % 3),\(vector($0)[0]),\(vector($0)[1]),\(label($0))\n" }.joined(),
      "range.csv")
    let arrays = try scratch.write(
      rows.map {
        "{\"a\":\($0 % 3),\"e\":[\(vector($0)[0]),\(vector($0)[1])],\"y\":\"\(label($0))\"}\n"
      }.joined(), "arrays.jsonl")
    let plain = try scratch.write(
      "a,y\n" + rows.map { "\($0 % 3),\(label($0))\n" }.joined(), "plain.csv")
    let file = try vectors(60)
    let references = try scratch.write(
      "a,e,y\n" + rows.map { "\($0 % 3),emb.npy#\($0),\(label($0))\n" }.joined(), "refs.csv")
    let models = ["r", "a", "f", "l"].map { scratch.path($0 + ".model") }
    _ = try learn(range, "--target", "y", "--vector", "x0..x1", save: models[0])
    _ = try learn(arrays, "--target", "y", "--vector", "e", save: models[1])
    _ = try learn(plain, "--target", "y", "--vector", file, save: models[2])
    _ = try learn(references, "--target", "y", "--vector", "e", save: models[3])
    #expect(try fields(models[0]) == ["a:number", "x0..x1:vector"])
    #expect(try fields(models[1]) == ["a:number", "e:vector"])
    #expect(try fields(models[2]) == ["a:number", "emb:vector"])
    let expected = try predictions(models[0], range)
    #expect(expected.count == 61)
    #expect(try predictions(models[1], arrays) == predictions(models[1], references))
    #expect(try predictions(models[3], references) == predictions(models[3], arrays))
    #expect(try predictions(models[2], plain, "--vector", file).count == 61)
    let lacking = try Program.run(["predict", models[2], plain])
    #expect(lacking.status == 1 && lacking.errors.contains("lacks the column \"emb\""))
    let explained = try Program.run(["explain", models[0], "a=1,x0..x1=[1, 2]"])
    #expect(explained.status == 0, "\(explained.errors)")
    for run in [
      try Program.run(["explain", models[2], plain + ":2", "--vector", file]),
      try Program.run(["learn", range, "--resume", models[0], "--vector", "x0..x1"]),
      try Program.run(["learn", plain, "--resume", models[2], "--vector", file]),
    ] { #expect(run.status == 0, "\(run.errors)") }
  }

  @Test func arrayFiles() throws {
    let file = try vectors(40)
    let labels = try scratch.write(
      "y\n" + (0..<40).map { label($0) + "\n" }.joined(), "labels.csv")
    let model = scratch.path("m.model")
    _ = try learn(file, "--labels", labels, "--target", "y", save: model)
    #expect(try fields(model) == ["emb:vector"])
    let other = try scratch.write(npy((0..<5).map(vector)), "others.npy")
    #expect(try predictions(model, other).count == 6)
    let short = try scratch.write("y\nyes\n", "short.csv")
    let run = try Program.run(["learn", file, "--labels", short, "--target", "y"])
    #expect(run.status == 1)
    #expect(run.firstError == "error: \(short): has 1 label, and \(file) has 40 rows")
    let none = try Program.run(["learn", file, "--target", "y"])
    #expect(none.status == 64 && none.errors.contains("--labels"))
    let long = try scratch.write("a,y\n" + (0..<41).map { "1,\(label($0))\n" }.joined(), "t.csv")
    let few = try Program.run(["learn", long, "--target", "y", "--vector", file])
    #expect(few.status == 1 && few.errors.contains("has 40 rows"))
  }

  @Test func digits() throws {
    var images = Data([0, 0, 8, 3, 0, 0, 0, 30, 0, 0, 0, 4, 0, 0, 0, 4])
    var labels = Data([0, 0, 8, 1, 0, 0, 0, 30])
    for row in 0..<30 {
      images.append(Data(repeating: row % 2 == 0 ? 10 : 200, count: 16))
      labels.append(UInt8(row % 2))
    }
    let path = try scratch.write(images, "train-images-idx3-ubyte")
    _ = try scratch.write(labels, "train-labels-idx1-ubyte")
    let model = scratch.path("d.model")
    _ = try learn(path, "--target", "digit", save: model)
    #expect(try fields(model) == ["image:image"])
    #expect(try predictions(model, path).count == 31)
    #expect(try Program.run(["explain", model, path + ":3"]).status == 0)
    _ = try scratch.write(labels.dropLast(), "train-labels-idx1-ubyte")
    let damaged = try Program.run(["learn", path, "--target", "digit"])
    #expect(damaged.status == 1 && damaged.errors.contains("train-labels-idx1-ubyte: has 37 bytes"))
  }

  @Test func texts() throws {
    let table = try scratch.write(
      "message,y\n"
        + (0..<40).map { "\"please tell me, where is parcel \($0)\",\(label($0))\n" }.joined())
    let model = scratch.path("t.model")
    _ = try learn(table, "--target", "y", save: model)
    #expect(try fields(model) == ["message:text"])
    let other = scratch.path("c.model")
    _ = try learn(table, "--target", "y", "--category", "message", save: other)
    #expect(try fields(other) == ["message:category"])
    #expect(try predictions(model, table).count == 41)
    let run = try Program.run(["explain", model, "message=\"hello, you there\""])
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func sequences() throws {
    let table = try scratch.write(
      "engine,at,v,y\n"
        + (0..<60).map {
          "e\($0 % 3),2024-01-01 00:\($0 < 10 ? "0" : "")\($0):00,\($0 % 7),\(label($0))\n"
        }.joined())
    let model = scratch.path("s.model")
    _ = try learn(table, "--target", "y", "--sequence", "engine", save: model)
    #expect(try fields(model).contains("engine:sequence"))
    let timed = scratch.path("u.model")
    _ = try learn(table, "--target", "y", "--sequence", "engine", "--time", "at", save: timed)
    #expect(try scratch.read("s.model") == scratch.read("u.model"))
    #expect(try predictions(model, table).count == 61)
  }

  @Test func wrongUsage() throws {
    let table = try scratch.write("a,b,y\n1,2,x\n3,4,z\n")
    for (arguments, status) in [
      (["--text", "a", "--vector", "a"], 64), (["--sequence", "a", "--number", "a"], 64),
      (["--vector", "a..z"], 1), (["--vector", "b..a"], 1), (["--vector", "a..y"], 1),
      (["--vector", "a"], 1), (["--vector", "none.npy"], 1), (["--labels", table], 64),
      (["--target-from-folder"], 64), (["--image", "q"], 1),
    ] as [([String], Int32)] {
      let run = try Program.run(["learn", table, "--target", "y"] + arguments)
      #expect(run.status == status, "\(arguments) \(run.errors)")
      #expect(run.firstError.hasPrefix("error: "))
    }
  }
}
