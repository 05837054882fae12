import TestSupport
import Fledgling
import Testing

@testable import FledglingTables

/// An .npy file of version 1.
func npy(_ kind: String, _ shape: [Int], _ data: [UInt8], order: String = "False") -> [UInt8] {
  let sides = shape.map { "\($0)," }.joined()
  let header = "{'descr': '\(kind)', 'fortran_order': \(order), 'shape': (\(sides)), }\n"
  return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
    + data
}

func floats(_ numbers: [Float]) -> [UInt8] {
  numbers.flatMap { number in
    (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
  }
}

struct ArrayFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func rows(_ bytes: [UInt8]) throws -> [[Float]] {
    let file = try ArrayFile(path: scratch.write(bytes, "a.npy"))
    return try (0..<file.count).map { try file.numbers(row: $0) }
  }

  @Test func kinds() throws {
    #expect(try rows(npy("<f4", [2, 2], floats([1, -2.5, 3, 4]))) == [[1, -2.5], [3, 4]])
    #expect(try rows(npy("|i1", [2], [1, 0xff])) == [[1], [-1]])
    #expect(try rows(npy("|u1", [1, 2], [1, 0xff])) == [[1, 255]])
    #expect(try rows(npy("<i2", [1, 1], [0xfe, 0xff])) == [[-2]])
    #expect(try rows(npy(">i2", [1, 1], [0xff, 0xfe])) == [[-2]])
    #expect(try rows(npy("<i8", [1], [7, 0, 0, 0, 0, 0, 0, 0])) == [[7]])
    #expect(try rows(npy("<f8", [1], [0, 0, 0, 0, 0, 0, 0xf0, 0x3f])) == [[1]])
  }

  @Test func laterVersions() throws {
    var bytes = npy("<f4", [1], floats([5]))
    bytes[6] = 2
    bytes.insert(contentsOf: [0, 0], at: 10)
    #expect(try rows(bytes) == [[5]])
  }

  @Test func idx() throws {
    let bytes: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4]
    for data in [bytes, try scratch.gzip(bytes)] {
      let file = try ArrayFile(path: scratch.write(data, "images-idx3-ubyte"))
      #expect(file.shape == [2, 1, 2] && file.width == 2 && file.holdsImages)
      #expect(
        try file.image(row: 1) == ImageGrid(width: 2, height: 1, channels: 1, pixels: [3, 4]))
    }
    let labels = try ArrayFile(path: scratch.write([0, 0, 8, 1, 0, 0, 0, 2, 7, 9], "l"))
    #expect(try labels.label(row: 1) == "9")
  }

  @Test func refusals() throws {
    let whole = npy("<f4", [2, 2], floats([1, 2, 3, 4]))
    for bytes in [
      [], Array("a,b\n1,2\n".utf8), npy("<f4", [2], floats([1, 2]), order: "True"),
      npy("|O", [2], [1, 2]), npy("<c8", [1], floats([1, 2])), npy("<f4", [], floats([1])),
      npy("<f4", [-1], floats([1])), npy("<f4", [Int.max, Int.max], []),
      npy("<f4", [Int.max / 4, 1], []), npy("<f4", [2, 0], []), Array(whole.dropLast()),
      [0, 0, 8, 200, 1], [0, 0, 8, 1, 0xff, 0xff, 0xff, 0xff],
    ] {
      let path = try scratch.write(bytes, "a.npy")
      #expect(throws: TableError.self) { try ArrayFile(path: path) }
    }
    for count in whole.indices {
      let path = try scratch.write(Array(whole[..<count]), "a.npy")
      #expect(throws: TableError.self) { try ArrayFile(path: path) }
    }
    let missing = scratch.path("none.npy")
    #expect(
      failure { () throws(TableError) in _ = try ArrayFile(path: missing) }
        == .missingFile(file: missing))
  }
}
