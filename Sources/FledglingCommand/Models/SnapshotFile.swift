import Fledgling
import FledglingSystem

/// A snapshot in a file.
///
/// It remembers what it read, or what was there when it was first looked at, so that one program does
/// not overwrite what another has saved meanwhile.
final class SnapshotFile<State: SnapshotConvertible> {
  /// The fate of a snapshot if another program has saved its own at the path.
  enum Conflict {
    /// It is saved beside the other.
    case keptBeside
    /// It is given up, as the work is quickly done again.
    case refused
  }

  let path: String
  /// The file as this program knows it; nil as long as it did not look.
  private var stamp: FileStamp?

  init(path: String) { self.path = path }

  /// Reads the saved snapshot.
  ///
  /// - Returns: that and the size of the file.
  func load() throws(CommandError) -> (state: State, bytes: Int) {
    let bytes = try read()
    if stamp == nil { stamp = FileStamp(bytes) }
    do {
      return (try State(snapshot: bytes), bytes.count)
    } catch {
      if error == .notASnapshot, let other = SnapshotKind.kind(of: bytes) {
        throw CommandError(
          "\(path): is a \(other.noun), not a \(State.noun)",
          details: ["name a file that \"\(State.maker) --save\" has written"])
      }
      throw CommandError("\(path): \(error)", details: SnapshotFile.advice(error))
    }
  }

  private static func advice(_ error: SnapshotError) -> [String] {
    switch error {
    case .notASnapshot: ["name a file that \"\(State.maker) --save\" has written"]
    case .older:
      ["learn it again from its tables with this fledgling"]
    case .newer, .newerSection:
      ["this fledgling reads format version \(Learner.formatVersion); install a newer one"]
    case .damaged: ["copy the file again, or learn anew"]
    }
  }

  private func read() throws(CommandError) -> [UInt8] {
    if Files.kind(of: path) == .directory {
      throw CommandError("\(path): is a directory, not a \(State.noun)")
    }
    do {
      return try Files.read(path)
    } catch {
      throw error == .noSuchFileOrDirectory
        ? CommandError("\(path): there is no such \(State.noun); check the path")
        : CommandError("\(path): cannot be read: \(error)")
    }
  }

  /// Throws before the work begins if it could not be saved afterwards, or would take the place
  /// of something of another kind.
  func checkWritable(reading inputs: [String]) throws(CommandError) {
    if inputs.contains(where: { SnapshotFile(path: $0).resolved == resolved }) {
      throw CommandError(
        "\(path): is read from and cannot be the \(State.noun) as well; name another file")
    }
    switch Files.kind(of: path) {
    case .directory:
      throw CommandError("\(path): is a directory; name a file to save the \(State.noun) in")
    case .other:
      throw CommandError(
        "\(path): is not an ordinary file; the \(State.noun) cannot be saved there")
    case .regular:
      guard mayBeReplaced else {
        throw CommandError(
          "\(path): already exists and is no \(State.noun); name another file, or remove it")
      }
    case .missing: break
    }
    let folder = Files.folder(of: resolved)
    do {
      try Files.checkWritable(folder: folder)
    } catch { throw refusal("\(folder): \(error)") }
    stamp = stamp ?? FileStamp(of: resolved)
  }

  private var mayBeReplaced: Bool {
    // A file that cannot be opened is left to the check for writing.
    guard let head = Files.head(of: path, count: SnapshotKind.headSize) else { return true }
    return Files.size(of: path) == 0 || SnapshotKind.isSnapshot(head, of: State.self)
  }

  /// Whether there is a file that begins as a snapshot of this kind.
  var isThere: Bool {
    Files.head(of: path, count: SnapshotKind.headSize).map {
      SnapshotKind.isSnapshot($0, of: State.self)
    }
      ?? false
  }

  /// Replaces the file by a snapshot, completely or not at all.
  ///
  /// - Parameters:
  ///   - state: what to save.
  ///   - conflict: what to do if another program has saved something there since.
  /// - Throws: ``CommandError`` if it is not there afterwards.
  func save(_ state: State, conflict: Conflict = .refused) throws(CommandError) {
    let bytes = state.snapshot()
    let target = resolved
    let folder = Files.folder(of: target)
    do {
      let replacement = try prepared(bytes, in: folder, for: target)
      // From here on no other program puts a file there.
      let lock = FileLock(folder: folder)
      defer { withExtendedLifetime(lock) {} }
      if let stamp, stamp != FileStamp(of: target), Files.exists(target) {
        switch conflict {
        case .keptBeside:
          let place = freePlace(beside: target)
          try replacement.move(to: place)
          throw CommandError(
            "\(path): another program has saved a \(State.noun) there since it was read",
            details: ["this one was saved as \(place); \"fledgling merge\" can join the two"])
        case .refused:
          replacement.discard()
          throw CommandError(
            "\(path): another program has saved a \(State.noun) there since it was read; nothing "
              + "was changed", details: ["run this command again"])
        }
      }
      try replacement.move(to: target)
      stamp = FileStamp(bytes)
    } catch let failure as CommandError {
      throw failure
    } catch { throw refusal("\(error)") }
  }

  /// A complete file with the snapshot under another name.
  private func prepared(
    _ bytes: [UInt8], in folder: String, for target: String
  ) throws(SystemError) -> FileReplacement {
    let temporary = "\(folder)/.\(Files.name(of: target)).\(System.processID).tmp"
    var replacement = try FileReplacement(at: temporary, permissions: 0o666)
    do throws(SystemError) {
      try replacement.adoptPermissions(of: target)
      try replacement.write(bytes)
      try replacement.finish()
    } catch {
      replacement.discard()
      throw error
    }
    return replacement
  }

  private func freePlace(beside target: String) -> String {
    var place = target + ".conflict"
    var number = 1
    while Files.exists(place) {
      number += 1
      place = target + ".conflict-\(number)"
    }
    return place
  }

  private func refusal(_ reason: String) -> CommandError {
    let isThere = Files.kind(of: path) == .regular
    return CommandError(
      "\(path): the \(State.noun) cannot be saved: \(reason)",
      details: isThere ? ["the existing file was not changed"] : [])
  }

  /// The path behind symbolic links, so that these stay.
  var resolved: String { Files.resolved(path) }
}
