/// A kind of file that is no table of text, known by its first bytes.
struct ForeignFormat {
  /// The kind of the file, to follow "is".
  let kind: String
  /// A sentence that says what to do.
  let remedy: String

  /// The kind of file that begins with some bytes, if it is one of those that are named here.
  static func find(_ head: [UInt8]) -> ForeignFormat? {
    known.first { head.starts(with: $0.0) }.map { $0.1 }
  }

  private static let known: [([UInt8], ForeignFormat)] =
    compressed(
      "xz", [0xfd, 0x37, 0x7a, 0x58], "xz -d")
    + compressed("zstd", [0x28, 0xb5, 0x2f, 0xfd], "zstd -d")
    + (UInt8(ascii: "1")...UInt8(ascii: "9")).flatMap {
      compressed("bzip2", Array("BZh".utf8) + [$0, 0x31, 0x41], "bunzip2")
    }
    + compressed("LZ4", [0x04, 0x22, 0x4d, 0x18], "lz4 -d")
    + compressed("lzip", Array("LZIP".utf8) + [1], "lzip -d")
    + compressed("compress", [0x1f, 0x9d], "uncompress")
    + compressed("7-Zip", [0x37, 0x7a, 0xbc, 0xaf], "7z x")
    + compressed("RAR", Array("Rar!".utf8) + [0x1a], "unrar x")
    + [[3, 4], [5, 6]].map {
      (
        Array("PK".utf8) + $0,
        ForeignFormat(
          kind: "a zip archive, as .zip, .xlsx and .ods files are",
          remedy: "only gzip is read; unpack it, or save the sheet as CSV")
      )
    }
    + binary
    + text

  private static func compressed(
    _ name: String, _ head: [UInt8], _ command: String
  ) -> [([UInt8], ForeignFormat)] {
    [
      (
        head,
        ForeignFormat(
          kind: "compressed with \(name)", remedy: "only gzip is read; unpack it (\(command))")
      )
    ]
  }

  private static let binary: [([UInt8], ForeignFormat)] = [
    ([0xd0, 0xcf, 0x11, 0xe0], ForeignFormat(kind: "an old Excel file", remedy: asCSV)),
    (Array("%PDF-".utf8), ForeignFormat(kind: "a PDF", remedy: asCSV)),
    (Array("PAR1".utf8) + [0x15], ForeignFormat(kind: "a Parquet file", remedy: asCSV)),
    (Array("ARROW1".utf8) + [0, 0], ForeignFormat(kind: "an Arrow file", remedy: asCSV)),
    (Array("FEA1".utf8) + [0], ForeignFormat(kind: "a Feather file", remedy: asCSV)),
    (Array("Obj".utf8) + [1], ForeignFormat(kind: "an Avro file", remedy: asCSV)),
    (
      Array("SQLite format 3".utf8),
      ForeignFormat(
        kind: "an SQLite database", remedy: "save the table as CSV (sqlite3 -header -csv)")
    ),
    ([0x89, 0x48, 0x44, 0x46], ForeignFormat(kind: "an HDF5 file", remedy: asCSV)),
    (Array("RDX2\n".utf8), rData), (Array("RDX3\n".utf8), rData),
    ([0x58, 0x0a, 0x00, 0x00, 0x00], rData),
    ([0x80, 0x04, 0x95], ForeignFormat(kind: "a Python pickle", remedy: "save it with to_csv")),
    ([0x80, 0x05, 0x95], ForeignFormat(kind: "a Python pickle", remedy: "save it with to_csv")),
    (Array("<stata_dta>".utf8), ForeignFormat(kind: "a Stata file", remedy: asCSV)),
    (Array("$FL2".utf8), ForeignFormat(kind: "an SPSS file", remedy: asCSV)),
    (
      [0x93] + Array("NUMPY".utf8),
      ForeignFormat(kind: "a NumPy array", remedy: "give it the extension .npy")
    ),
    ([0x89, 0x50, 0x4e, 0x47], ForeignFormat(kind: "a PNG picture", remedy: aTable)),
    ([0xff, 0xd8, 0xff], ForeignFormat(kind: "a JPEG picture", remedy: aTable)),
    ([0xff, 0xfe, 0, 0], utf32), ([0, 0, 0xfe, 0xff], utf32),
  ]

  private static let text: [([UInt8], ForeignFormat)] =
    ["<!DOCTYPE html", "<!doctype html", "<html", "<HTML"].map {
      (Array($0.utf8), ForeignFormat(kind: "a web page", remedy: "download the table itself"))
    } + [
      (Array("<?xml".utf8), ForeignFormat(kind: "XML", remedy: asCSV)),
      (Array("{\\rtf".utf8), ForeignFormat(kind: "an RTF document", remedy: asCSV)),
      (
        Array("version https://".utf8),
        ForeignFormat(kind: "a pointer to a file in Git LFS", remedy: "fetch it (git lfs pull)")
      ),
    ]

  private static let rData = ForeignFormat(
    kind: "a file of R data", remedy: "save it with write.csv")
  private static let utf32 = ForeignFormat(
    kind: "UTF-32", remedy: "convert it to UTF-8 (iconv -f UTF-32 -t UTF-8)")
  private static let asCSV = "save the table as CSV"
  private static let aTable = "name a table"
}
