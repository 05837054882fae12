extension EpisodeMonitor {
  /// Takes in a step, and predicts the end of its episode.
  ///
  /// ```swift
  /// let forecast = try monitor.step(
  ///   ["activity": "triage", "priority": 2], of: "case 17", at: 1_704_067_200)
  /// ```
  ///
  /// - Parameters:
  ///   - row: values by the names of their fields; a field that is not among them is missing.
  ///   - episode: the episode's name; one that is new begins here.
  ///   - order: orders the steps of an episode: a number, or seconds since 1970.
  /// - Returns: the forecast after the step.
  /// - Throws: ``MonitorError``; the monitor is then as it was.
  @discardableResult
  public mutating func step(
    _ row: [String: Value], of episode: String, at order: Double
  ) throws(MonitorError) -> Forecast {
    let values: [Value]
    do { values = try schema.values(of: row) } catch { throw .unfit(error) }
    return try step(values, of: episode, at: order)
  }
}
