import { expect } from 'vitest'
import { byController, documentOnce, hasApproved, signs, turnsDown } from '../support/approving.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

interface Sheet {
  readonly id: string
  readonly version: number
  readonly status: string
  readonly answer: string | null
  readonly approvers: readonly { readonly displayName: string }[]
}

scenario(
  'Opening balances are signed for where the company says so, and what is changed is signed anew',
  async ({ company }) => {
    const { administrator, controller, accountant } = company
    await hasApproved(company, 'OPENING_BALANCES', [{ levels: [byController] }])
    const saves = (expectedVersion: number, amount: string) =>
      administrator.change<Sheet>('SaveOpeningBalance', {
        expectedVersion,
        lines: [
          { accountCode: '1002', amounts: { yearOpeningDebit: amount } },
          { accountCode: '4001', amounts: { yearOpeningCredit: amount } },
        ],
      })
    const seen = ({ version }: Sheet) => ({ expectedVersion: version })
    const now = (sheet: Sheet, status: string) => documentOnce<Sheet>(administrator, 'OpeningBalance', sheet, status)
    const saved = await saves(0, '700.00')
    expect(await refusalOf(controller.change('PostOpeningBalance', seen(saved)))).toMatchObject({
      code: 'DECIDED_BY_APPROVAL',
    })
    const first = await administrator.change<Sheet>('SubmitOpeningBalance', seen(saved))
    await turnsDown(controller, first, '银行对账单为 800.00')
    const returned = await now(first, 'DRAFT')
    expect(returned.answer).toBe('银行对账单为 800.00')
    const second = await administrator.change<Sheet>(
      'SubmitOpeningBalance',
      seen(await saves(returned.version, '790.00')),
    )
    const changed = await saves(second.version, '800.00')
    expect(changed.status).toBe('DRAFT')
    await company.atRest()
    const third = await administrator.change<Sheet>('SubmitOpeningBalance', seen(changed))
    expect(await signs(controller, third)).toMatchObject({ status: 'APPROVED' })
    const approved = await now(third, 'APPROVED')
    expect(approved).toMatchObject({
      ...{ authors: [{ displayName: 'admin' }], approvers: [{ displayName: 'controller' }] },
    })
    expect(await administrator.change('PostOpeningBalance', seen(approved))).toMatchObject({ status: 'POSTED' })
    expect(await accountant.ask('TrialBalance', { period: '2026-01' })).toMatchObject({
      trialBalance: {
        lines: expect.arrayContaining([
          expect.objectContaining({
            account: expect.objectContaining({ code: '1002' }),
            opening: { debit: { amount: '800.00' }, credit: { amount: '0.00' } },
          }),
        ]),
      },
    })
  },
  90_000,
)
