import {
  accountRuleChanged,
  dimensionValueChanged,
  goodsReceiptConfirmed,
  issueDelivery,
  narrowAccountRuleChanged,
  type PayloadOf,
  voucherTemplateActivated,
} from '@erp/contracts'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import type { Item } from '../src/domain/item.ts'
import { shippingOf } from './shipping.ts'
import { useDocuments } from './use-documents.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

type Rule = PayloadOf<typeof accountRuleChanged>
type Template = PayloadOf<typeof voucherTemplateActivated>

const inventory = await useInventory()
const { hear, command, database } = inventory
const graph = await useGraph(inventory)
const documents = await useDocuments(inventory, graph, 'MiscellaneousMovement', ['OTHER_RECEIPT'])
const { company, user, step, seen, draft, confirm, confirmed, refusedAs } = documents
const { companyId } = company
const main = await company.warehouse('MAIN')
const item = await documents.item('STEEL', 'MOVING_AVERAGE')
const department = newId()
await hear(dimensionValueChanged, {
  ...{ companyId, dimensionValueId: department, dimension: 'DEPARTMENT', code: 'D01' },
  ...{ name: { zh: '销售部', en: 'Sales' }, active: true, version: 1 },
})

const movement = (kind: string, line: object = {}, of: Item = item) => ({
  ...{ kind, businessDate: '2026-03-10', reason: 'As agreed' },
  lines: [{ itemId: of.id, warehouseId: main.id, quantity: '1', ...line }],
})
await confirmed(movement('OTHER_RECEIPT', { quantity: '100', value: '1000.00' }))

/** A rule for everything under one key that stands on 6602, with what that account requires. */
function rule(accountKey: string, more: Partial<Rule> = {}): Rule {
  return {
    ...{ companyId, ruleId: newId(), accountKey, itemClass: null, valuationAreaId: null, accountCode: '6602' },
    ...{ active: true, version: 1, specificity: 0, requiredDimensions: ['DEPARTMENT'], ...more },
  }
}

const posts = (eventKind: Template['eventKind'], lines: Template['lines'], templateVersion = 1): Promise<unknown> =>
  hear(voucherTemplateActivated, {
    ...{ companyId, templateId: `${companyId.slice(0, -4)}0042`, eventKind, templateVersion },
    ...{ accountKeys: (lines ?? []).map(({ accountKey }) => accountKey), lines },
  })

const simulated = async (documentId: string) => {
  const { simulateMiscellaneousMovement } = await user.query<{ simulateMiscellaneousMovement: object }>(
    `query ($id: ID!) { simulateMiscellaneousMovement(documentId: $id) {
       simulation { stockEffects { value { amount } } }
       userErrors { code ... on RequiredDimensionMissing { accountKey dimension } } } }`,
    { id: documentId },
  )
  return simulateMiscellaneousMovement
}

test('a scrap whose account requires a department is refused before it is confirmed, until it names one', async () => {
  const demanding = rule('WASTE')
  await hear(accountRuleChanged, demanding)
  await posts('STOCK_SCRAP', [
    { accountKey: 'WASTE', amount: 'clearingValue' },
    { accountKey: 'INV', amount: 'stockValue' },
  ])
  const written = await draft(movement('SCRAP'))
  await refusedAs(step('Confirm', seen(written)), 'RequiredDimensionMissing', {
    ...{ eventKind: 'STOCK_SCRAP', accountKey: 'WASTE', accountCode: '6602', dimension: 'DEPARTMENT' },
    message: "Finance's account 6602 for WASTE requires a department, which a line does not name.",
  })
  expect(await simulated(written.id)).toEqual({
    simulation: null,
    userErrors: [{ code: 'REQUIRED_DIMENSION_MISSING', accountKey: 'WASTE', dimension: 'DEPARTMENT' }],
  })
  await confirmed(movement('SCRAP', { departmentId: department }))

  // Told again with the same version: the account no longer requires one, then it does.
  await hear(accountRuleChanged, { ...demanding, requiredDimensions: [] })
  expect(await simulated(written.id)).toMatchObject({ userErrors: [] })
  await hear(accountRuleChanged, { ...demanding, requiredDimensions: ['PROJECT'] })
  await refusedAs(step('Confirm', seen(written)), 'RequiredDimensionMissing', { dimension: 'PROJECT' })
  await hear(accountRuleChanged, { ...demanding, requiredDimensions: [] })
  await confirm(written)
})

test('what finance does not tell refuses nothing: a rule or a template without it', async () => {
  const { specificity: _, requiredDimensions: __, ...older } = rule('OLD')
  await hear(accountRuleChanged, older)
  await posts('STOCK_SCRAP', [{ accountKey: 'OLD', amount: 'clearingValue' }], 2)
  await confirmed(movement('SCRAP'))

  await hear(accountRuleChanged, rule('OLDER'))
  await hear(voucherTemplateActivated, {
    ...{ companyId, templateId: `${companyId.slice(0, -4)}0042`, eventKind: 'STOCK_SCRAP', templateVersion: 3 },
    accountKeys: ['OLDER'],
  })
  await confirmed(movement('SCRAP'))
})

test('only what is posted counts: an amount of zero stands on no account', async () => {
  await hear(accountRuleChanged, rule('TAX-OUT'))
  await posts('STOCK_SCRAP', [{ accountKey: 'TAX-OUT', amount: 'differenceValue' }], 4)
  await confirmed(movement('SCRAP'))
  const taxed = await draft(movement('SCRAP', { inputVatRate: '13' }))
  await refusedAs(step('Confirm', seen(taxed)), 'RequiredDimensionMissing', { accountKey: 'TAX-OUT' })
})

test('what the voucher line does not carry is missing, whatever the document names', async () => {
  await hear(accountRuleChanged, rule('BARE'))
  await posts('STOCK_SCRAP', [{ accountKey: 'BARE', amount: 'clearingValue', dimensions: ['PROJECT'] }], 5)
  const written = await draft(movement('SCRAP', { departmentId: department }))
  await refusedAs(step('Confirm', seen(written)), 'RequiredDimensionMissing', { accountKey: 'BARE' })
})

test('the most specific rule decides, one for an expense type or a department among them', async () => {
  await hear(accountRuleChanged, rule('SPENT'))
  const travel = { ...rule('SPENT'), departmentId: null, expenseType: 'TRAVEL', accountCode: '6601' }
  const narrow = { ...travel, specificity: 2, requiredDimensions: [] }
  await hear(narrowAccountRuleChanged, narrow)
  await posts('OTHER_ISSUE', [{ accountKey: 'SPENT', amount: 'clearingValue' }])
  await refusedAs(step('Confirm', seen(await draft(movement('OTHER_ISSUE')))), 'RequiredDimensionMissing', {})
  await refusedAs(
    step('Confirm', seen(await draft(movement('OTHER_ISSUE', { expenseType: 'OFFICE' })))),
    ...(['RequiredDimensionMissing', { accountCode: '6602' }] as const),
  )
  await confirmed(movement('OTHER_ISSUE', { expenseType: 'TRAVEL' }))
  await hear(narrowAccountRuleChanged, { ...narrow, active: false, version: 2 })
  await refusedAs(
    step('Confirm', seen(await draft(movement('OTHER_ISSUE', { expenseType: 'TRAVEL' })))),
    ...(['RequiredDimensionMissing', { accountCode: '6602' }] as const),
  )
})

test('a rule for an expense type answers no line without one, so that a key with no other rule has no account', async () => {
  await hear(narrowAccountRuleChanged, {
    ...{
      companyId,
      ruleId: newId(),
      accountKey: 'NARROW',
      itemClass: null,
      valuationAreaId: null,
      accountCode: '6602',
    },
    ...{ active: true, version: 1, departmentId: null, expenseType: 'TRAVEL', specificity: 2, requiredDimensions: [] },
  })
  await posts('OTHER_ISSUE', [{ accountKey: 'NARROW', amount: 'clearingValue' }], 2)
  await refusedAs(step('Confirm', seen(await draft(movement('OTHER_ISSUE')))), 'AccountRuleMissing', {
    accountKey: 'NARROW',
  })
})

test('a delivery is kept back for what its cost of sales will have to name, at once or when it is invoiced', async () => {
  const sales = await inventory.company()
  const warehouse = await sales.warehouse('MAIN')
  const desk = await sales.item('DESK', 'MOVING_AVERAGE')
  await hear(goodsReceiptConfirmed, sales.receipt(warehouse, [[desk, '10', '100.00']]))
  const { delivery } = await shippingOf(inventory, sales, warehouse)
  const demanding = { ...rule('COST'), companyId: sales.companyId }
  await hear(accountRuleChanged, demanding)
  for (const eventKind of ['SALES_DELIVERY', 'SHIPPED_GOODS_CHARGED'] as const)
    await hear(voucherTemplateActivated, {
      ...{ companyId: sales.companyId, templateId: newId(), eventKind, templateVersion: 1 },
      ...{ accountKeys: ['COST'], lines: [{ accountKey: 'COST', amount: 'clearingValue' }] },
    })
  for (const [shippedUninvoiced, eventKind] of [
    [false, 'SALES_DELIVERY'],
    [true, 'SHIPPED_GOODS_CHARGED'],
  ] as const) {
    const { contract, payload } = await command(issueDelivery, delivery(desk, '1', shippedUninvoiced))
    expect(contract.type).toBe('inventory.delivery-issue.refused.v1')
    expect(payload).toMatchObject({
      reason: 'REQUIRED_DIMENSION_MISSING',
      facts: { eventKind, accountKey: 'COST', accountCode: '6602', dimension: 'DEPARTMENT' },
    })
  }
  expect((await sales.stockOf(desk)).balances).toEqual(['10 / 10000'])

  // The customer is named.
  await hear(accountRuleChanged, { ...demanding, requiredDimensions: ['CUSTOMER', 'ITEM', 'WAREHOUSE'] })
  expect((await command(issueDelivery, delivery(desk, '1', false))).contract.type).toBe(
    'inventory.delivery-issue.done.v1',
  )
})

test('of one rule heard twice in a batch, the last counts', async () => {
  const twice = rule('TWICE')
  await hear(accountRuleChanged, twice, { ...twice, requiredDimensions: ['PROJECT'] })
  expect(
    await database.rows`select required_dimensions as kept from replicated_account_rule where rule_id = ${twice.ruleId}`,
  ).toEqual([{ kept: ['PROJECT'] }])
})
