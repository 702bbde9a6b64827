/// Why equity changed.
///
/// The signed channels of a tick add up to the change of system equity.
package enum Channel: Int, Sendable, CaseIterable {
  /// Fundamental values moved.
  case marketRevaluation
  /// A claim is worth less (or more) because of its debtor, dead weight apart.
  case counterparty
  /// Fees and discounts of forced closing; what traders, arbitrageurs and providers of pools gain of each other.
  case liquidity
  /// What longs and shorts of perpetuals pay each other.
  case funding
  /// Prices moved because somebody traded.
  case fireSale
  /// Losses that a fund, members or winners took over from a defaulter or a bankrupt account.
  case clearing
  /// Clients' assets stuck with a defaulted venue or custodian.
  case custody
  /// Fines.
  case enforcement
  /// Thefts and write-offs.
  case exploit
  /// Compliance and transition costs.
  case compliance
  /// External write-offs and other flows to or from outside.
  case outside
  /// The part of a counterparty loss that nobody receives: bankruptcy costs.
  case deadWeight

  package var name: String {
    switch self {
    case .marketRevaluation: "market_revaluation"
    case .counterparty: "counterparty"
    case .liquidity: "liquidity"
    case .funding: "funding"
    case .fireSale: "fire_sale"
    case .clearing: "clearing"
    case .custody: "custody"
    case .enforcement: "enforcement"
    case .exploit: "exploit"
    case .compliance: "compliance"
    case .outside: "outside"
    case .deadWeight: "dead_weight"
    }
  }
}

/// Signed changes of equity by channel since the start of the measured run.
struct ChannelBook: Sendable {
  /// By institution and channel.
  private var institutions: [Double]
  /// Of all accounts together, by channel.
  private(set) var clients: [Double]
  private let width = Channel.allCases.count

  init(institutions count: Int) {
    institutions = [Double](repeating: 0, count: count * Channel.allCases.count)
    clients = [Double](repeating: 0, count: Channel.allCases.count)
  }

  subscript(institution: Int, channel: Channel) -> Double {
    institutions[institution * width + channel.rawValue]
  }

  mutating func book(_ amount: Double, to institution: Int, _ channel: Channel) {
    institutions[institution * width + channel.rawValue] += amount
  }

  mutating func bookClients(_ amount: Double, _ channel: Channel) {
    clients[channel.rawValue] += amount
  }

  /// The channel's contribution to the change of system equity.
  func system(_ channel: Channel) -> Double {
    var sum = clients[channel.rawValue]
    var index = channel.rawValue
    while index < institutions.count {
      sum += institutions[index]
      index += width
    }
    return sum
  }
}
