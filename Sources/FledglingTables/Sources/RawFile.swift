#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of an open file as they are on disk, or of a text in memory.
final class RawFile {
  let name: String
  private(set) var offset = 0
  private let descriptor: Int32
  private let isOwned: Bool
  private var isFinished = false
  private var memory: ArraySlice<UInt8>?

  init(path: String) throws(TableError) {
    guard path != "-" else {
      name = "standard input"
      descriptor = 0
      isOwned = false
      return
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      throw code == ENOENT || code == ENOTDIR
        ? .missingFile(file: path)
        : .unreadable(file: path, reason: RawFile.reason(code))
    }
    self.name = path
    self.descriptor = descriptor
    self.isOwned = true
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw .directory(file: path)
    }
  }

  init(descriptor: Int32, name: String) {
    self.name = name
    self.descriptor = descriptor
    self.isOwned = true
  }

  init(memory: [UInt8], name: String) {
    self.name = name
    self.memory = memory[...]
    descriptor = -1
    isOwned = false
  }

  /// Whether all that will come is there: an ordinary file, or a text in memory.
  var isAtHand: Bool {
    guard memory == nil else { return true }
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  /// Waits for at least one byte; 0 is the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    guard !isFinished, !buffer.isEmpty else { return 0 }
    if let memory {
      let next = memory.prefix(buffer.count)
      buffer.copyBytes(from: next)
      self.memory = memory.dropFirst(next.count)
      offset += next.count
      return next.count
    }
    while true {
      let count = systemRead(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 {
        let code = errno
        if code == EINTR { continue }
        if code == EISDIR { throw .directory(file: name) }
        throw .readFailure(file: name, offset: offset, reason: RawFile.reason(code))
      }
      // A terminal can be read again after its end was announced.
      isFinished = count == 0
      offset += count
      return count
    }
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int
{
  read(descriptor, bytes, count)
}
