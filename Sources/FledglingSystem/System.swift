#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Calls of the operating system beside files.
package enum System {
  /// The error of the last C call, in words.
  package static var reason: String { SystemError(rawValue: errno).description }

  /// The number of this process.
  package static var processID: Int { Int(getpid()) }

  /// Seconds on a clock that never goes back.
  package static var seconds: Double { seconds(of: CLOCK_MONOTONIC) }

  /// Seconds since 1970.
  package static var now: Double { seconds(of: CLOCK_REALTIME) }

  private static func seconds(of clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// How much CPU time this process has used so far, in seconds, and the most memory it held, in bytes.
  package static var usage: (cpuSeconds: Double, peakMemoryBytes: Int) {
    var usage = rusage()
    // RUSAGE_SELF, which has another type on each system.
    getrusage(0, &usage)
    #if canImport(Darwin)
      let unit = 1
    #else
      let unit = 1_024
    #endif
    let cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    return (cpu, Int(usage.ru_maxrss) * unit)
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
  }

  /// Writes all bytes to an open file, a pipe or a terminal, waiting if need be.
  ///
  /// - Returns: false if the system refused; ``reason`` and `errno` say why.
  package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
