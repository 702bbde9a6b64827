internal import Randomness

/// What a draw is for; each purpose has streams of its own.
enum Purpose: UInt32 {
  case assetReturn = 1
  case hazard
  case commonHazard
  case migration
  case report
  case judgement
  case commonJudgement
  case falsePositive
  case message = 40
  case commonMessage
  case inspection = 60
  case forbearance = 61
  case ruleError = 62
  case commonRuleError = 63
  case proofSample = 64
  case concealment = 65
  case leafNonce = 66
  case attestedAccess = 67
}

/// The keyed draws of one replicate: regimes meet the same luck, and one more entity changes nobody else's.
struct Luck: Sendable {
  let seed: UInt64
  let replicate: UInt32

  func stream(_ purpose: Purpose, tick: Int, entity: UInt64) -> Stream {
    Stream(
      seed: seed, replicate: replicate, purpose: purpose.rawValue,
      tick: UInt32(truncatingIfNeeded: tick),
      entity: entity)
  }
}
