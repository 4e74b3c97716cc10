import type { Caller } from '@erp/service-kit'
import { type BusinessDate, formatMoney, isRefusal, newId, type Period, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import type { TemplateContent } from '../src/domain/voucher-template.ts'
import { activateVoucherTemplate } from '../src/use-cases/activate-voucher-template.ts'
import { activateVoucherTemplateDraft } from '../src/use-cases/activate-voucher-template-draft.ts'
import { backTestVoucherTemplate } from '../src/use-cases/back-test-voucher-template.ts'
import { createDimensionValue } from '../src/use-cases/create-dimension-value.ts'
import { removeAccountRule } from '../src/use-cases/remove-account-rule.ts'
import { setAccountRule } from '../src/use-cases/set-account-rule.ts'
import { setVoucherSeries } from '../src/use-cases/set-voucher-series.ts'
import {
  changeVoucherTemplateDraft,
  createVoucherTemplateDraft,
  discardVoucherTemplateDraft,
} from '../src/use-cases/write-voucher-template-draft.ts'
import { persons, stockDocument, useFinanceDatabase } from './finance-database.ts'

const { database, transactor, accountantOfNewCompany, post } = await useFinanceDatabase()

const receipt = builtInTemplates.PURCHASE_RECEIPT
const day = (text: string) => text as BusinessDate

function activate(caller: Caller, expectedVersion: number, word: string, effectiveFrom: string | null) {
  return transactor.transact(caller, 'activateVoucherTemplate', (unit) =>
    activateVoucherTemplate(unit, {
      ...{ eventKind: 'PURCHASE_RECEIPT', expectedVersion, content: { ...receipt, word } },
      effectiveFrom: effectiveFrom === null ? null : day(effectiveFrom),
    }),
  )
}

async function wordsOf({ companyId }: Caller) {
  return database.rows`
    select business_date::text as day, word from voucher where company_id = ${companyId}::uuid order by 1, 2`
}

const on = ({ companyId }: Caller, businessDate: string, stock = '1.00') =>
  stockDocument(companyId, [{ stock }], { businessDate })

describe('a version in force', () => {
  test('posts the business dates from its start to the next one, whenever they are recorded', async () => {
    const accountant = await accountantOfNewCompany()
    expect(await activate(accountant, 1, '转', '2026-10-10')).toMatchObject({
      templateVersion: 2,
      effectiveFrom: '2026-10-10',
    })
    expect(await activate(accountant, 2, '收', '2026-10-20')).toMatchObject({ templateVersion: 3 })
    await post(['2026-10-09', '2026-10-10', '2026-10-19', '2026-10-20'].map((date) => on(accountant, date)))
    expect(await wordsOf(accountant)).toEqual([
      { day: '2026-10-09', word: '记' },
      { day: '2026-10-10', word: '转' },
      { day: '2026-10-19', word: '转' },
      { day: '2026-10-20', word: '收' },
    ])
  })

  test('takes over from every version that would start later, and one for any date from all', async () => {
    const accountant = await accountantOfNewCompany()
    await activate(accountant, 1, '转', '2026-10-10')
    await activate(accountant, 2, '收', '2026-10-20')
    expect(await activate(accountant, 2, '付', '2026-10-15')).toEqual(refuse('StaleVersion', { currentVersion: 3 }))
    await activate(accountant, 3, '付', '2026-10-15')
    const versions = () => database.rows`
      select template_version as version, status from voucher_template
      where company_id = ${accountant.companyId}::uuid and event_kind = 'PURCHASE_RECEIPT' order by 1`
    expect(await versions()).toEqual([
      { version: 1, status: 'ACTIVE' },
      { version: 2, status: 'ACTIVE' },
      { version: 3, status: 'SUPERSEDED' },
      { version: 4, status: 'ACTIVE' },
    ])
    await activate(accountant, 4, '收', null)
    expect((await versions()).filter(({ status }) => status === 'ACTIVE')).toEqual([{ version: 5, status: 'ACTIVE' }])
  })

  test('numbers its vouchers in any series of the company, which then stays', async () => {
    const accountant = await accountantOfNewCompany()
    const setSeries = (expectedVersion: number | null, active: boolean) =>
      transactor.transact(accountant, 'setVoucherSeries', (unit) =>
        setVoucherSeries(unit, {
          ...{ word: '采购', name: { zh: '采购凭证', en: 'Purchasing' }, requirement: 'NONE', active, expectedVersion },
        }),
      )
    const unknown = refuse('VoucherWordUnknown', { word: '采购', path: ['input', 'word'] })
    expect(await activate(accountant, 1, '采购', null)).toEqual(unknown)
    await setSeries(null, false)
    expect(await activate(accountant, 1, '采购', null)).toEqual(unknown)
    await setSeries(1, true)
    expect(await activate(accountant, 1, '采购', null)).toMatchObject({ templateVersion: 2, word: '采购' })

    expect(await setSeries(2, false)).toEqual(
      refuse('VoucherWordInUse', { word: '采购', eventKind: 'PURCHASE_RECEIPT' }),
    )
    await post([on(accountant, '2026-10-09'), on(accountant, '2026-10-10')])
    expect(
      await database.rows`
      select word, number from voucher where company_id = ${accountant.companyId}::uuid order by number`,
    ).toEqual([
      { word: '采购', number: 1 },
      { word: '采购', number: 2 },
    ])
    await activate(accountant, 2, '记', null)
    expect(await setSeries(2, false)).toMatchObject({ series: { active: false, version: 3 } })
  })

  test('keeps its account keys among those to be sure of, while it posts any date', async () => {
    const accountant = await accountantOfNewCompany()
    const lines = receipt.lines.map((line) => (line.accountKey === 'PPV' ? { ...line, accountKey: 'COGS' } : line))
    const examples = receipt.examples.slice(0, 1)
    await transactor.transact(accountant, 'test', (unit) =>
      activateVoucherTemplate(unit, {
        ...{ eventKind: 'PURCHASE_RECEIPT', expectedVersion: 1, effectiveFrom: day('2026-10-10') },
        content: { ...receipt, lines, examples },
      }),
    )
    const [told] = await database.rows<{ payload: { accountKeys: string[] } }>`
      select payload from platform.outbox
      where company_id = ${accountant.companyId}::uuid and type = 'finance.voucher-template.activated.v1'
      order by pos desc limit 1`
    expect(told?.payload.accountKeys).toEqual(['INV', 'COGS', 'GRIR', 'PPV'])
  })
})

describe('a draft', () => {
  const draftOf = async (caller: Caller, content: TemplateContent = receipt) => {
    const draft = await transactor.transact(caller, 'createVoucherTemplateDraft', (unit) =>
      createVoucherTemplateDraft(unit, { eventKind: 'PURCHASE_RECEIPT', content }),
    )
    if (isRefusal(draft)) throw new Error('refused')
    return draft
  }
  const start = (caller: Caller, draftId: string, expectedVersion: number) =>
    transactor.transact(caller, 'activateVoucherTemplateDraft', (unit) =>
      activateVoucherTemplateDraft(unit, {
        ...{ draftId, expectedVersion, expectedTemplateVersion: 1, effectiveFrom: null },
      }),
    )

  test('may be faulty until it is activated, once', async () => {
    const accountant = await accountantOfNewCompany()
    const draft = await draftOf(accountant, { ...receipt, examples: [] })
    expect(await start(accountant, draft.id, 1)).toEqual(refuse('TemplateWithoutExample'))
    const changed = await transactor.transact(accountant, 'changeVoucherTemplateDraft', (unit) =>
      changeVoucherTemplateDraft(unit, { draftId: draft.id, expectedVersion: 1, content: { ...receipt, word: '转' } }),
    )
    expect(changed).toMatchObject({ word: '转', status: 'DRAFT', version: 2 })
    expect(await start(accountant, draft.id, 1)).toEqual(refuse('StaleVersion', { currentVersion: 2 }))
    expect(await start(accountant, draft.id, 2)).toMatchObject({ templateVersion: 2, word: '转', status: 'ACTIVE' })
    expect(await start(accountant, draft.id, 3)).toEqual(refuse('TemplateDraftNotOpen', { status: 'ACTIVATED' }))
    const discard = await transactor.transact(accountant, 'discardVoucherTemplateDraft', (unit) =>
      discardVoucherTemplateDraft(unit, { draftId: draft.id, expectedVersion: 3 }),
    )
    expect(discard).toEqual(refuse('TemplateDraftNotOpen', { status: 'ACTIVATED' }))
    const stranger = await accountantOfNewCompany()
    expect(await start(stranger, draft.id, 3)).toEqual(refuse('TemplateDraftNotFound'))
  })

  test('is tried on what a period posted, and shows the lines that would change', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    const dearer = stockDocument(companyId, [{ stock: '100.00', clearing: '103.00' }], { documentNumber: 'GR-2' })
    const worthless = stockDocument(companyId, [{ stock: '0.00' }], { documentNumber: 'GR-3' })
    await post([on(accountant, '2026-10-15', '12.34'), dearer, worthless])
    const lines = receipt.lines.map((line) => (line.accountKey === 'PPV' ? { ...line, accountKey: 'COGS' } : line))
    const draft = await draftOf(accountant, { ...receipt, lines, examples: receipt.examples.slice(0, 1) })
    const tried = (content: Parameters<typeof backTestVoucherTemplate>[1], limit = 50, period = '2026-10') =>
      transactor.read([companyId], (tx) =>
        backTestVoucherTemplate(tx, content, { period: period as Period, limit, afterSourceId: null }),
      )
    const { examined, changes } = await tried(draft)
    expect(examined).toBe(3)
    const shown = changes.map(({ documentNumber, before, after }) => [
      documentNumber,
      before.map((line) => `${line.side} ${line.accountCode} ${formatMoney(line.amount)}`),
      after.map((line) => `${line.side} ${line.accountCode} ${formatMoney(line.amount)}`),
    ])
    expect(shown).toEqual([['GR-2', ['DEBIT 1404 3.00'], ['DEBIT 6401 3.00']]])
    expect((await tried({ ...draft, lines: receipt.lines })).changes).toEqual([])
    expect((await tried(draft, 2)).nextSourceId).not.toBeNull()
    expect(await tried(draft, 50, '2026-09')).toEqual({ examined: 0, changes: [], nextSourceId: null })
    const unposted = await database.rows`select count(*)::int from voucher where company_id = ${companyId}::uuid`
    expect(unposted).toEqual([{ count: 2 }])
  })

  test('that cannot post says why', async () => {
    const accountant = await accountantOfNewCompany()
    await post([on(accountant, '2026-10-15')])
    const lines = receipt.lines.map((line) => (line.accountKey === 'INV' ? { ...line, accountKey: 'NOTHING' } : line))
    const draft = await draftOf(accountant, { ...receipt, lines })
    const { changes } = await transactor.read([accountant.companyId], (tx) =>
      backTestVoucherTemplate(tx, draft, { period: '2026-10' as Period, limit: 9, afterSourceId: null }),
    )
    expect(changes).toMatchObject([{ obstacle: 'ACCOUNT_RULE_MISSING', before: { length: 2 }, after: [] }])
  })
})

test('a template line carries the dimensions it names only', async () => {
  const accountant = await accountantOfNewCompany()
  const lines = receipt.lines.map((line) => ({ ...line, dimensions: ['supplier'] as const }))
  await transactor.transact(accountant, 'test', (unit) =>
    activateVoucherTemplate(unit, {
      eventKind: 'PURCHASE_RECEIPT',
      expectedVersion: 1,
      content: { ...receipt, lines },
    }),
  )
  await post([on(accountant, '2026-10-15')])
  const posted = await database.rows`
    select item_id is null as "noItem", supplier_id is not null as supplier from voucher_line
    where company_id = ${accountant.companyId}::uuid`
  expect(posted).toEqual(Array(2).fill({ noItem: true, supplier: true }))
})

describe('rules with more conditions', () => {
  const set = (caller: Caller, more: Partial<Parameters<typeof setAccountRule>[1]>) =>
    transactor.transact(caller, 'setAccountRule', (unit) =>
      setAccountRule(unit, {
        ...{ accountKey: 'ADM', itemClass: null, valuationAreaId: null, accountCode: '6602', expectedVersion: null },
        ...more,
      }),
    )

  test('are kept, told as what they are, and refused in a tie', async () => {
    const accountant = await accountantOfNewCompany()
    const department = await transactor.transact(accountant, 'createDimensionValue', (unit) =>
      createDimensionValue(unit, persons, { dimension: 'department', code: 'D1', name: { zh: '部', en: 'Dept' } }),
    )
    if (isRefusal(department)) throw new Error(department.refusal)
    const told = () => database.rows`
      select count(*)::int from platform.outbox
      where company_id = ${accountant.companyId}::uuid and type = 'finance.account-rule.changed.v1'`
    const before = await told()
    const ofDepartment = await set(accountant, { departmentId: department.id })
    if (isRefusal(ofDepartment)) throw new Error(ofDepartment.refusal)
    expect(await set(accountant, { expenseType: 'TRAVEL', accountCode: '6601' })).toEqual(
      refuse('AccountRuleAmbiguous', { accountRuleId: ofDepartment.id, accountCode: '6602' }),
    )
    const ofBoth = await set(accountant, { departmentId: department.id, expenseType: 'TRAVEL', accountCode: '6601' })
    if (isRefusal(ofBoth)) throw new Error(ofBoth.refusal)
    expect(await set(accountant, { expenseType: 'TRAVEL', accountCode: '6601' })).toMatchObject({ version: 1 })
    expect(
      await transactor.transact(accountant, 'removeAccountRule', (unit) =>
        removeAccountRule(unit, { accountRuleId: ofBoth.id, expectedVersion: 1 }),
      ),
    ).toMatchObject({ refusal: 'AccountRuleAmbiguous' })
    expect(await told()).toEqual(before)
  })

  test('name a department, a tax code and words that exist', async () => {
    const accountant = await accountantOfNewCompany()
    expect(await set(accountant, { departmentId: newId() })).toMatchObject({ field: 'departmentId' })
    expect(await set(accountant, { taxCode: 'VAT99' })).toMatchObject({ field: 'taxCode', problem: 'NOT_FOUND' })
    expect(await set(accountant, { partyClass: ' ' })).toMatchObject({ field: 'partyClass' })
    expect(await set(accountant, { taxCode: 'VAT13', accountCode: '6601' })).toMatchObject({ taxCode: 'VAT13' })
  })

  test('of many that would tie at once, one is set', async () => {
    const accountant = await accountantOfNewCompany()
    const outcomes = await Promise.all(
      [{ partyClass: 'A' }, { taxCode: 'VAT13' }, { expenseType: 'X' }].map((about) => set(accountant, about)),
    )
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1)
  })
})
