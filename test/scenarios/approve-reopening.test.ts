import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { byController, hasApproved, signs, turnsDown } from '../support/approving.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

interface Request {
  readonly id: string
  readonly status: string
  readonly version: number
  readonly answer: string | null
  readonly approvers: readonly { readonly displayName: string }[]
}

scenario(
  'A closed month is reopened once somebody signed for it, where the company says so',
  async ({ company }) => {
    const { administrator, controller, buyer, storekeeper } = company
    const period = '2026-03'
    const order = await buyer.agreesOn(['10 × STEEL at 10.00'])
    const draft = await storekeeper.drafts(order, ['10 × STEEL'])
    await hasApproved(company, 'PERIOD_REOPENING', [{ levels: [byController] }])
    const { version: expectedVersion } = await controller.closes(period)
    const reopening = { period, expectedVersion, reason: '迟到的收货' }
    expect(await refusalOf(administrator.change('ReopenPeriod', reopening))).toMatchObject({
      code: 'DECIDED_BY_APPROVAL',
    })
    const now = (request: Request, status: string) =>
      eventually(
        async () => {
          const { closingChecklist } = await administrator.ask<{
            closingChecklist: { reopeningRequests: readonly Request[] }
          }>('ReopeningRequests', { period })
          const found = closingChecklist.reopeningRequests.find(({ id }) => id === request.id)
          if (found?.status !== status) throw new Error(`The request is ${found?.status}`)
          return found
        },
        { withinMs: 30_000, everyMs: 100 },
      )

    const first = await administrator.change<Request>('RequestPeriodReopening', reopening)
    expect(first.status).toBe('PENDING_APPROVAL')
    await turnsDown(controller, first, '请在四月补记')
    expect((await now(first, 'REJECTED')).answer).toBe('请在四月补记')
    const second = await administrator.change<Request>('RequestPeriodReopening', reopening)
    const back = { requestId: second.id, expectedVersion: second.version, reason: '四月可以' }
    expect(await administrator.change('WithdrawPeriodReopening', back)).toMatchObject({ status: 'WITHDRAWN' })
    expect(await refusalOf(administrator.change('ReopenPeriod', reopening))).toMatchObject({
      code: 'DECIDED_BY_APPROVAL',
    })

    const third = await administrator.change<Request>('RequestPeriodReopening', reopening)
    await signs(controller, third)
    expect((await now(third, 'APPROVED')).approvers).toEqual([{ displayName: 'controller' }])
    expect(await administrator.change('ReopenPeriod', reopening)).toMatchObject({ status: 'OPEN' })
    await company.atRest()
    expect(await company.entriesOf(await storekeeper.confirms(draft))).toEqual([
      ['Dr 1403 100.00', 'Cr 2202.02 100.00'],
    ])
  },
  90_000,
)
