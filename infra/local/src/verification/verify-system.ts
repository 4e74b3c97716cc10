import { type ServiceName, services } from '../repository.ts'
import { checkClearing, checkValues, checkVouchersAgainstStock, type Flow } from './across-services.ts'
import { checkAuditChains } from './audit-chains.ts'
import { checkBudgets } from './budgets.ts'
import { checkEstimatesTakenBack, checkGoodsInTransit } from './clearing-accounts.ts'
import { checkCredit } from './customer-credit.ts'
import { checkDocumentsInStock, checkLegs } from './documents-in-stock.ts'
import { asAtRest, type Finding } from './finding.ts'
import { checkCommands, checkCopies, checkDelivery } from './messages-between-services.ts'
import { checkOpenItems } from './open-items.ts'
import { checkMessages } from './outbox-and-inbox.ts'
import { checkPurchases } from './purchases.ts'
import { checkSales } from './sales.ts'
import { checkShippedGoods } from './shipped-goods.ts'
import { openSnapshot, type Snapshot } from './snapshot.ts'
import { checkStock } from './stock.ts'
import { checkVouchers } from './vouchers.ts'

export interface VerifyOptions {
  /** Nothing is under way any more: what is unfinished is then broken. */
  readonly atRest?: boolean
}

/**
 * Checks the invariants of the whole system in its databases, given a superuser's connection string for each. Safe while
 * the system works: it locks nothing, and counts what is on its way.
 */
export async function verifySystem(
  databaseUrls: Readonly<Record<ServiceName, string>>,
  { atRest = false }: VerifyOptions = {},
): Promise<Finding[]> {
  const snapshots: Snapshot[] = []
  const open = async (service: ServiceName) => {
    const snapshot = await openSnapshot(service, databaseUrls[service])
    snapshots.push(snapshot)
    return snapshot
  }
  try {
    // Against the current, so that nothing that an earlier one holds can be missing from a later one.
    const finance = await open('finance')
    const inventory = await open('inventory')
    const procurement = await open('procurement')
    const sales = await open('sales')
    for (const service of services) if (!snapshots.some((one) => one.service === service)) await open(service)
    const findings = await checkAll({ finance, inventory, procurement, sales }, snapshots)
    return (atRest ? findings.map(asAtRest) : findings).sort((left, right) => left.invariant - right.invariant)
  } finally {
    await Promise.all(snapshots.map((snapshot) => snapshot.close()))
  }
}

async function checkAll(flow: Flow, snapshots: readonly Snapshot[]): Promise<Finding[]> {
  const findings = [
    ...(await checkVouchers(flow.finance)),
    ...(await checkOpenItems(flow.finance)),
    ...(await checkBudgets(flow)),
    ...(await checkStock(flow.inventory)),
    ...(await checkPurchases(flow.procurement)),
    ...(await checkSales(flow.sales)),
    ...(await checkCredit(flow)),
    await checkValues(flow),
    await checkClearing(flow),
    await checkGoodsInTransit(flow),
    await checkEstimatesTakenBack(flow),
    ...(await checkShippedGoods(flow)),
    await checkVouchersAgainstStock(flow),
    await checkDocumentsInStock(flow),
    await checkLegs(flow),
    await checkDelivery(snapshots),
    await checkCommands(flow),
    await checkCopies(snapshots),
    ...(await checkAuditChains(snapshots)),
  ]
  for (const snapshot of snapshots) findings.push(...(await checkMessages(snapshot)))
  return findings
}
