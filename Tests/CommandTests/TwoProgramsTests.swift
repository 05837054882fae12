import TestSupport
import Foundation
import Testing

/// Two programs with one model file: neither takes away what the other has saved.
struct TwoProgramsTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Starts a program that reads rows from a pipe, and waits until it has read its model.
  private func start(_ arguments: [String], pipe: String) throws -> (Process, FileHandle) {
    #expect(mkfifo(pipe, 0o600) == 0)
    let process = Program.process(arguments)
    process.standardOutput = FileHandle.nullDevice
    let errors = try scratch.write("", "errors")
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    // The program opens its table when it has read its model; until then nothing reads.
    var descriptor: Int32 = -1
    while descriptor < 0, process.isRunning {
      descriptor = open(pipe, O_WRONLY | O_NONBLOCK)
      if descriptor < 0 { usleep(2_000) }
    }
    try #require(descriptor >= 0, "the program reads its table")
    return (process, FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
  }

  @Test func theSecondToSaveIsTold() throws {
    let model = try scratch.teach(Garden.csv(30), "m")
    let pipe = scratch.path("rows")
    let (slow, rows) = try start(
      ["learn", pipe, "--resume", model, "--save", model, "--id", "id", "--quiet"], pipe: pipe)
    let quick = try scratch.learn(Garden.csv(30..<40), "m")
    #expect(quick.status == 0, "\(quick.errors)")
    let saved = try scratch.read("m")
    try rows.write(contentsOf: Data(Garden.csv(40..<45).utf8))
    try rows.close()
    slow.waitUntilExit()
    let errors = String(decoding: try scratch.read("errors"), as: UTF8.self)
    #expect(slow.terminationStatus == 1)
    #expect(errors.contains("another program has saved a model there"), "\(errors)")
    #expect(errors.contains("m.conflict"))
    #expect(try scratch.read("m") == saved)
    #expect(try Facts.examples(model) == 40)
    #expect(try Facts.examples(scratch.path("m.conflict")) == 35)
    // Nothing is lost: both together are what one would have learned.
    let merged = try Program.run([
      "merge", model, scratch.path("m.conflict"), "-o", scratch.path("both"), "--json",
    ])
    #expect(try merged.json()["examples"] as? Int == 45)
  }

  /// What another program has saved is noticed also where the file was not there before.
  @Test func aNewFileIsNotOverwritten() throws {
    let model = scratch.path("m")
    let pipe = scratch.path("rows")
    let (slow, rows) = try start(
      ["learn", pipe, "--target", "ripe", "--save", model, "--id", "id", "--quiet"], pipe: pipe)
    try scratch.teach(Garden.csv(30), "m")
    try rows.write(contentsOf: Data(Garden.csv(20).utf8))
    try rows.close()
    slow.waitUntilExit()
    #expect(slow.terminationStatus == 1)
    #expect(try Facts.examples(model) == 30)
    #expect(try Facts.examples(scratch.path("m.conflict")) == 20)
  }

  @Test func alone() throws {
    let model = try scratch.teach(Garden.csv(30), "m")
    for round in 0..<3 {
      let run = try scratch.learn(Garden.csv(30 + round * 5..<35 + round * 5), "m")
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(try Facts.examples(model) == 45)
    #expect(!scratch.names.contains { $0.contains("conflict") || $0.hasSuffix(".tmp") })
  }
}
