import Foundation
import TestSupport
import Testing

/// Every command and every Swift example that the documentation shows does what it says.
///
/// `Scripts/update-docs.sh` runs these tests with `FLEDGLING_UPDATE_DOCS` set; then they write what
/// came into the pages instead of comparing it.
struct DocumentationTests {
  private static let isUpdating =
    ProcessInfo.processInfo.environment["FLEDGLING_UPDATE_DOCS"] != nil

  @Test(arguments: Page.all)
  func page(_ page: Page) throws {
    let lines = try page.lines()
    let scratch = try Scratch()
    try scratch.takeExamples()
    var result: [String] = []
    var place = 0
    for block in Page.blocks(of: lines) {
      result += lines[place..<block.range.lowerBound]
      let shown = Array(lines[block.range])
      let written: [String] =
        switch block.language {
        case "console": try transcript(shown, of: page, in: scratch)
        case "swift": try example(block, shown, of: page)
        case "text": try output(block, shown, of: page)
        default: shown
        }
      result += written
      place = block.range.upperBound
    }
    result += lines[place...]
    if DocumentationTests.isUpdating, result != lines {
      try Data(result.joined(separator: "\n").utf8).write(to: page.url)
    }
  }

  /// Commands stand in console blocks, where they are run.
  @Test(arguments: Page.all)
  func noCommandIsLeftOut(_ page: Page) throws {
    let lines = try page.lines()
    for block in Page.blocks(of: lines) where block.language != "console" {
      for line in lines[block.range] {
        #expect(!line.hasPrefix("fledgling ") && !line.hasPrefix("$ fledgling"), "\(page.path)")
      }
    }
  }

  private func transcript(
    _ shown: [String], of page: Page, in scratch: Scratch
  ) throws -> [String] {
    var transcript = Transcript(shown)
    for index in transcript.steps.indices {
      let step = transcript.steps[index]
      let output = try scratch.show(step.command)
      if DocumentationTests.isUpdating {
        // Volatile figures stay as they are, so that a page changes only where it is wrong.
        if output.map(ShownLine.init) != step.output.map(ShownLine.init) {
          transcript.steps[index].output = output
        }
      } else {
        #expect(
          output.map(ShownLine.init) == step.output.map(ShownLine.init),
          "\(page.path): \(step.command)\n\(output.joined(separator: "\n"))")
      }
    }
    return transcript.lines
  }

  private func example(_ block: Page.Block, _ shown: [String], of page: Page) throws -> [String] {
    let name = try #require(block.name, "\(page.path): a Swift block has no example's name")
    let example = try #require(Example.named(name), "\(page.path): there is no example \(name)")
    let imports = shown.prefix { $0.hasPrefix("import ") || $0.isEmpty }
    let code = try example.code()
    if !DocumentationTests.isUpdating {
      #expect(Array(shown[imports.count...]) == code, "\(page.path): example \(name)")
    }
    return imports + code
  }

  private func output(_ block: Page.Block, _ shown: [String], of page: Page) throws -> [String] {
    guard let name = block.name else { return shown }
    let example = try #require(Example.named(name), "\(page.path): there is no example \(name)")
    let printed = try example.printed()
    if !DocumentationTests.isUpdating {
      #expect(
        printed.map(ShownLine.init) == shown.map(ShownLine.init),
        "\(page.path): example \(name) prints\n\(printed.joined(separator: "\n"))")
    }
    return printed
  }
}

struct ShownLineTests {
  @Test(arguments: [
    ("0.13 s, 29,185 examples/s, 26 MB of memory.", "1.52 s, 9 examples/s, 3 GB of memory."),
    ("  fledgling   83.8 %   0.355", "  fledgling   83.5 %   0.36"),
    ("100 % ┤  ▁▂▃▃▄   ▄▆▅ ◂ majority", "100 % ┤ ▁▂▃▄▄▄▄ ▆▅ ◂ majority"),
    ("state 00112233445566778899", "state ffeeddccbbaa99887766"),
    ("2026-11-21T10:00:00Z", "2026-11-22T11:10:01Z"),
  ])
  func volatile(one: String, other: String) {
    #expect(ShownLine(one) == ShownLine(other))
  }

  @Test(arguments: [
    ("fledgling 83.8 %", "fledgling 80.8 %"), ("2 classes", "3 classes"), ("a b", "a c"),
  ])
  func fixed(one: String, other: String) {
    #expect(ShownLine(one) != ShownLine(other))
  }
}
