import CZlib

/// Inflates gzip data of one or more members.
final class GzipInflater {
  private let file: RawFile
  private let input: UnsafeMutableRawBufferPointer
  // zlib keeps the address of its stream.
  private let stream: UnsafeMutablePointer<z_stream>
  private let isReady: Bool
  private var isFinished = false

  /// `head` are bytes that were taken from the file before.
  init(file: RawFile, head: UnsafeRawBufferPointer, chunk: Int) {
    self.file = file
    input = .allocate(byteCount: max(chunk, head.count), alignment: 16)
    input.copyMemory(from: head)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let detectGzipOnly: Int32 = 15 + 16
    isReady =
      inflateInit2_(stream, detectGzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      == Z_OK
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(head.count)
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deallocate()
    input.deallocate()
  }

  /// Waits for at least one inflated byte; 0 is the end of the data.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    guard isReady else {
      throw .unreadable(file: file.name, reason: "zlib could not be started")
    }
    let room = min(buffer.count, Int(Int32.max))
    guard !isFinished, room > 0 else { return 0 }
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    while stream.pointee.avail_out == UInt32(room) {
      if stream.pointee.avail_in == 0, try !refill() {
        throw .truncatedGzip(file: file.name, offset: file.offset)
      }
      let status = inflate(stream, Z_NO_FLUSH)
      switch status {
      case Z_OK, Z_BUF_ERROR: continue
      case Z_STREAM_END:
        guard try startNextMember() else {
          isFinished = true
          return room - Int(stream.pointee.avail_out)
        }
      default: throw corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "code \(status)")
      }
    }
    return room - Int(stream.pointee.avail_out)
  }

  private func refill() throws(TableError) -> Bool {
    let count = try file.read(into: input)
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
    return count > 0
  }

  private func startNextMember() throws(TableError) -> Bool {
    while true {
      if stream.pointee.avail_in == 0, try !refill() { return false }
      guard let next = stream.pointee.next_in else { return false }
      // Tapes and block devices pad the last member with zeros.
      if next.pointee == 0 {
        stream.pointee.next_in = next + 1
        stream.pointee.avail_in -= 1
        continue
      }
      guard next.pointee == 0x1f else { throw corrupt("other bytes follow the compressed data") }
      return inflateReset(stream) == Z_OK
    }
  }

  private func corrupt(_ reason: String) -> TableError {
    let offset = file.offset - Int(stream.pointee.avail_in)
    return .corruptGzip(file: file.name, offset: offset, reason: reason)
  }
}
