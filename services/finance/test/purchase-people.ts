import {
  type budgetReservationRefused,
  type CommandContract,
  type PayloadOf,
  releaseBudget,
  reserveBudget,
  supplierInvoiceConfirmed,
} from '@erp/contracts'
import { formatMoney, money, newId } from '@erp/values'
import { commandHandlers } from '../src/messaging/command-handlers.ts'
import { postCancelledInvoices, postSupplierInvoices } from '../src/use-cases/post-supplier-invoices.ts'
import { budgetersOf, thisMonth } from './budget-people.ts'
import { messageOf, stockDocument, type useFinanceDatabase } from './finance-database.ts'
import { cny } from './posting-facts.ts'

type Spending = PayloadOf<typeof reserveBudget>
export type OrderLine = Spending['lines'][number]
export type Takeovers = NonNullable<Spending['takesOver']>
/** A requisition or an order of procurement, at one of its versions. */
export type Order = {
  readonly id: string
  readonly version: number
  readonly lines: readonly OrderLine[]
  readonly documentType?: 'PURCHASE_REQUISITION'
  readonly takesOver?: Takeovers
}
type Bearer = { readonly departmentId?: string | undefined; readonly projectId?: string | undefined }
type Charge = Bearer & { readonly line: Pick<OrderLine, 'lineId'>; readonly net: string }

export const goods = (quantity: string, net: string, more: Partial<OrderLine> = {}): OrderLine => ({
  ...{ lineId: newId(), itemClass: 'MERCHANDISE', quantity, receivedQuantity: '0', net, ...more },
})
export const service = (net: string, departmentId?: string, projectId?: string): OrderLine => ({
  ...{ lineId: newId(), itemClass: 'SERVICE', quantity: '1', receivedQuantity: '0', net },
  ...(departmentId === undefined ? {} : { departmentId }),
  ...(projectId === undefined ? {} : { projectId }),
})
export const orderOf = (...lines: readonly OrderLine[]): Order => ({ id: newId(), version: 2, lines })
export const requisitionOf = (...lines: readonly OrderLine[]): Order => ({
  ...orderOf(...lines),
  documentType: 'PURCHASE_REQUISITION',
})
/** So much of a requisition's line, in base units, comes through a line of an order. */
export const taking = (line: OrderLine, from: Order, fromLine: OrderLine, quantity = line.quantity) => ({
  ...{ lineId: line.lineId, fromDocumentId: from.id, fromLineId: fromLine.lineId, quantity },
})
/** The next version of a document, which says something else. */
export const amended = (order: Order, ...lines: readonly OrderLine[]): Order => ({
  ...order,
  ...{ version: order.version + 1, lines },
})

/** A company that budgets, and what procurement asks and tells it. */
export async function purchasersOf(finance: Awaited<ReturnType<typeof useFinanceDatabase>>) {
  const company = await budgetersOf(finance)
  const { companyId } = company
  async function obey<Payload extends { companyId: string }>(contract: CommandContract<Payload>, payload: Payload) {
    const handler = commandHandlers.find(({ contract: { type } }) => type === contract.type)
    if (!handler) throw new Error(`Finance does not obey ${contract.type}`)
    const message = messageOf(companyId, contract.schema.parse(payload))
    return finance.transactor.system([companyId], contract.type, (unit) => handler.handle(unit, message, undefined))
  }
  /** Asks for what an order will spend. `reserved`, or why not, with what is short: `6602 2026-11 WARN has 400.00 of 600.00`. */
  const reserves = async (order: Order, more: Partial<Spending> = {}): Promise<string> => {
    const { id, version, lines, documentType = 'PURCHASE_ORDER', takesOver = [] } = order
    const { contract, payload } = await obey(reserveBudget, {
      ...{ companyId, documentType, documentId: id, documentNumber: 'PO-2026-000001', takesOver },
      ...{ documentVersion: version, currency: 'CNY', despiteBudget: false, lines: [...lines], ...more },
    })
    const { reason, shortages } = payload as Partial<PayloadOf<typeof budgetReservationRefused>>
    const short = (shortages ?? []).map(
      ({ accountCode, period, level, available, asked }) =>
        `${accountCode} ${period} ${level} has ${available} of ${asked}`,
    )
    const outcome = contract.type.endsWith('reserved.v1') ? 'reserved' : (reason ?? '')
    return [outcome, ...short].join('; ')
  }
  const lets = ({ id: documentId }: Order) =>
    obey(releaseBudget, { companyId, documentType: 'PURCHASE_ORDER', documentId })

  const moves = (sign: '' | '-') => (line: OrderLine, quantity: string, value: string) =>
    finance.post([
      stockDocument(
        companyId,
        [{ stock: `${sign}${value}`, quantity: `${sign}${quantity}`, purchaseOrderLineId: line.lineId }],
        { businessDate: `${thisMonth}-01` },
      ),
    ])
  /** What a supplier charges for services that were ordered. */
  const invoice = (...charged: readonly Charge[]) => {
    const [told] = supplierInvoiceConfirmed.examples
    const example = told?.lines.find(({ kind }) => kind === 'EXPENSE')
    if (!told || !example) throw new Error('There is no example')
    const lines = charged.map(({ line, net, departmentId, projectId }) => ({
      ...{ ...example, lineId: newId(), net, tax: '0.00', expenseType: null, purchaseOrderLineId: line.lineId },
      ...(departmentId === undefined ? {} : { departmentId }),
      ...(projectId === undefined ? {} : { projectId }),
    }))
    const posted = { companyId, supplierInvoiceId: newId(), postedOn: `${thisMonth}-01`, dueOn: `${thisMonth}-28` }
    const message = messageOf<PayloadOf<typeof supplierInvoiceConfirmed>>(companyId, { ...told, ...posted, lines })
    return {
      counts: () => finance.transactor.system([companyId], 'test', (unit) => postSupplierInvoices(unit, [message])),
      isTakenBack: () =>
        finance.transactor.system([companyId], 'test', (unit) => postCancelledInvoices(unit, [message])),
    }
  }
  /** What is reserved and not posted, by document. */
  const open = async (): Promise<string> => {
    const rows = await finance.database.rows<{ open: string }>`
      select coalesce(sum(open_amount), 0)::text as open from budget_reservation where company_id = ${companyId}::uuid`
    return formatMoney(money(BigInt(rows[0]?.open ?? '0'), cny))
  }
  return { ...company, reserves, lets, receives: moves(''), sendsBack: moves('-'), invoice, open }
}
