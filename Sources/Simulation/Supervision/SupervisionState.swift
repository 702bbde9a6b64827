/// What authorities know and have decided.
///
/// There is one authority for each perimeter: the jurisdictions whose reports count in full among themselves.
struct SupervisionState: Sendable {
  /// First tick in which an institution was truly in breach of its authority's threshold.
  var breachTick: [Int?]
  /// First tick in which some authority saw a breach.
  var detectionTick: [Int?]
  /// Tick at which a decided measure takes effect, by institution.
  var decidedFor: [Int?]
  /// Institutions against which measures have been taken.
  var hasActed: [Bool]
  /// Tick before which outgoing cash of an institution may not leave a zone, by zone and institution.
  var fencedUntil: [Int]
  /// Assets at the ends of ticks, for those who see them late; kept as far back as anyone looks.
  var seenAssets: [[Double]] = []
  var falseAlarms = 0
  /// Sum and number of |seen − true| equity ratios, for the error of the picture.
  var pictureError = 0.0
  var pictures = 0

  init(_ layout: Layout) {
    breachTick = [Int?](repeating: nil, count: layout.institutions)
    detectionTick = breachTick
    decidedFor = breachTick
    hasActed = [Bool](repeating: false, count: layout.institutions)
    fencedUntil = [Int](repeating: 0, count: layout.zones * layout.institutions)
  }
}
