package import Formats
package import Simulation

/// A metric as a column, and back from the data package.
extension Column {
  package init(metric: MetricDescription) {
    self.init(
      metric.name, .number, unit: metric.unit, metric.meaning,
      properties: [
        JSONMember("group", .string(metric.group.rawValue)),
        JSONMember("level", .string(metric.level.rawValue)),
        JSONMember("cadence", .string(metric.cadence)),
        JSONMember("direction", .string(metric.direction.rawValue)),
      ] + (metric.headlineQuestion.map { [JSONMember("question", .string($0))] } ?? []))
  }
}

extension MetricDescription {
  /// The metric that a field of the data package describes; nil for another column.
  package init?(field: JSONValue) {
    guard let name = field["name"]?.text, let unit = field["unit"]?.text,
      let meaning = field["description"]?.text,
      let group = field["group"]?.text.flatMap(MetricGroup.init(rawValue:)),
      let level = field["level"]?.text.flatMap(MetricLevel.init(rawValue:)),
      let cadence = field["cadence"]?.text,
      let direction = field["direction"]?.text.flatMap(MetricDirection.init(rawValue:))
    else { return nil }
    self.init(
      name, unit: unit, meaning, group: group, level: level, cadence: cadence,
      direction: direction, headlineQuestion: field["question"]?.text)
  }
}
