import TestSupport
import FledglingSystem
import Foundation
import Testing

struct FilesTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test func partsOfPaths() {
    for (path, parent, name) in [
      ("m.model", ".", "m.model"), ("/m", "/", "m"), ("a/b/c", "a/b", "c"), ("a//b", "a/", "b"),
    ] {
      #expect(Files.folder(of: path) == parent)
      #expect(Files.name(of: path) == name)
    }
  }

  @Test func aReplacementIsWholeOrNothing() throws {
    let (path, temporary) = (folder.path("a"), folder.path("a-new"))
    try Files.replace(path, by: temporary, with: [[1, 2], [3]])
    #expect(try Files.read(path) == [1, 2, 3])
    #expect(Files.permissions(of: path) == 0o600)
    try Files.replace(path, by: temporary, with: [[4]])
    #expect(try Files.read(path) == [4])
    #expect(!Files.exists(temporary))
    #expect(throws: SystemError.noSuchFileOrDirectory) {
      try Files.replace(folder.path("none/a"), by: folder.path("none/b"), with: [[5]])
    }
    #expect(throws: SystemError.noSuchFileOrDirectory) { try Files.read(folder.path("none")) }
    try Files.remove(path)
    try Files.remove(path)
    #expect(Files.kind(of: path) == .missing)
  }

  @Test func permissionsStay() throws {
    let path = folder.path("a")
    try Files.replace(path, by: folder.path("b"), with: [[1]])
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    var replacement = try FileReplacement(at: folder.path("b"), permissions: 0o666)
    try replacement.adoptPermissions(of: path)
    try replacement.write([2])
    try replacement.finish()
    try replacement.move(to: path)
    #expect(Files.permissions(of: path) == 0o640)
  }

  @Test func stampsTellContentsApart() throws {
    let path = folder.path("a")
    let nothing = FileStamp(of: path)
    #expect(nothing == FileStamp([]))
    for content in [[1, 2, 3], [1, 2, 4], Array(repeating: 7, count: 500)] as [[UInt8]] {
      try Files.replace(path, by: folder.path("b"), with: [content])
      #expect(FileStamp(of: path) == FileStamp(content))
      #expect(FileStamp(of: path) != nothing)
      #expect(FileStamp(content) != FileStamp(content + [0]))
    }
  }

  @Test func locksAreHeldOnce() throws {
    let path = folder.path("lock")
    do {
      let lock = try FileLock(path: path, timeout: 0)
      defer { withExtendedLifetime(lock) {} }
      let error = #expect(throws: FileLock.Fault.self) { _ = try FileLock(path: path, timeout: 0) }
      guard case .held(let process)? = error else {
        Issue.record("two have the lock")
        return
      }
      #expect(process == System.processID)
    }
    _ = try FileLock(path: path, timeout: 0)
    #expect(FileLock(folder: folder.directory.path) != nil)
  }
}
