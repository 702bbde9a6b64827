internal import LinearAlgebra
internal import Regimes

/// One institution takes over everything that another has, owes, trades and is due.
///
/// Balance sheets add; positions and contracts are novated; claims and contracts between the two end on both
/// sides; lines, orders and events that name the one name the other. What is left of it is an empty sheet that
/// does nothing and costs nothing (`Standing.mergedInto`). No cash, token, position or claim on others appears or
/// vanishes, so that every conservation law holds across it.
extension World {
  mutating func takeOver(_ target: Int, by buyer: Int, equity: Double) {
    let before = equities()
    addStocks(of: target, to: buyer)
    addClaims(of: target, to: buyer)
    addContracts(of: target, to: buyer)
    rename(target, to: buyer)
    addMemory(of: target, to: buyer)
    addBehaviour(of: target, to: buyer)
    standing[target].mergedInto = buyer
    footprint.places[buyer] = Set(footprint.places[buyer] + footprint.places[target]).sorted()
    footprint.places[target] = []
    layout = Layout(specification, regime: regime)
    portfolios[buyer] = portfolio(of: buyer)
    portfolios[target] = []
    marginIsStale = true
    bookTakeOver(target, buyer, before)
    record(.merger, who: buyer, toWhom: target, amount: equity)
  }

  /// Cash, tokens, margin, funds, what is on the way, and what is outside the model.
  private mutating func addStocks(of target: Int, to buyer: Int) {
    for asset in 0..<layout.assets {
      for zone in 0..<layout.zones {
        holdings[buyer, zone, asset] += holdings[target, zone, asset]
        holdings[target, zone, asset] = 0
      }
      for venue in 0..<layout.venues {
        posted[buyer, venue, asset] += posted[target, venue, asset]
        posted[target, venue, asset] = 0
      }
    }
    for venue in 0..<layout.venues {
      funds[buyer, venue] += funds[target, venue]
      funds[target, venue] = 0
    }
    for zone in 0..<layout.zones {
      inboundCash[buyer * layout.zones + zone] += inboundCash[target * layout.zones + zone]
      inboundCash[target * layout.zones + zone] = 0
    }
    externalAssets[buyer] += externalAssets[target]
    externalAssets[target] = 0
    externalLiabilities[buyer] += externalLiabilities[target]
    externalLiabilities[target] = 0
  }

  /// Claims on and of others; those between the two end.
  private mutating func addClaims(of target: Int, to buyer: Int) {
    for layer in ClaimLayer.allCases {
      for other in 0..<layout.institutions {
        let asset = claims.face(layer, creditor: target, debtor: other)
        if asset != 0 {
          claims.add(-asset, layer: layer, creditor: target, debtor: other)
          if other != buyer { claims.add(asset, layer: layer, creditor: buyer, debtor: other) }
        }
        let debt = claims.face(layer, creditor: other, debtor: target)
        if debt != 0 {
          claims.add(-debt, layer: layer, creditor: other, debtor: target)
          if other != buyer { claims.add(debt, layer: layer, creditor: other, debtor: buyer) }
        }
      }
    }
  }

  /// Positions at venues, with their margin and gains, and contracts off venues.
  private mutating func addContracts(of target: Int, to buyer: Int) {
    for venue in 0..<layout.venues {
      let (from, to) = (target * layout.venues + venue, buyer * layout.venues + venue)
      marginRequired[to] += marginRequired[from]
      marginRequired[from] = 0
      gains[to] += gains[from]
      gains[from] = 0
      for asset in 1..<layout.assets where positions[target, venue, asset] != 0 {
        let gain =
          contractGain(buyer, venue, asset) + contractGain(target, venue, asset)
        positions[buyer, venue, asset] += positions[target, venue, asset]
        positions[target, venue, asset] = 0
        marginModels?.gains[buyer, venue, asset] = gain
        marginModels?.positions[buyer, venue, asset] = positions[buyer, venue, asset]
      }
    }
    for index in bilateral.sides(of: target) {
      let side = bilateral[index]
      if side.counterparty == buyer {
        for each in [index, side.mirror] {
          holdings[bilateral[each].holder, side.zone, 0] += bilateral[each].posted
        }
        bilateral.clear(index)
      } else {
        bilateral.novate(index, to: buyer)
      }
    }
    // What the pair's margin set free is the buyer's too.
    for zone in 0..<layout.zones {
      holdings[buyer, zone, 0] += holdings[target, zone, 0]
      holdings[target, zone, 0] = 0
    }
  }

  /// What names the one names the other.
  private mutating func rename(_ target: Int, to buyer: Int) {
    func heir(_ node: Int) -> Int { node == target ? buyer : node }
    for index in dues.indices {
      dues[index].debtor = heir(dues[index].debtor)
      dues[index].creditor = heir(dues[index].creditor)
    }
    dues.removeAll { $0.debtor == $0.creditor }
    for index in orders.indices where orders[index].trader == .institution(target) {
      orders[index].trader = .institution(buyer)
    }
    for index in transfers.indices { transfers[index].node = heir(transfers[index].node) }
    for index in custody.indices {
      custody[index].client = heir(custody[index].client)
      custody[index].custodian = heir(custody[index].custodian)
    }
    custody.removeAll { $0.client == $0.custodian }
    for index in bilateral.replacements.indices {
      bilateral.replacements[index].survivor = heir(bilateral.replacements[index].survivor)
    }
    for index in pools.all.indices {
      for place in pools.all[index].providers.indices {
        pools.all[index].providers[place].node = heir(pools.all[index].providers[place].node)
      }
    }
    for index in pools.attacks.indices where pools.attacks[index].attacker?.institution == target {
      pools.attacks[index].attacker?.institution = buyer
    }
    for index in coins.queue.indices { coins.queue[index].holder = heir(coins.queue[index].holder) }
    coins.holders.removeAll { $0.node == target }
    renamePledges(target, to: buyer)
    renameLines(target, to: buyer)
    for index in specification.events.indices {
      specification.events[index].kind.rename(target, to: buyer)
    }
    for i in specification.institutions.indices {
      for index in specification.institutions[i].custody.indices {
        let custodian = specification.institutions[i].custody[index].custodian
        specification.institutions[i].custody[index].custodian = heir(custodian)
      }
      for index in specification.institutions[i].behaviour.backstops.indices {
        let kept = specification.institutions[i].behaviour.backstops[index].institution
        specification.institutions[i].behaviour.backstops[index].institution = heir(kept)
      }
      specification.institutions[i].behaviour.backstops.removeAll { $0.institution == i }
    }
  }

  /// Pledges of the one are the other's; a pledge between them goes back to its owner.
  private mutating func renamePledges(_ target: Int, to buyer: Int) {
    for index in pledges.indices {
      if pledges[index].borrower == target { pledges[index].borrower = buyer }
      if pledges[index].lender == target { pledges[index].lender = buyer }
      let pledge = pledges[index]
      if pledge.borrower == pledge.lender {
        holdings[buyer, pledge.zone, pledge.asset] += pledge.units
      }
    }
    pledges.removeAll { $0.borrower == $0.lender }
  }

  /// Lines to and of the one are the other's; a line between them is closed.
  private mutating func renameLines(_ target: Int, to buyer: Int) {
    for index in specification.creditLines.indices {
      let line = specification.creditLines[index]
      let lender = line.lender == target ? buyer : line.lender
      let borrower = line.borrower == target ? buyer : line.borrower
      specification.creditLines[index].lender = lender
      specification.creditLines[index].borrower = borrower
      if lender == borrower {
        specification.creditLines[index].limit = 0
        creditLines.owed[index] = LoanBalance()
      }
    }
  }

  /// What later changes are measured against, what others have seen, and what authorities have lent.
  private mutating func addMemory(of target: Int, to buyer: Int) {
    func add(_ path: WritableKeyPath<World, [Double]>) {
      self[keyPath: path][buyer] += self[keyPath: path][target]
      self[keyPath: path][target] = 0
    }
    add(\.referenceEquity)
    add(\.referenceAssets)
    add(\.restatedEquity)
    for asset in 0..<layout.assets {
      startUnits[buyer * layout.assets + asset] += startUnits[target * layout.assets + asset]
      startUnits[target * layout.assets + asset] = 0
    }
    for row in seenEquity.indices { add(\.seenEquity[row]) }
    for row in supervision.seenAssets.indices { add(\.supervision.seenAssets[row]) }
    standing[buyer].marginAddOn = max(standing[buyer].marginAddOn, standing[target].marginAddOn)
    if let facility = supervision.measures.facility[target] {
      supervision.measures.facility[buyer] = facility + (supervision.measures.facility[buyer] ?? 0)
      supervision.measures.facility[target] = nil
    }
    supervision.measures.supportOwed[buyer].principal +=
      supervision.measures.supportOwed[target].principal
    supervision.measures.supportOwed[buyer].interest +=
      supervision.measures.supportOwed[target].interest
    supervision.measures.supportOwed[target] = LoanBalance()
  }

  /// Sizes add: depth that is quoted, revenue of a market; whatever else the one did, it does no more.
  private mutating func addBehaviour(of target: Int, to buyer: Int) {
    let old = specification.institutions[target].behaviour
    if let making = old.marketMaking {
      specification.institutions[buyer].behaviour.marketMaking?.depth += making.depth
    }
    if let choice = old.footprint {
      if specification.institutions[buyer].behaviour.footprint == nil {
        specification.institutions[buyer].behaviour.footprint = choice
      } else {
        specification.institutions[buyer].behaviour.footprint?.revenue += choice.revenue
      }
    }
    specification.institutions[target].behaviour = Behaviour()
    specification.institutions[buyer].custody += specification.institutions[target].custody
    specification.institutions[target].custody = []
    let places =
      specification.institutions[buyer].operatesIn + specification.institutions[target].operatesIn
    specification.institutions[buyer].operatesIn = Set(places).sorted()
  }

  /// The one's equity passes to the other; the rest of what changes is claims that ended or changed their debtor.
  private mutating func bookTakeOver(_ target: Int, _ buyer: Int, _ before: [Double]) {
    let after = equities()
    gain(-before[target], target, .outside)
    gain(before[target], buyer, .outside)
    for i in 0..<layout.institutions where i != target {
      let expected = before[i] + (i == buyer ? before[target] : 0)
      gain(after[i] - expected, i, .counterparty)
    }
    gain(after[target], target, .counterparty)
  }
}
