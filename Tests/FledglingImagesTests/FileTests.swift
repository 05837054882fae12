import Fledgling
import Foundation
import Testing

@testable import FledglingImages

struct FileTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("fledgling-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let path = folder.appendingPathComponent(name).path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func failure(_ path: String) -> ImageError? {
    do {
      _ = try ImageDecoder.read(path: path)
      return nil
    } catch { return error }
  }

  @Test func read() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    // The first bytes tell, not the name.
    let grid = try ImageDecoder.read(path: write(JPEGSamples.grey, "a.png"))
    #expect(grid.width == 16)
    let large = try write(
      PNGWriter(width: 200, height: 100, colour: 0, data: [UInt8](repeating: 0, count: 20_100))
        .bytes, "l.png")
    let reduced = try ImageDecoder.read(path: large)
    #expect(reduced.width == 64 && reduced.height == 32)
  }

  @Test func refusals() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let missing = folder.appendingPathComponent("none.png").path
    #expect(failure(missing) == .missingFile(file: missing))
    #expect(failure(folder.path) == .directory(file: folder.path))
    let empty = try write([], "empty.png")
    #expect(failure(empty) == .empty(file: empty))
    let text = try write(Array("GIF89a".utf8), "text.png")
    #expect(failure(text) == .notAnImage(file: text))
    #expect("\(try #require(failure(text)))" == "\(text): is neither PNG nor JPEG; convert it")
    let huge = try write([0xff, 0xd8], "huge.jpg")
    truncate(huge, off_t(ImageDecoder.fileLimit + 1))
    #expect(
      failure(huge) == .tooManyBytes(file: huge, bytes: ImageDecoder.fileLimit + 1))
    #expect(
      failure("/dev/zero") == .unreadable(file: "/dev/zero", reason: "it is not an ordinary file"))
  }
}
