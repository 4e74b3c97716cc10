import type { Caller } from '@erp/service-kit'
import { newId, type Period, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { ReopeningRequest } from '../src/domain/reopening-request.ts'
import { findRequest, requestsOfPeriod } from '../src/store/reopening-requests.ts'
import { decidedKinds } from '../src/use-cases/decided-kinds.ts'
import { withdrawReopening } from '../src/use-cases/request-reopening.ts'
import { sound, useMonthEnd } from './month-end.ts'
import { approvalOf } from './use-approval.ts'

const { transactor, accountantOfNewCompany, enter, run, close, request, reopen, colleagueOf } = await useMonthEnd()

const period = '2026-01' as Period

/** A company whose January is closed, and that has nobody reopen it without approval from then on. */
async function withClosedMonth() {
  const accountant = await accountantOfNewCompany()
  const { companyId } = accountant
  const approval = approvalOf({ transactor, companyId }, 'PERIOD_REOPENING', decidedKinds.PERIOD_REOPENING)
  await enter(
    accountant,
    '2026-01-10',
    ['Dr', '1002', '100.00', { cashFlowItem: 'CAPITAL_RECEIVED' }],
    ['Cr', '4001', '100.00'],
  )
  sound(await run(accountant, period, 'PROFIT_CARRY_FORWARD'))
  sound(await close(accountant, period))
  const asks = async (by: Caller = accountant, reason = '漏记费用') =>
    sound(await request(by, period, reason, approval.approvals))
  const reopens = (by: Caller = accountant) => reopen(by, period, '漏记费用', approval.approvals)
  const withdraw = ({ id: requestId, version: expectedVersion }: ReopeningRequest, reason = '不必了') =>
    transactor.transact(accountant, 'withdrawPeriodReopening', (unit) =>
      withdrawReopening(unit, { requestId, expectedVersion, reason }, approval.approvals),
    )
  const now = async ({ id }: ReopeningRequest) => {
    const found = await transactor.read([companyId], (tx) => findRequest(tx, id))
    if (!found) throw new Error('gone')
    return found
  }
  const all = () => transactor.read([companyId], (tx) => requestsOfPeriod(tx, companyId, period))
  return { ...approval, accountant, approver: colleagueOf(accountant), asks, reopens, withdraw, now, all }
}

const byApproval = refuse('DecidedByApproval', { number: period, documentType: 'PERIOD_REOPENING' })

describe('where the company has reopenings approved', () => {
  test('a closed month is reopened by whoever asked, once somebody else approved, and for that close alone', async () => {
    const { accountant, approver, says, shown, decided, asks, reopens, now } = await withClosedMonth()
    await says({ active: true, version: 1 })
    expect(await reopens(approver)).toEqual(byApproval)
    const waiting = await asks()
    expect(waiting).toMatchObject({ status: 'PENDING_APPROVAL', version: 1, approverIds: [] })
    expect((await asks()).id).toBe(waiting.id)
    expect(shown()).toEqual([
      {
        ...{ approvalId: waiting.approvalId, companyId: accountant.companyId, documentType: 'PERIOD_REOPENING' },
        ...{ documentId: waiting.id, documentVersion: 1, documentNumber: '2026-01', title: '2026-01 漏记费用' },
        ...{ makerId: accountant.userId, submittedBy: accountant.userId, amount: '0.00' },
      },
    ])
    expect(await reopens(approver)).toEqual(byApproval)
    await decided(waiting, [approver.userId])
    await decided(waiting, [], { outcome: 'REJECTED', reason: '太迟' })
    expect(await now(waiting)).toMatchObject({ status: 'APPROVED', version: 2, approverIds: [approver.userId] })
    expect(sound(await reopens())).toMatchObject({ status: 'OPEN' })

    sound(await close(accountant, period))
    expect(await reopens()).toEqual(byApproval)
    const again = await asks()
    expect([again.status, again.id === waiting.id]).toEqual(['PENDING_APPROVAL', false])
  })

  test('turned down, taken back, or signed by who asked it counts no more, and may be asked for again', async () => {
    const { accountant, approver, ...on } = await withClosedMonth()
    await on.says({ active: true, version: 1 })
    const first = await on.asks()
    await on.decided(first, [], { outcome: 'REJECTED', reason: '请在二月补记' })
    expect(await on.now(first)).toMatchObject({ status: 'REJECTED', answer: '请在二月补记' })
    expect(await on.withdraw(await on.now(first))).toEqual(
      refuse('ReopeningNotPending', { period, status: 'REJECTED' }),
    )
    const second = await on.asks()
    expect(await on.withdraw({ ...second, version: 7 })).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
    expect(await on.withdraw({ ...second, id: newId() })).toMatchObject({ refusal: 'ReopeningNotFound' })
    expect(await on.withdraw(second, ' ')).toEqual(refuse('ReasonMissing'))
    expect(sound(await on.withdraw(second))).toMatchObject({ status: 'WITHDRAWN', answer: '不必了', version: 2 })
    expect(on.ended).toEqual([second.approvalId])
    await on.decided(second, [approver.userId])
    expect((await on.now(second)).status).toBe('WITHDRAWN')
    const third = await on.asks()
    await on.decided(third, [approver.userId, accountant.userId])
    expect(await on.now(third)).toMatchObject({ status: 'REJECTED', answer: 'APPROVED_BY_ITS_MAKER', approverIds: [] })
    const fourth = await on.asks()
    await on.unasked(fourth, newId())
    expect((await on.now(fourth)).status).toBe('PENDING_APPROVAL')
    await on.unasked(fourth, fourth.approvalId)
    expect(await on.now(fourth)).toMatchObject({ status: 'WITHDRAWN', answer: 'DOCUMENT_TYPE_UNKNOWN' })
    expect(await on.reopens(approver)).toEqual(byApproval)
    expect((await on.all()).map(({ status }) => status)).toEqual(['REJECTED', 'WITHDRAWN', 'REJECTED', 'WITHDRAWN'])
  })

  test('what others asked for the same close is withdrawn when it is reopened', async () => {
    const { approver, accountant, says, ended, decided, asks, reopens, now } = await withClosedMonth()
    await says({ active: true, version: 1 })
    const [one, other] = [await asks(), await asks(colleagueOf(accountant), '另有一笔')]
    await decided(one, [approver.userId])
    sound(await reopens(approver))
    expect(await now(other)).toMatchObject({ status: 'WITHDRAWN', answer: 'PERIOD_REOPENED' })
    expect(ended).toEqual([other.approvalId])
  })
})

test('a request from before is put to approval when it is asked again, and without a definition another person is enough', async () => {
  const { accountant, approver, says, asked, asks, reopens, now } = await withClosedMonth()
  const before = await asks()
  expect([before.status, asked]).toEqual(['REQUESTED', []])
  expect(await reopens()).toEqual(refuse('SecondPersonNeeded', { period }))
  await says({ active: true, version: 1 })
  const put = await asks()
  expect([put.id, put.status, put.version]).toEqual([before.id, 'PENDING_APPROVAL', 2])
  expect(asked.map(({ documentId, documentVersion }) => [documentId, documentVersion])).toEqual([[before.id, 2]])
  await says({ active: false, version: 2 })
  expect(await reopens(accountant)).toEqual(refuse('SecondPersonNeeded', { period }))
  expect(sound(await reopens(approver))).toMatchObject({ status: 'OPEN' })
  expect(await now(put)).toMatchObject({ status: 'WITHDRAWN', answer: 'PERIOD_REOPENED' })
})
