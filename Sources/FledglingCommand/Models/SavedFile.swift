import Fledgling

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A snapshot in a file.
struct SavedFile<State: Saveable> {
  let path: String

  /// Reads what was saved.
  ///
  /// - Returns: that and the size of the file.
  func load() throws(Failure) -> (state: State, bytes: Int) {
    let bytes = try read()
    do {
      return (try State(snapshot: bytes), bytes.count)
    } catch {
      if error == .notASnapshot, let other = Saved.kind(of: bytes) {
        throw Failure(
          "\(path): is a \(other.noun), not a \(State.noun)",
          details: ["name a file that \"\(State.maker) --save\" has written"])
      }
      throw Failure("\(path): \(error)", details: SavedFile.advice(error))
    }
  }

  private static func advice(_ error: SnapshotError) -> [String] {
    switch error {
    case .notASnapshot: ["name a file that \"\(State.maker) --save\" has written"]
    case .older:
      ["make it again from its tables with this fledgling"]
    case .newer, .newerSection:
      ["this fledgling reads format version \(Learner.formatVersion); install a newer one"]
    case .damaged: ["copy the file again, or learn anew"]
    }
  }

  private func read() throws(Failure) -> [UInt8] {
    if System.kind(of: path) == .directory {
      throw Failure("\(path): is a directory, not a \(State.noun)")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? Failure("\(path): there is no such \(State.noun); check the path")
        : Failure("\(path): cannot be opened: \(System.reason)")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = chunk.withUnsafeMutableBytes { systemRead(descriptor, $0) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Failure("\(path): cannot be read: \(System.reason)") }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// Complains before the work begins if it could not be saved afterwards, or would take the place
  /// of something of another kind.
  func checkWritable(reading inputs: [String]) throws(Failure) {
    if inputs.contains(where: { SavedFile(path: $0).resolved == resolved }) {
      throw Failure(
        "\(path): is read from and cannot be the \(State.noun) as well; name another file")
    }
    switch System.kind(of: path) {
    case .directory:
      throw Failure("\(path): is a directory; name a file to save the \(State.noun) in")
    case .other:
      throw Failure(
        "\(path): is not an ordinary file; the \(State.noun) cannot be saved there")
    case .regular:
      guard mayBeReplaced else {
        throw Failure(
          "\(path): is there already and is no \(State.noun); name another file, or remove it")
      }
    case .missing: break
    }
    let folder = folder
    guard access(folder, W_OK | X_OK) == 0 else {
      // Before anything else changes it.
      let reason = System.reason
      throw refusal("\(folder): \(reason)")
    }
  }

  private var mayBeReplaced: Bool {
    // What cannot be read is left to those who may write it.
    guard let head else { return true }
    return head.isEmpty || Saved.isSnapshot(head, of: State.self)
  }

  /// Whether there is a file that begins as a snapshot of this kind.
  var isThere: Bool { head.map { Saved.isSnapshot($0, of: State.self) } ?? false }

  /// The first bytes; nil if the file cannot be opened.
  private var head: [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: 8)
    let count = head.withUnsafeMutableBytes { systemRead(descriptor, $0) }
    // A byte that no snapshot begins with stands for what could not be read.
    return count < 0 ? [0] : Array(head.prefix(count))
  }

  /// Puts a snapshot in the place of what was there, completely or not at all.
  func save(_ state: State) throws(Failure) {
    let bytes = state.snapshot()
    let target = resolved
    let folder = SavedFile.folder(of: target)
    let temporary = "\(folder)/.\(SavedFile.name(of: target)).\(getpid()).tmp"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw refusal("\(folder): \(System.reason)") }
    var status = stat()
    if stat(target, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
    var isSaved = bytes.withUnsafeBytes { System.write($0, to: descriptor) }
    isSaved = isSaved && fsync(descriptor) == 0
    var reason = System.reason
    if close(descriptor) != 0, isSaved {
      isSaved = false
      reason = System.reason
    }
    if isSaved, rename(temporary, target) != 0 {
      isSaved = false
      reason = System.reason
    }
    guard isSaved else {
      unlink(temporary)
      throw refusal(reason)
    }
    let directory = open(folder, O_RDONLY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  private func refusal(_ reason: String) -> Failure {
    let isThere = System.kind(of: path) == .regular
    return Failure(
      "\(path): the \(State.noun) cannot be saved: \(reason)",
      details: isThere ? ["the file that was there is as it was"] : [])
  }

  /// The path behind symbolic links, so that these stay.
  var resolved: String {
    guard let pointer = realpath(path, nil) else { return path }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  private var folder: String { SavedFile.folder(of: resolved) }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}
