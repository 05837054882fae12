extension EpisodeMonitor {
  /// Adds a step, and predicts the end of its episode.
  ///
  /// ```swift
  /// let forecast = try monitor.step(
  ///   ["activity": "triage", "priority": 2], of: "case 17", at: 1_704_067_200)
  /// ```
  ///
  /// - Parameters:
  ///   - row: values by field name; a field without a value is missing.
  ///   - episode: the episode's name; a new name starts an episode.
  ///   - order: the order of the step within its episode: a number, or seconds since 1970.
  /// - Returns: the forecast after the step.
  /// - Throws: ``MonitorError``; the monitor is unchanged then.
  @discardableResult
  public mutating func step(
    _ row: [String: Value], of episode: String, at order: Double
  ) throws(MonitorError) -> Forecast {
    let values: [Value]
    do { values = try schema.values(of: row) } catch { throw .unfit(error) }
    return try step(values, of: episode, at: order)
  }
}
