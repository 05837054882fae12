#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What is asked of the operating system.
enum System {
  /// What the last call complained about.
  static func error(_ path: String) -> LedgerError {
    switch errno {
    case ENOENT: .missing(path: path)
    case EEXIST: .exists(path: path)
    case ENOSPC, EDQUOT: .full(path: path)
    case EACCES, EPERM, EROFS: .readOnly(path: path)
    case let code: .system(path: path, String(cString: strerror(code)))
    }
  }

  /// Seconds since 1970.
  static var now: Double { seconds(of: CLOCK_REALTIME) }

  /// Seconds on a clock that never goes back.
  static var monotonic: Double { seconds(of: CLOCK_MONOTONIC) }

  private static func seconds(of clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Removes a file, if it is there, so that it stays away.
  static func remove(_ path: String) throws(LedgerError) {
    guard unlink(path) == 0 else {
      if errno == ENOENT { return }
      throw error(path)
    }
    try syncFolder(of: path)
  }

  /// Puts one file in the place of another, so that it stays there.
  static func move(_ path: String, to target: String) throws(LedgerError) {
    guard rename(path, target) == 0 else { throw error(target) }
    try syncFolder(of: target)
  }

  /// Makes sure that what was created, renamed or removed in a folder is so after a power cut.
  static func syncFolder(of path: String) throws(LedgerError) {
    let folder = folder(of: path)
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw error(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw error(folder) }
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// The whole content of a file; `nil` if there is none.
  static func read(_ path: String) throws(LedgerError) -> [UInt8]? {
    guard exists(path) else { return nil }
    var input = try InputFile(path: path)
    var bytes: [UInt8] = []
    while try input.read(into: &bytes) {}
    return bytes
  }

  /// Writes a new file, readable by its owner alone, in the place of what was there, completely or
  /// not at all.
  static func replace(_ path: String, with parts: [[UInt8]]) throws(LedgerError) {
    let temporary = path + "-new"
    do {
      var output = try OutputFile(path: temporary, isReplacing: true)
      for part in parts { try output.write(part) }
      try output.finish()
    } catch {
      unlink(temporary)
      throw error
    }
    try move(temporary, to: path)
  }
}
