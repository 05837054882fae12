/// The units that numbers are written with.
enum UnitText {
  /// The longest unit, in bytes.
  private static let limit = 12

  private static let signs: Set<String> = [
    "€", "$", "£", "¥", "₹", "₩", "₺", "₽", "₪", "₫", "฿", "₴", "₦", "₱", "R$", "A$", "C$", "HK$",
    "NZ$", "S$", "kr", "kr.", "Kč", "zł", "Ft", "Fr", "Fr.", "lei", "Rs", "Rs.",
  ]

  private static let codes: Set<String> = [
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP",
    "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "KES", "KRW", "MAD", "MXN", "MYR", "NGN", "NOK",
    "NZD", "PHP", "PLN", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH",
    "VND", "ZAR",
  ]

  /// Units that stand right behind a number; `3B` and `12A` are names rather than quantities.
  private static let measures: Set<String> = [
    "%", "‰", "°", "°C", "°F", "kg", "g", "mg", "µg", "μg", "t", "lb", "lbs", "oz", "km", "m", "cm",
    "mm", "µm", "μm", "nm", "mi", "ft", "in", "yd", "m²", "m2", "m³", "m3", "km²", "ha", "l", "L",
    "ml", "mL", "cl", "s", "sec", "ms", "µs", "μs", "ns", "min", "h", "hr", "hrs", "d", "km/h",
    "kmh", "mph", "m/s", "W", "kW", "MW", "Wh", "kWh", "MWh", "V", "mV", "mA", "Hz", "kHz", "MHz",
    "GHz", "kB", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "bar", "mbar", "Pa", "hPa", "kPa",
    "psi", "kcal", "cal", "kJ", "J", "px", "pt", "dB", "bpm", "rpm", "ppm",
  ]

  private static let aliases = [
    "EUR": "€", "Euro": "€", "USD": "$", "US$": "$", "GBP": "£", "JPY": "¥",
  ]

  /// The usual spelling of a currency; nil for anything else.
  static func currency(_ text: String) -> String? {
    if let alias = aliases[text] { return alias }
    return signs.contains(text) || codes.contains(text) ? text : nil
  }

  /// The usual spelling of what stands behind a number; nil if it is no unit.
  ///
  /// A word that is set apart may be any unit.
  static func unit(_ text: String, isApart: Bool) -> String? {
    if let currency = currency(text) { return currency }
    if measures.contains(text) { return text }
    guard isApart, text.utf8.count <= limit else { return nil }
    let isWord = text.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || scalar == "/" || scalar == "." || scalar == "²"
        || scalar == "³"
    }
    return isWord ? text : nil
  }
}
