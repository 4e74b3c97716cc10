import {
  accountRuleChanged,
  cancelPurchaseReturnIssue,
  goodsReceiptConfirmed,
  issuePurchaseReturn,
  stockDocumentPosted,
  voucherTemplateActivated,
} from '@erp/contracts'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import type { CostingMethod } from '../src/domain/item.ts'
import { disagreements } from './disagreements.ts'
import { type Return, useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, hear, command } = inventory
const company = await inventory.company()
const main = await company.warehouse('MAIN')
const { companyId } = company
const template = {
  ...{ companyId, templateId: newId(), eventKind: 'PURCHASE_RETURN_INVOICED' as const },
  accountKeys: ['GRIR', 'INV', 'VARIANCE'],
}

/** 100 that came for 1,000.00. */
async function received(costing: CostingMethod) {
  const item = await company.item(newId().slice(-12), costing)
  if (costing === 'STANDARD')
    await database.rows`
      insert into item_standard_cost (item_id, company_id, per_unit, changed_at)
      values (${item.id}, ${companyId}, 9, now())`
  const receipt = company.receipt(main, [[item, '100', '1000.00']])
  await hear(goodsReceiptConfirmed, receipt)
  return { item, receipt }
}

async function told({ purchaseReturnId }: Return) {
  const rows = await database.rows<{ payload: unknown }>`
    select payload from platform.outbox
    where type = ${stockDocumentPosted.type} and payload ->> 'documentId' = ${purchaseReturnId} order by pos`
  return rows.map(({ payload }) => {
    const { eventKind, lines } = stockDocumentPosted.schema.parse(payload)
    return lines.map((line) =>
      [eventKind, line.stockValue, line.clearingValue, line.differenceValue, line.expenseType].filter(Boolean),
    )
  })
}

test('is refused while finance could not post it', async () => {
  const { receipt } = await received('FIFO')
  const one = { ...company.purchaseReturn(receipt, '10', '103.00'), afterInvoice: true }
  expect(await command(issuePurchaseReturn, one)).toMatchObject({
    contract: { type: 'inventory.purchase-return-issue.refused.v1' },
    payload: { reason: 'VOUCHER_TEMPLATE_MISSING', facts: { eventKind: 'PURCHASE_RETURN_INVOICED' } },
  })
  expect(await told(one)).toEqual([])

  await hear(voucherTemplateActivated, { ...template, templateVersion: 1 })
  expect(await command(issuePurchaseReturn, one)).toMatchObject({
    payload: { reason: 'ACCOUNT_RULE_MISSING', facts: { accountKey: 'VARIANCE' } },
  })
  await hear(accountRuleChanged, {
    ...{ companyId, ruleId: newId(), accountKey: 'VARIANCE', itemClass: null, valuationAreaId: null },
    ...{ accountCode: '6401', active: true, version: 1 },
  })
  await command(issuePurchaseReturn, one)
  expect(await told(one)).toEqual([[['PURCHASE_RETURN_INVOICED', '-103.00', '-103.00', '0.00']]])
})

test.each([
  ['MOVING_AVERAGE', '90 / 89700', ['PURCHASE_RETURN_INVOICED', '-103.00', '-103.00', '0.00']],
  ['FIFO', '90 / 89700', ['PURCHASE_RETURN_INVOICED', '-103.00', '-103.00', '0.00']],
  ['STANDARD', '90 / 81000', ['PURCHASE_RETURN_INVOICED', '-90.00', '-103.00', '-13.00', 'STANDARD_COST']],
] as const)('%s: goods leave at what was invoiced, within what they carry', async (costing, balance, line) => {
  const { item, receipt } = await received(costing)
  const before = (await company.stockOf(item)).balances
  const one = { ...company.purchaseReturn(receipt, '10', '103.00'), afterInvoice: true }
  expect((await command(issuePurchaseReturn, one)).contract.type).toBe('inventory.purchase-return-issue.done.v1')
  expect(await told(one)).toEqual([[line]])
  expect((await company.stockOf(item)).balances).toEqual([balance])

  await command(cancelPurchaseReturnIssue, { companyId, purchaseReturnId: one.purchaseReturnId, reason: 'NO_ANSWER' })
  expect((await company.stockOf(item)).balances).toEqual(before)
  expect(await disagreements(database)).toEqual([])
})
