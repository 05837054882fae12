/// The sizes beyond which a table is refused.
public enum TableLimits {
  /// The largest number of bytes of one record: 16 MiB.
  public static let recordBytes = 16 << 20
  /// The largest number of columns.
  public static let columns = 4_096
  /// The largest number of bytes of one cell that is not a text field: 64 KiB.
  public static let cellBytes = 65_536
}
