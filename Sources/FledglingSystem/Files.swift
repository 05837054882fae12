import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files by their paths.
package enum Files {
  /// The kind of file at a path.
  package enum Kind: Sendable {
    case missing, regular, directory, other
  }

  /// The kind of file at a path, behind symbolic links.
  package static func kind(of path: String) -> Kind {
    var status = stat()
    return stat(path, &status) == 0 ? kind(status) : .missing
  }

  /// The kind of file that is open under a descriptor.
  package static func kind(of descriptor: Int32) -> Kind {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? kind(status) : .missing
  }

  private static func kind(_ status: stat) -> Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .regular
    case S_IFDIR: .directory
    default: .other
    }
  }

  /// Whether a path leads to anything.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The size of a file in bytes; 0 if there is none.
  package static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The permissions of a file, the lowest nine bits of its mode; nil if there is none.
  package static func permissions(of path: String) -> UInt16? {
    var status = stat()
    return stat(path, &status) == 0 ? UInt16(truncatingIfNeeded: status.st_mode & 0o777) : nil
  }

  /// Throws if nothing can be created in a folder.
  package static func checkWritable(folder: String) throws(SystemError) {
    guard access(folder, W_OK | X_OK) == 0 else { throw SystemError(rawValue: errno) }
  }

  /// The folder of a path; a dot if it names none.
  package static func folder(of path: String) -> String {
    // Of a path as it was given, also where it names a folder twice or ends with a slash.
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path.
  package static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// The path behind symbolic links; the path itself if it leads nowhere.
  package static func resolved(_ path: String) -> String {
    guard let pointer = realpath(path, nil) else { return path }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// Creates a folder and those it lies in, for their owner alone, as far as they are missing.
  package static func createFolders(_ path: String) throws(SystemError) {
    guard !exists(path) else { return }
    try createFolders(folder(of: path))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SystemError(rawValue: errno) }
  }

  /// Removes a file, if it is there, so that it stays away after a power cut.
  package static func remove(_ path: String) throws(SystemError) {
    guard unlink(path) == 0 else {
      if errno == ENOENT { return }
      throw SystemError(rawValue: errno)
    }
    try syncFolder(of: path)
  }

  /// Puts one file in the place of another, so that it stays there after a power cut.
  package static func move(_ path: String, to target: String) throws(SystemError) {
    guard rename(path, target) == 0 else { throw SystemError(rawValue: errno) }
    try syncFolder(of: target)
  }

  /// Makes sure that what was created, renamed or removed in a folder is so after a power cut.
  private static func syncFolder(of path: String) throws(SystemError) {
    let folder = folder(of: path)
    try refusing {
      let descriptor = try FileDescriptor.open(folder, .readOnly, options: .closeOnExec)
      try descriptor.closeAfter {
        guard fsync(descriptor.rawValue) == 0 else { throw SystemError(rawValue: errno) }
      }
    }
  }

  /// The first bytes of a file, no more than so many; nil if it cannot be opened, empty if it cannot
  /// be read.
  package static func head(of path: String, count: Int) -> [UInt8]? {
    guard let descriptor = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else {
      return nil
    }
    var head = [UInt8](repeating: 0, count: count)
    let found = try? descriptor.closeAfter {
      try head.withUnsafeMutableBytes { try descriptor.read(into: $0) }
    }
    return Array(head.prefix(found ?? 0))
  }

  /// The whole content of a file.
  package static func read(_ path: String) throws(SystemError) -> [UInt8] {
    var input = try InputFile(path: path)
    var bytes: [UInt8] = []
    while try input.read(into: &bytes) {}
    return bytes
  }
}
