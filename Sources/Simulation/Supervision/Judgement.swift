internal import Randomness
internal import Regimes

/// How a picture becomes a finding, and a finding a decision, by the style of an authority.
///
/// - ad hoc: the letter of the rule on the plain picture, with an error of judgement;
/// - principles: the stressed picture, with an error of judgement;
/// - technical: the plain picture in code, at once and without forbearance; a rule may be wrong for an
///   institution, and false positives act.
///
/// Forbearance, that authorities see and do not act, is the discretion that code does not have (Kane
/// 1989, *The S&L Insurance Mess*; Mailath and Mester 1994, doi:10.1006/jfin.1994.1016; Brown and Dinç 2011,
/// doi:10.1093/rfs/hhp039): a share of findings that is drawn once for an institution and its authority, or
/// once for an institution in a college. Off where the share is zero.
extension World {
  /// Whether an authority takes what it sees for a breach, by its style and its error of judgement.
  func judges(_ seen: Sight, institution i: Int, authority: Int) -> Bool {
    let rules = rulebook(ofAuthority: authority)
    let ratio =
      switch rules.enforcementStyle {
      case .adHoc: seen.plain
      case .principles: seen.stressed
      case .technical: seen.plain
      }
    if seen.isInspected { return ratio < breachRatio(rules) }
    if case .technical = rules.enforcementStyle {
      return ratio < breachRatio(rules) && !isMissedByCode(i, authority: authority)
        || isFalsePositive(i)
    }
    let purpose: Purpose
    let key: UInt64
    if case .college = regime.coordination {
      purpose = .commonJudgement
      key = 0
    } else {
      purpose = .judgement
      key = authorityKey(authority)
    }
    var draw = luck.stream(
      purpose, tick: tick, entity: entityKey(specification.institutions[i].id) ^ key)
    let error = specification.supervision.judgementError * draw.normal()
    return ratio + error < breachRatio(rules)
  }

  private func isFalsePositive(_ i: Int) -> Bool {
    let settings = specification.supervision
    guard settings.falsePositivePerHour > 0 else { return false }
    var draw = luck.stream(
      .falsePositive, tick: tick, entity: entityKey(specification.institutions[i].id))
    return draw.uniform() < settings.falsePositivePerHour * settings.intervalHours
  }

  /// Whether the code of an authority is wrong about an institution, for as long as the run.
  ///
  /// With the probability of the regime's commonality one draw decides for all authorities that run code of
  /// the same standard, else each has its own; the share of institutions missed is the same in either case.
  private func isMissedByCode(_ i: Int, authority: Int) -> Bool {
    let rate = specification.supervision.ruleErrorRate
    guard rate > 0 else { return false }
    let key = entityKey(specification.institutions[i].id)
    var own = luck.stream(.ruleError, tick: 0, entity: key ^ authorityKey(authority))
    var common = luck.stream(
      .commonRuleError, tick: 0,
      entity: key ^ entityKey(rulebook(ofAuthority: authority).contractStandard))
    let choosesCommon = own.uniform() < regime.commonality
    let ownDraw = own.uniform()
    return (choosesCommon ? common.uniform() : ownDraw) < rate
  }

  /// Whether those who decide will let a finding rest; code never does.
  func forbears(toward i: Int) -> Bool {
    let share = specification.supervision.forbearance
    guard share > 0, rulebook(of: i).enforcementStyle != .technical else { return false }
    var key = entityKey(specification.institutions[i].id)
    if case .college = regime.coordination {
      key ^= entityKey("college")
    } else {
      key ^= authorityKey(layout.homePerimeter[i])
    }
    var draw = luck.stream(.forbearance, tick: 0, entity: key)
    return draw.uniform() < share
  }
}
