import type { goodsReceiptConfirmed, PayloadOf, purchaseOrderChanged } from '@erp/contracts'
import { retryBlocked } from '@erp/messaging'
import * as companies from '../store/companies.ts'
import type { Unit } from '../store/database.ts'
import * as dimensionValues from '../store/dimension-values.ts'
import * as expectedReceipts from '../store/expected-receipts.ts'
import * as postingFacts from '../store/posting-facts.ts'

/** Keeps identity's companies; receipts that arrived before their company are tried again. */
export async function replicateCompanies(unit: Unit, changed: readonly companies.CompanyCopy[]): Promise<void> {
  await companies.replicate(unit.tx, changed)
  await retryBlocked(unit, { reason: 'COMPANY_UNKNOWN' })
}

/** Keeps the state of finance's periods. */
export async function replicatePeriods(unit: Unit, changed: readonly postingFacts.PeriodCopy[]): Promise<void> {
  await postingFacts.replicatePeriods(unit.tx, changed)
}

/** Keeps finance's account rules, those that name a department or an expense type among them. */
export async function replicateAccountRules(
  unit: Unit,
  changed: readonly postingFacts.AccountRuleCopy[],
): Promise<void> {
  await postingFacts.replicateAccountRules(unit.tx, changed)
}

/** Keeps which departments, projects and employees finance names. */
export async function replicateDimensionValues(
  unit: Unit,
  changed: readonly dimensionValues.DimensionValueCopy[],
): Promise<void> {
  await dimensionValues.replicate(unit.tx, changed)
}

/** Keeps which accounts finance's active voucher templates need. */
export async function replicateVoucherTemplates(
  unit: Unit,
  activated: readonly postingFacts.VoucherTemplateCopy[],
): Promise<void> {
  await postingFacts.replicateVoucherTemplates(unit.tx, activated)
}

/** Keeps what procurement has ordered and still expects; an order that is not confirmed expects nothing, nor does a line whose rest was given up. */
export async function replicateOrders(
  unit: Unit,
  orders: readonly PayloadOf<typeof purchaseOrderChanged>[],
): Promise<void> {
  await expectedReceipts.replicateOrders(
    unit.tx,
    orders.map(({ companyId, purchaseOrderId, version, status, lines }) => ({
      companyId,
      purchaseOrderId,
      version,
      lines: lines.map(({ lineId, itemId, baseQuantity, closed }) => ({
        lineId,
        itemId,
        quantity: status === 'CONFIRMED' && !closed ? baseQuantity : '0',
      })),
    })),
  )
}

/** Keeps what arrived of which order line, whether or not it could enter stock yet. */
export async function replicateReceipts(
  unit: Unit,
  receipts: readonly PayloadOf<typeof goodsReceiptConfirmed>[],
): Promise<void> {
  await expectedReceipts.replicateReceipts(
    unit.tx,
    receipts.flatMap(({ companyId, lines }) =>
      lines.map(({ lineId, purchaseOrderLineId, quantity }) => ({
        goodsReceiptLineId: lineId,
        companyId,
        purchaseOrderLineId,
        quantity,
      })),
    ),
  )
}
