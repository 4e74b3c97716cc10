import { expect } from 'vitest'
import { documentOnce, signs, turnsDown } from '../support/approving.ts'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface WriteOff {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly settlement: { readonly id: string; readonly voucher: { readonly lines: { readonly nodes: Line[] } } }
}
interface Line {
  readonly account: { readonly code: string }
  readonly debit: { readonly amount: string }
  readonly credit: { readonly amount: string }
}
interface Item {
  readonly id: string
  readonly version: number
  readonly open: { readonly amount: string }
}

const period = today.slice(0, 7)
const seen = ({ id, version }: WriteOff) => ({ badDebtWriteOffId: id, expectedVersion: version })
const entriesOf = (lines: readonly Line[]) =>
  lines.map(({ account, debit, credit }) =>
    debit.amount === '0.00' ? `Cr ${account.code} ${credit.amount}` : `Dr ${account.code} ${debit.amount}`,
  )

/** A company to whom a customer owes 1,220.40 for sixty pieces, and what is open of it. */
async function owed(company: TestCompany) {
  const { accountant, buyer, storekeeper, sales, biller } = company
  await storekeeper.receives(await buyer.agreesOn(['60 × STEEL at 10.00']), ['60 × STEEL'])
  await company.atRest()
  const invoice = await biller.charges(await sales.delivers(await sales.promises(['60 × STEEL at 18.00'])))
  await company.atRest()
  const customerId = await sales.customerId()
  const items = async () =>
    (await accountant.ask<{ openItems: { nodes: Item[] } }>('OpenItems', { partyId: customerId })).openItems.nodes
  const proposes = async (amount: string) => {
    const wanted = (await items()).map(({ id, version }) => ({ openItemId: id, amount, expectedVersion: version }))
    const input = { proposedOn: today, reason: '客户破产清算', items: wanted }
    return accountant.change<WriteOff>('ProposeBadDebtWriteOff', input)
  }
  const writeOffs = () =>
    accountant.ask<{ badDebtWriteOffs: { nodes: (WriteOff & { answer: string })[] } }>('BadDebtWriteOffs', {
      customerId,
    })
  const once = (document: WriteOff, status: string) =>
    documentOnce<WriteOff>(accountant, 'BadDebtWriteOff', document, status)
  return { invoice, customerId, items, proposes, writeOffs, once }
}

scenario(
  'What a customer will not pay is provided for, given up by three people, and open again when it is paid after all',
  async ({ company }) => {
    const { accountant, controller, administrator } = company
    const { invoice, items, proposes, once } = await owed(company)
    await controller.change('SetBadDebtRates', { rates: [{ fromDays: 0, rate: '0.05' }], expectedVersion: 0 })
    expect(await accountant.ask('BadDebtProvision', { period })).toEqual({
      badDebtProvision: {
        period,
        rows: [
          {
            ...{ fromDays: 0, rate: '0.05' },
            ...{ receivable: { amount: '1220.40' }, expectedLoss: { amount: '61.02' } },
          },
        ],
        ...{ allowance: { amount: '0.00' }, due: { amount: '61.02' } },
      },
    })
    expect(await permissionMissingFor(controller.change('ProposeBadDebtWriteOff', await nothingOf(items)))).toBe(
      'finance.badDebt.create',
    )
    const proposed = await proposes('400.00')
    expect(proposed).toMatchObject({ number: expect.stringMatching(/^BD-\d{4}-000001$/), status: 'SUBMITTED' })
    await signs(controller, proposed)
    const approved = await once(proposed, 'APPROVED')
    expect(await refusalOf(accountant.change('PostBadDebtWriteOff', { ...seen(approved), postedOn: today }))).toEqual(
      expect.objectContaining({ code: 'BAD_DEBT_POSTER_INVOLVED' }),
    )
    const posted = await administrator.change<WriteOff>('PostBadDebtWriteOff', { ...seen(approved), postedOn: today })
    expect(entriesOf(posted.settlement.voucher.lines.nodes)).toEqual(['Dr 1231 400.00', 'Cr 1122 400.00'])
    expect(await items()).toMatchObject([{ open: { amount: '820.40' } }])
    expect(await accountant.ask('PaymentStatusOfSalesInvoice', { id: invoice.id })).toMatchObject({
      salesInvoice: { openAmount: { amount: '820.40' } },
    })
    // Five percent of 820.40 shall stand in 坏账准备: 41.02 and the 400.00 that the bad debt took.
    expect(await accountant.ask('BadDebtProvision', { period })).toMatchObject({
      badDebtProvision: { allowance: { amount: '-400.00' }, due: { amount: '441.02' } },
    })
    const undone = { settlementId: posted.settlement.id, undoneOn: today, reason: '客户还款' }
    await controller.change('UndoSettlement', undone)
    expect(await items()).toMatchObject([{ open: { amount: '1220.40' } }])
    expect(await accountant.ask('BadDebtProvision', { period })).toMatchObject({
      badDebtProvision: { allowance: { amount: '0.00' }, due: { amount: '61.02' } },
    })
  },
)

scenario('A bad debt that is turned down leaves everything as it was, and says why', async ({ company }) => {
  const { accountant, controller } = company
  const { customerId, items, proposes, writeOffs, once } = await owed(company)
  const proposed = await proposes('1220.40')
  await turnsDown(controller, proposed, '先发律师函')
  const rejected = await once(proposed, 'REJECTED')
  expect(await writeOffs()).toMatchObject({
    badDebtWriteOffs: {
      nodes: [{ status: 'REJECTED', answer: '先发律师函', party: { customer: { id: customerId }, supplier: null } }],
    },
  })
  const late = { ...seen(rejected), reason: '撤回' }
  expect(await refusalOf(accountant.change('WithdrawBadDebtWriteOff', late))).toMatchObject({
    code: 'BAD_DEBT_NOT_READY',
  })
  expect(await items()).toMatchObject([{ open: { amount: '1220.40' } }])

  const again = await proposes('1220.40')
  const withdrawn = await accountant.change<WriteOff>('WithdrawBadDebtWriteOff', { ...seen(again), reason: '已还款' })
  expect(withdrawn).toMatchObject({ status: 'WITHDRAWN', answer: '已还款' })
  const invalid = { rates: [{ fromDays: 0, rate: '1.5' }], expectedVersion: 0 }
  expect(await refusalOf(controller.change('SetBadDebtRates', invalid))).toMatchObject({
    ...{ code: 'BAD_DEBT_RATES_INVALID', message: 'A rate is a part from 0 to 1 with at most six decimals.' },
  })
})

async function nothingOf(items: () => Promise<Item[]>) {
  const wanted = (await items()).map(({ id, version }) => ({
    openItemId: id,
    amount: '1.00',
    expectedVersion: version,
  }))
  return { proposedOn: today, reason: '客户破产清算', items: wanted }
}

scenario(
  'What a supplier never claims is more than anybody writes off alone: three people do, and it is owed again when claimed',
  async ({ company }) => {
    const { accountant, controller, administrator, buyer, storekeeper, bookkeeper, supplierId } = company
    const receipt = await storekeeper.receives(await buyer.agreesOn(['10 × STEEL at 10.00']), ['10 × STEEL'])
    await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['10 × STEEL for 100.00 and 13.00']))
    await company.atRest()
    const payables = async () =>
      (await accountant.ask<{ openItems: { nodes: Item[] } }>('OpenItems', { partyId: supplierId })).openItems.nodes
    const items = (await payables()).map(({ id, version }) => ({
      ...{ openItemId: id, amount: '113.00', expectedVersion: version },
    }))
    expect(
      await refusalOf(accountant.change('SettleOpenItems', { settledOn: today, items, writeOffRest: true })),
    ).toMatchObject({ code: 'WRITE_OFF_ABOVE_LIMIT' })
    const proposed = await accountant.change<WriteOff>('ProposeBadDebtWriteOff', {
      ...{ proposedOn: today, reason: '供应商已注销', items },
    })
    await signs(controller, proposed)
    const approved = await documentOnce<WriteOff>(accountant, 'BadDebtWriteOff', proposed, 'APPROVED')
    expect(await refusalOf(accountant.change('PostBadDebtWriteOff', { ...seen(approved), postedOn: today }))).toEqual(
      expect.objectContaining({ code: 'BAD_DEBT_POSTER_INVOLVED' }),
    )
    const posted = await administrator.change<WriteOff>('PostBadDebtWriteOff', { ...seen(approved), postedOn: today })
    expect(entriesOf(posted.settlement.voucher.lines.nodes)).toEqual(['Cr 6301 113.00', 'Dr 2202.01 113.00'])
    expect(await payables()).toEqual([])
    expect(await accountant.ask('BadDebtWriteOffs', { supplierId })).toMatchObject({
      badDebtWriteOffs: { nodes: [{ id: posted.id, party: { customer: null, supplier: { id: supplierId } } }] },
    })
    const undone = { settlementId: posted.settlement.id, undoneOn: today, reason: '供应商主张' }
    await controller.change('UndoSettlement', undone)
    expect(await payables()).toMatchObject([{ open: { amount: '113.00' } }])
  },
)
