import { retryBlocked } from '@erp/messaging'
import type { PrismaLike, Sql, Transactor, UnitOfWork } from '@erp/service-kit'
import { newId, type Period } from '@erp/values'
import { openingSet } from '../domain/book.ts'
import { missingOf, partsOf, type SetUp } from '../domain/missing-set-up.ts'
import { companiesWithBooks } from '../store/books.ts'
import { accountsOfCodes, holdBooks, incompleteBooks, nextChartVersions } from '../store/set-up-parts.ts'
import { bringSetUp } from './bring-set-up.ts'

const companiesAtOnce = 100

/** What the project comes with by now, for each standard, as a company would get it today. */
const wanted = (['CAS', 'CAS_SMALL'] as const).flatMap((standard) =>
  partsOf(openingSet({ companyId: newId(), standard, firstPeriod: '2026-01' as Period })).map((part) => ({
    ...part,
    standard,
  })),
)

/**
 * Gives books that were opened by an earlier release the accounts, account rules, VAT codes, expense types and voucher
 * templates that came with later ones, and tries again what was blocked for want of them. What a company has it keeps as it
 * is. Any number of instances may do so at once. Returns how many books got something.
 */
export async function completeBooks<Tx extends Sql>(
  client: PrismaLike<Tx>,
  transactor: Transactor<Tx>,
): Promise<number> {
  const companyIds = await client.$transaction(companiesWithBooks)
  let completed = 0
  for (let first = 0; first < companyIds.length; first += companiesAtOnce) {
    const some = companyIds.slice(first, first + companiesAtOnce)
    const lacking = await transactor.read(some, (tx) => lackingIn(tx, some))
    const ids = lacking.map(({ companyId }) => companyId)
    if (ids.length > 0) completed += await transactor.system(ids, 'complete-books', (unit) => complete(unit, ids))
  }
  return completed
}

/** Adds what is still missing once the books are held. */
async function complete(unit: UnitOfWork, companyIds: readonly string[]): Promise<number> {
  await holdBooks(unit.tx, companyIds)
  const lacking = await lackingIn(unit.tx, companyIds)
  if (lacking.length === 0) return 0
  const charts = lacking.filter(({ missing }) => missing.accounts.length > 0)
  await nextChartVersions(
    unit.tx,
    charts.map(({ companyId }) => companyId),
  )
  await bringSetUp(
    unit,
    lacking.map(({ missing }) => missing),
    'CREATED',
  )
  for (const reason of ['VOUCHER_TEMPLATE_MISSING', 'ACCOUNT_RULE_MISSING']) await retryBlocked(unit, { reason })
  return lacking.length
}

async function lackingIn(
  tx: Sql,
  companyIds: readonly string[],
): Promise<{ readonly companyId: string; readonly missing: SetUp }[]> {
  const incomplete = await incompleteBooks(tx, companyIds, wanted)
  if (incomplete.length === 0) return []
  const sets = incomplete.map(({ book, missing }) => ({ setUp: openingSet(book), missing, companyId: book.companyId }))
  const named = sets.flatMap(({ setUp: { accounts, rules } }) => [
    ...accounts.flatMap(({ parentCode }) => parentCode ?? []),
    ...rules.map(({ accountCode }) => accountCode),
  ])
  const ids = sets.map(({ companyId }) => companyId)
  const charts = await accountsOfCodes(tx, ids, [...new Set(named)])
  return sets.flatMap(({ companyId, setUp, missing }) => {
    const added = missingOf(setUp, missing, charts.get(companyId) ?? new Map())
    return added ? [{ companyId, missing: added }] : []
  })
}
