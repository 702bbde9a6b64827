/// What an institution must sell to bring its debt-to-equity ratio back to a target.
///
/// With equity `E = assets − debt`, selling `s` and repaying debt gives `(debt − s)/E = target`, so
/// `s = debt − target·E`: for one at its target before a loss, `target · loss`, as in Greenwood, Landier and
/// Thesmar (2015, doi:10.1016/j.jfineco.2014.11.006). Not negative (nothing is bought), at most the assets; an
/// institution without equity sells all.
///
/// - Parameters:
///   - assets: the value of what can be sold, after the loss.
///   - debt: money owed.
///   - targetLeverage: the target of debt over equity, not negative.
public func leverageTargetSales(assets: Double, debt: Double, targetLeverage: Double) -> Double {
  precondition(
    assets >= 0 && debt >= 0 && targetLeverage >= 0,
    "assets \(assets), debt \(debt), target \(targetLeverage)")
  let equity = assets - debt
  guard equity > 0 else { return assets }
  return min(assets, max(0, debt - targetLeverage * equity))
}
