import { expect } from 'vitest'
import { claimingOf, type ExpenseClaim } from '../support/claiming.ts'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

interface Feed {
  readonly id: string
  readonly claims: readonly {
    readonly externalId: string
    readonly status: string
    readonly faults: readonly { readonly line: number | null; readonly code: string; readonly message: string }[]
    readonly expenseClaim: (ExpenseClaim & { readonly origin: object }) | null
  }[]
}
interface Difference {
  readonly id: string
  readonly externalId: string
  readonly kind: string
  readonly repair: string
}

/** A journey as an office system writes it down in XML, amounts and days as text. */
const inXml = (externalId: string, expenseType: string, employee = 'WANG') => `<claims><claim>
  <externalId>${externalId}</externalId><claimedOn>${today}</claimedOn><employee>${employee}</employee>
  <title>上海出差</title>
  <line><expenseType>${expenseType}</expenseType><spentOn>${today}</spentOn><amount>1060.00</amount><tax>60.00</tax>
    <receiptNumber>H-${externalId}</receiptNumber></line>
  <line><expenseType>RAIL</expenseType><spentOn>${today}</spentOn><amount>109.00</amount>
    <receiptNumber>T-${externalId}</receiptNumber></line>
</claim></claims>`

scenario(
  'Claims made in another system are approved and posted here; what the two do not agree on is listed and repaired',
  async ({ company }) => {
    const { accountant, controller, sales } = company
    const { types, approves, entriesOf, writes, submits, line } = await claimingOf(company)
    const sends = (input: object) => accountant.change<Feed>('ReceiveExpenseFeed', { system: 'OA', ...input })
    const unknown = await sends({ format: 'XML', content: inXml('OA-1', '住宿') })
    expect(unknown.claims).toMatchObject([{ externalId: 'OA-1', status: 'REJECTED', expenseClaim: null }])
    expect(unknown.claims[0]?.faults).toEqual([
      {
        ...{ line: 1, code: 'FEED_CODE_UNKNOWN' },
        message: 'Nothing here is the expense type 住宿; say what the code means.',
      },
    ])
    const hotel = { system: 'OA', kind: 'EXPENSE_TYPE', externalCode: '住宿', valueId: types.get('HOTEL') }
    expect(await controller.change('SetExpenseFeedCode', hotel)).toMatchObject({ expenseType: { code: 'HOTEL' } })
    const taken = await accountant.change<Feed>('TakeExpenseFeed', { expenseFeedId: unknown.id })
    expect(taken.claims).toEqual([{ externalId: 'OA-1', status: 'TAKEN' }])
    const again = await sends({ format: 'XML', content: inXml('OA-1', '住宿') })
    expect(again.claims).toMatchObject([
      {
        ...{ status: 'KNOWN', faults: [] },
        expenseClaim: {
          status: 'SUBMITTED',
          claimedTotal: { amount: '1169.00' },
          origin: { system: 'OA', externalId: 'OA-1' },
        },
      },
    ])
    const claim = again.claims[0]?.expenseClaim as ExpenseClaim
    await approves(claim)
    expect(await entriesOf(claim)).toEqual([['Dr 6601 1100.00', 'Dr 2221.01.01 69.00', 'Cr 2241 1169.00']])

    // The office system forgot it, and knows another.
    const other = { externalId: 'OA-2', claimedOn: today, employee: 'WANG', title: '打车' }
    const lines = [{ expenseType: 'TAXI', spentOn: today, amount: '50.00' }]
    const covering = { format: 'JSON', beginsOn: today, endsOn: today }
    await sends({ ...covering, content: JSON.stringify({ claims: [{ ...other, employee: 'NOBODY', lines }] }) })
    const differing = async () =>
      (
        await accountant.ask<{ expenseFeedDifferences: { nodes: Difference[] } }>('ExpenseFeedDifferences', {
          system: 'OA',
        })
      ).expenseFeedDifferences.nodes.toSorted((one, two) => (one.externalId < two.externalId ? -1 : 1))
    expect(await differing()).toMatchObject([
      { externalId: 'OA-1', kind: 'MISSING_THERE', repair: 'TAKE_BACK', expenseClaim: { status: 'APPROVED' } },
      { externalId: 'OA-2', kind: 'MISSING_HERE', repair: 'TAKE', expenseClaim: null },
    ])
    const [extra] = await differing()
    const repair = { differenceId: extra?.id, reason: 'OA 中已删除' }
    expect(await permissionMissingFor(sales.change('RepairExpenseFeedDifference', repair))).toBe(
      'finance.expenseClaim.cancel',
    )
    expect(await controller.change('RepairExpenseFeedDifference', repair)).toMatchObject({
      clearedAt: expect.any(String),
    })
    expect(await refusalOf(controller.change('RepairExpenseFeedDifference', repair))).toMatchObject({
      code: 'FEED_REPAIR_NOT_HERE',
    })
    expect(await entriesOf(claim)).toEqual([
      ['Dr 6601 1100.00', 'Dr 2221.01.01 69.00', 'Cr 2241 1169.00'],
      ['Dr 6601 -1100.00', 'Dr 2221.01.01 -69.00', 'Cr 2241 -1169.00'],
    ])
    await sends({ ...covering, content: JSON.stringify({ claims: [{ ...other, lines }] }) })
    expect(await differing()).toEqual([])

    // Somebody wrote the ride down here as well.
    const ride = await writes([line('50.00 TAXI', { receiptNumber: null })])
    const byHand = await submits(ride)
    await sends({ ...covering, content: JSON.stringify({ claims: [{ ...other, lines }] }) })
    const [double] = await differing()
    expect(double).toMatchObject({
      ...{ externalId: 'OA-2', kind: 'DOUBLED_HERE', repair: 'TAKE_BACK_DOUBLE', claimedOn: today },
      doubledBy: { number: byHand.number, status: 'SUBMITTED' },
    })
    const takesBack = controller.change('RepairExpenseFeedDifference', { differenceId: double?.id, reason: '重复' })
    expect(await takesBack).toMatchObject({ clearedAt: expect.any(String) })
    expect(await differing()).toEqual([])
    const seen = await accountant.ask<{ expenseFeeds: { nodes: object[] } }>('ExpenseFeeds', { system: 'OA' })
    expect(seen).toMatchObject({
      expenseFeeds: { nodes: { length: 5, 0: { format: 'JSON', beginsOn: today } } },
      expenseFeedCodes: { nodes: [{ kind: 'EXPENSE_TYPE', externalCode: '住宿', expenseType: { code: 'HOTEL' } }] },
    })
  },
)

scenario('A feed that cannot be read is refused, and only whoever may feed sends one', async ({ company }) => {
  const { accountant, sales } = company
  const feed = { system: 'OA', format: 'JSON', content: '{"claims": [' }
  expect(await refusalOf(accountant.change('ReceiveExpenseFeed', feed))).toMatchObject({
    ...{ code: 'EXPENSE_FEED_UNREADABLE', message: 'The feed cannot be read in this format.' },
  })
  expect(await permissionMissingFor(sales.change('ReceiveExpenseFeed', feed))).toBe('finance.expenseClaim.feed')
})
