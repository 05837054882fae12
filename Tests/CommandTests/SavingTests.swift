import TestSupport
import Foundation
import Testing

struct SavingTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func save(_ model: String) throws -> Program.Run {
    let table = try scratch.write(Garden.csv(20))
    return try Program.run(["learn", table, "--target", "ripe", "--save", model])
  }

  @Test func replacesAndLeavesNothingElse() throws {
    _ = try scratch.write("FLEDGLNG old", "m.model")
    try #require(try save(scratch.path("m.model")).status == 0)
    #expect(try scratch.read("m.model") != Data("FLEDGLNG old".utf8))
    #expect(scratch.names == ["m.model", "table.csv"])
  }

  @Test func keepsLinks() throws {
    _ = try scratch.write("FLEDGLNG old", "real.model")
    let link = scratch.path("link.model")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: scratch.path("real.model"))
    try #require(try save(link).status == 0)
    #expect(try scratch.read("real.model") != Data("FLEDGLNG old".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link).hasSuffix("real.model"))
  }

  /// Mixing up two names must not overwrite a table.
  @Test func keepsWhatIsNoModel() throws {
    let table = try scratch.write(Garden.csv(20))
    let notes = try scratch.write("shopping list", "notes.txt")
    let link = scratch.path("link.csv")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: table)
    for place in [table, link, notes] {
      let run = try Program.run(["learn", table, "--target", "ripe", "--save", place])
      #expect(run.status == 1)
      #expect(run.output.isEmpty, "found out before learning")
      #expect(run.firstError.contains("name another file"))
    }
    #expect(try scratch.read("notes.txt") == Data("shopping list".utf8))
    #expect(try String(decoding: scratch.read("table.csv"), as: UTF8.self) == Garden.csv(20))
  }

  @Test(arguments: ["none/m.model", "", "/dev/full"])
  func badPlace(name: String) throws {
    let run = try save(name.hasPrefix("/") ? name : scratch.path(name))
    #expect(run.status == 1)
    #expect(run.output.isEmpty, "found out before learning")
    #expect(run.firstError.hasPrefix("error: "))
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func noPermission() throws {
    let folder = scratch.path("locked")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o500])
    let run = try save(folder + "/m.model")
    #expect(run.status == 1)
    #expect(run.firstError.contains("the model cannot be saved"))
    #expect(run.firstError.contains("Permission denied"))
  }

  @Test func fileThatMustNotGrow() throws {
    let old = try scratch.write("FLEDGLNG old", "m.model")
    let table = try scratch.write(Garden.csv(20))
    let run = try Program.shell(
      "(ulimit -f 0; \"$0\" learn \"$1\" --target ripe --save \"$2\") 2>&1 | cat; "
        + "exit ${PIPESTATUS[0]}", table, old)
    #expect(run.status == 1)
    #expect(run.output.contains("m.model: the model cannot be saved: File too large"))
    #expect(run.output.contains("the existing file was not changed"))
    #expect(try scratch.read("m.model") == Data("FLEDGLNG old".utf8))
    #expect(scratch.names == ["m.model", "table.csv"])
  }

  @Test(.enabled(if: SavingTests.mayMount, "only root can mount a small disk"))
  func fullDisk() throws {
    let disk = scratch.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    let table = try scratch.write(Garden.csv(20))
    // The disk is only there for this one process and its children.
    let run = try Program.shell(
      """
      exec 2>&1
      unshare --mount bash -c '
        mount -t tmpfs -o size=64k none "$2" && echo FLEDGLNG old > "$2/m.model" || exit 9
        cat /dev/zero > "$2/filler" 2> /dev/null
        "$0" learn "$1" --target ripe --save "$2/m.model"
        status=$?
        cat "$2/m.model"; ls -A "$2"
        exit $status' "$0" "$1" "$2"
      """, table, disk)
    #expect(run.status == 1, "\(run.output)")
    #expect(run.output.contains("the model cannot be saved: No space left on device"))
    #expect(run.lines.suffix(3) == ["FLEDGLNG old", "filler", "m.model"])
  }

  private static let mayMount: Bool = {
    let run = try? Program.shell("unshare --mount mount -t tmpfs none /mnt")
    return geteuid() == 0 && run?.status == 0
  }()
}
