import { type BusinessDate, isRefusal } from '@erp/values'
import type { FeedCodeKind } from '../src/domain/expense-feed.ts'
import { listDifferences } from '../src/store/expense-feed-differences.ts'
import { claimsOfFeeds, type ExpenseFeedClaim } from '../src/store/expense-feeds.ts'
import { beginRepair, compareNow, finishRepair } from '../src/use-cases/compare-expense-feeds.ts'
import { receiveExpenseFeed, takeExpenseFeed } from '../src/use-cases/receive-expense-feed.ts'
import { setExpenseFeedCode } from '../src/use-cases/set-expense-feed-code.ts'
import { claimantsOf, today } from './expense-people.ts'
import type { useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

export type Fed = Readonly<Record<string, unknown>> & { readonly externalId: string }

/** A hotel bill as another system says it. */
export function hotel(
  externalId: string,
  more: Record<string, unknown> = {},
  ofLine: Record<string, unknown> = {},
): Fed {
  const line = { expenseType: 'HOTEL', spentOn: today, amount: '1060.00', tax: '60.00', receiptNumber: externalId }
  const head = { externalId, claimedOn: today, employee: 'WANG', title: '上海出差' }
  return { ...head, lines: [{ ...line, ...ofLine }], ...more }
}

/** The first and the last day that a feed covers. */
type Days = readonly [BusinessDate, BusinessDate]

/** A company with another system that sends claims, and who may send, cancel and set up. */
export async function fedCompany(finance: Awaited<ReturnType<typeof useFinanceDatabase>>) {
  const { transactor } = finance
  const people = await claimantsOf(finance)
  const { companyId, colleague, approvals, as } = people
  const feeder = colleague('finance.expenseClaim.assist', 'finance.expenseClaim.read', 'finance.expenseClaim.feed')
  const taken = async (feedId: string) => {
    await takeExpenseFeed(transactor, feeder, feedId, approvals)
    return transactor.read([companyId], (tx) => claimsOfFeeds(tx, [feedId]))
  }
  const send = async (
    claims: readonly unknown[],
    { covers = false, system = 'OA', days = null as Days | null } = {},
  ) => {
    const covered = days ?? (covers ? ([today, today] as const) : null)
    const content = JSON.stringify({ claims })
    const feed = sound(
      await as(feeder, (u) =>
        receiveExpenseFeed(u, {
          system,
          format: 'JSON',
          content,
          covers: covered && { beginsOn: covered[0], endsOn: covered[1] },
        }),
      ),
    )
    return { feed, claims: await taken(feed.id) }
  }
  const differences = async () => {
    await compareNow(transactor, feeder)
    const rows = await transactor.read([companyId], (tx) =>
      listDifferences(tx, companyId, { limit: 50, afterId: undefined, system: null, includeCleared: false }),
    )
    return rows.toSorted((one, other) => (one.externalId < other.externalId ? -1 : 1))
  }
  const repairer = colleague('finance.expenseClaim.assist', 'finance.expenseClaim.read', 'finance.expenseClaim.feed')
  const repair = async (differenceId: string, reason = '以 OA 为准', by = repairer) => {
    const begun = await as(by, (u) => beginRepair(u, { differenceId, reason }, approvals))
    return isRefusal(begun) ? begun : finishRepair(transactor, by, begun, approvals)
  }
  const means = (kind: FeedCodeKind, externalCode: string, valueId = '', expectedVersion: number | null = null) =>
    as(people.clerk, (u) => setExpenseFeedCode(u, { system: 'OA', kind, externalCode, valueId, expectedVersion }))
  const claimOf = (fed: ExpenseFeedClaim | undefined) => people.read({ id: fed?.expenseClaimId ?? '' })
  return { ...people, feeder, send, taken, differences, repair, means, claimOf }
}

export const outcomes = (claims: readonly ExpenseFeedClaim[]) =>
  claims.map(({ externalId, status }) => `${externalId} ${status}`)
export const faultsOf = (claim: ExpenseFeedClaim | undefined) =>
  (claim?.faults ?? []).map(({ line, refusal: { refusal, ...facts } }) => [line, refusal, ...Object.values(facts)])
