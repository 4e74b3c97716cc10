import { currencyColumn, idsIn, moneyColumn } from '@erp/service-kit'
import type { BusinessDate, Money } from '@erp/values'
import type { PurchaseOrder } from '../domain/purchase-order.ts'
import type { Tx } from './database.ts'

/** A line as an order said it at one of its revisions. */
export interface RevisedLine {
  readonly lineId: string
  readonly lineNumber: number
  readonly itemId: string
  readonly unit: string
  readonly quantity: string
  readonly unitPrice: string
  readonly taxCodeId: string
  /** Null also where an earlier release kept none. */
  readonly promisedOn: BusinessDate | null
  /** Null also where an earlier release kept none. */
  readonly warehouseId: string | null
  readonly net: Money
  readonly tax: Money
}

/** What an order said from one amendment to the next. */
export interface PurchaseOrderRevision {
  readonly purchaseOrderId: string
  readonly revision: number
  /** Empty for the first one. */
  readonly reason: string
  readonly recordedAt: Date
  /** Null where an earlier release kept a login name that nobody can be told by any more. */
  readonly madeBy: string | null
  readonly net: Money
  readonly tax: Money
  readonly gross: Money
  readonly lines: readonly RevisedLine[]
}

/** Why, when and by whom an order came to say what it says. */
interface RevisionFacts {
  readonly reason: string
  readonly recordedAt: Date
  readonly madeBy: string | null
}

/** Keeps what orders say now as their revisions, in one statement; a kept revision is never changed. */
export async function keepRevisions(
  tx: Tx,
  revisions: readonly (RevisionFacts & { readonly order: PurchaseOrder })[],
): Promise<void> {
  await tx.purchaseOrderRevision.createMany({
    data: revisions.map(({ order, reason, recordedAt, madeBy }) => ({
      purchaseOrderId: order.id,
      revision: order.revision,
      companyId: order.companyId,
      reason,
      recordedAt,
      madeBy,
      netMinor: order.net.minor,
      taxMinor: order.tax.minor,
      grossMinor: order.gross.minor,
      lines: order.lines.map((line) => ({
        lineId: line.id,
        lineNumber: line.lineNumber,
        itemId: line.itemId,
        unit: line.unit,
        quantity: line.quantity.toFixed(),
        unitPrice: line.unitPrice.toFixed(),
        taxCodeId: line.taxCodeId,
        promisedOn: line.promisedOn,
        warehouseId: line.warehouseId,
        netMinor: line.net.minor.toString(),
        taxMinor: line.tax.minor.toString(),
      })),
    })),
  })
}

type StoredLine = Omit<RevisedLine, 'net' | 'tax' | 'promisedOn' | 'warehouseId'> & {
  readonly promisedOn?: BusinessDate | null
  readonly warehouseId?: string | null
  readonly netMinor: string
  readonly taxMinor: string
}

/** The revisions of these orders, oldest first. */
export async function findRevisionsOfOrders(tx: Tx, orderIds: readonly string[]): Promise<PurchaseOrderRevision[]> {
  const rows = await tx.purchaseOrderRevision.findMany({
    where: { purchaseOrderId: { in: idsIn(orderIds) } },
    include: { order: { select: { currency: true } } },
    orderBy: { revision: 'asc' },
  })
  return rows.map(({ order, companyId: _, netMinor, taxMinor, grossMinor, lines, ...revision }) => {
    const currency = currencyColumn(order.currency)
    return {
      ...revision,
      net: moneyColumn(netMinor, currency),
      tax: moneyColumn(taxMinor, currency),
      gross: moneyColumn(grossMinor, currency),
      lines: (lines as unknown as StoredLine[]).map(
        ({ netMinor, taxMinor, promisedOn = null, warehouseId = null, ...line }) => ({
          ...{ ...line, promisedOn, warehouseId },
          net: moneyColumn(netMinor, currency),
          tax: moneyColumn(taxMinor, currency),
        }),
      ),
    }
  })
}
