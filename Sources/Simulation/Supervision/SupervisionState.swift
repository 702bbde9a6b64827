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
  /// Institutions whose breach was found and on which nobody will act.
  var isForborne: [Bool]
  /// Tick before which outgoing cash of an institution may not leave a zone, by zone and institution.
  var fencedUntil: [Int]
  /// Measures that go on after the decision.
  var measures: Measures
  /// False reports and their discovery.
  var misreports: MisreportState
  /// What venues have committed to.
  var attestation: AttestationState
  /// Assets at the ends of ticks, for those who see them late; kept as far back as anyone looks.
  var seenAssets: [[Double]] = []
  var falseAlarms = 0
  /// Sum and number of |seen − true| equity ratios, for the error of the picture.
  var pictureError = 0.0
  var pictures = 0
  /// The same for equity ratios under stress.
  var stressError = 0.0
  var stressPictures = 0
  /// The first measure that an authority took.
  var firstMeasure: FirstMeasure?

  init(_ layout: Layout) {
    breachTick = [Int?](repeating: nil, count: layout.institutions)
    detectionTick = breachTick
    decidedFor = breachTick
    hasActed = [Bool](repeating: false, count: layout.institutions)
    isForborne = hasActed
    fencedUntil = [Int](repeating: 0, count: layout.zones * layout.institutions)
    measures = Measures(layout)
    misreports = MisreportState(layout)
    attestation = AttestationState(layout)
  }
}

/// Where the first measure was taken, and what institutions were worth then.
struct FirstMeasure: Sendable {
  let zone: Int
  let equity: [Double]
}
