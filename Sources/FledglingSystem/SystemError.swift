import SystemPackage

/// An error of the operating system; its description is the system's text.
package typealias SystemError = Errno

/// Runs calls of the system package, which throws nothing else.
func refusing<Result>(_ body: () throws -> Result) throws(SystemError) -> Result {
  do {
    return try body()
  } catch let error as SystemError {
    throw error
  } catch { throw .ioError }
}
