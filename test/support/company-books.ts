import { entry, type Leg, type VoucherLine } from './documents.ts'
import type { MasterData } from './master-data.ts'
import type { Person } from './people.ts'
import { period } from './test-calendar.ts'

/** What can be read about a company's stock and books, in the words of a stock card or a ledger. */
export interface CompanyBooks {
  /** `140 / 1448.00` by valuation area, such as `{ MAIN: '140 / 1448.00' }`. */
  readonly stockOf: (item: string) => Promise<Readonly<Record<string, string>>>
  /** `40 / 448.00` by the number of the receipt, oldest first. */
  readonly layersOf: (item: string, area?: string) => Promise<readonly string[]>
  /** Vouchers of a receipt or return: `['Dr 1403 1000.00', 'Cr 2202.02 1000.00']` each. */
  readonly entriesOf: (document: { readonly id: string; readonly number: string }) => Promise<readonly string[][]>
  readonly legsOf: (document: { readonly id: string; readonly number: string }) => Promise<readonly string[]>
  /** The numbers of the period's vouchers, in order. */
  readonly voucherNumbers: () => Promise<readonly string[]>
  /** Stock, ledger, in flight and difference, at this instant. */
  readonly reconciliation: () => Promise<Reconciliation>
}

export interface Reconciliation {
  readonly stockValue: string
  readonly ledgerValue: string
  readonly inFlightValue: string
  readonly difference: string
}

interface Amount {
  readonly amount: string
}

export function booksOf(accountant: Person, masterData: MasterData): CompanyBooks {
  return {
    stockOf: async (item) => {
      const { stockBalances } = await accountant.ask<{
        stockBalances: { nodes: { valuationArea: { code: string }; quantity: string; value: Amount }[] }
      }>('StockBalances', { itemId: masterData.itemIds.get(item) })
      return Object.fromEntries(
        stockBalances.nodes.map(({ valuationArea, quantity, value }) => [
          valuationArea.code,
          `${quantity} / ${value.amount}`,
        ]),
      )
    },
    layersOf: async (item, area = 'MAIN') => {
      const { stockLayers } = await accountant.ask<{
        stockLayers: { nodes: { receivedBy: { documentNumber: string }; quantity: string; value: Amount }[] }
      }>('StockLayers', {
        itemId: masterData.itemIds.get(item),
        valuationAreaId: masterData.warehouses.get(area)?.valuationArea.id,
      })
      return stockLayers.nodes.map(
        ({ receivedBy, quantity, value }) => `${receivedBy.documentNumber} ${quantity} / ${value.amount}`,
      )
    },
    entriesOf: async (document) => {
      const { source } = await readDocument<{ vouchers: { lines: { nodes: VoucherLine[] } }[] }>(
        accountant,
        'VouchersOf',
        document,
      )
      return source.vouchers.map(({ lines }) => lines.nodes.map(entry))
    },
    legsOf: async (document) => {
      const { source } = await readDocument<{ legs: Leg[] }>(accountant, '', document)
      return source.legs.map(({ kind, state, reasonCode }) => [kind, state, reasonCode].filter(Boolean).join(' '))
    },
    voucherNumbers: () => readVoucherNumbers(accountant),
    reconciliation: async () => {
      const { stockReconciliation } = await accountant.ask<{
        stockReconciliation: Record<keyof Reconciliation, Amount>
      }>('Reconcile')
      const { stockValue, ledgerValue, inFlightValue, difference } = stockReconciliation
      return {
        stockValue: stockValue.amount,
        ledgerValue: ledgerValue.amount,
        inFlightValue: inFlightValue.amount,
        difference: difference.amount,
      }
    },
  }
}

/** What the numbers of documents begin with. */
const documentTypes: Readonly<Record<string, string>> = {
  GR: 'GoodsReceipt',
  PR: 'PurchaseReturn',
  SI: 'SupplierInvoice',
  ST: 'StockTransfer',
  SK: 'Stocktake',
  DN: 'Delivery',
  SR: 'SalesReturn',
  IV: 'SalesInvoice',
  CN: 'CreditNote',
}

/** The document of the kind that its number says. */
async function readDocument<Source>(
  reader: Person,
  prefix: string,
  { id, number }: { readonly id: string; readonly number: string },
): Promise<{ readonly source: Source }> {
  const type = documentTypes[number.slice(0, 2)]
  const [source] = Object.values(await reader.ask<Record<string, Source | null>>(`${prefix}${type}`, { id }))
  if (!source) throw new Error(`${number} was not found`)
  return { source }
}

async function readVoucherNumbers(reader: Person): Promise<readonly string[]> {
  const { vouchers } = await reader.ask<{ vouchers: { nodes: { number: string }[] } }>('Vouchers', {
    period,
    first: 100,
  })
  return vouchers.nodes.map(({ number }) => number)
}
