import { badInput, connection, foreignCursor, pageOf, payload } from '@erp/graphql-kit'
import { requireUnnarrowed } from '@erp/service-kit'
import { type BusinessDate, type Currency, isId, money } from '@erp/values'
import { discountOf } from '../domain/early-payment.ts'
import {
  type AgeingBucket,
  ageingBuckets,
  type OpenItem as Item,
  kindsOf,
  type OpenItemKind,
  openItemKinds,
  partyOf,
} from '../domain/open-item.ts'
import type {
  AgeingRowResolvers,
  MutationResolvers,
  OpenItemResolvers,
  PartyStatementEntryResolvers,
  PartyStatementResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { currencyOfBooks } from '../store/books.ts'
import {
  type AgeingRow as AgedParty,
  ageing,
  findOpenItems,
  listOpenItems,
  openDiscounts,
  statementEntries,
} from '../store/open-item-lists.ts'
import { extendDiscount } from '../use-cases/extend-discount.ts'
import type { Context } from './context.ts'
import { positionKeys, positionOf, readPosition } from './report-arguments.ts'

export type ShownAgeingRow = AgedParty & {
  readonly kind: OpenItemKind
  readonly currency: Currency
  readonly buckets: readonly AgeingBucket[]
}

export const Query: QueryResolvers = {
  openItems: async (_, { kinds, partyId = null, overdueOn = null, asOf = null, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['date', 'id'])
    const [dueOn, id] = page.after ?? []
    const after = dueOn !== undefined && id !== undefined ? { dueOn: dueOn as BusinessDate, id } : undefined
    if (partyId !== null && !isId(partyId)) throw badInput('partyId is the id of a customer, supplier or employee.')
    const filter = { kinds: kinds ?? openItemKinds, partyId, overdueOn, asOf }
    const rows = await transactor.read([caller.companyId], (tx) =>
      listOpenItems(tx, caller.companyId, filter, { limit: page.limit, after }),
    )
    return connection(rows, { ...page, orderKey: (item) => [item.dueOn, item.id] })
  },

  openItem: async (_, { id }, { loaders }) => (await loaders.openItem.load(id)) ?? null,

  openItemAgeing: async (_, { kind, asOf, throughDays, ...asked }, { transactor, caller }) => {
    const buckets = ageingBuckets(throughDays)
    if (!buckets) throw badInput('throughDays are at most twelve rising numbers of days.')
    const page = pageOf(asked)
    const afterPartyId = page.after?.[0]
    if (afterPartyId !== undefined && !isId(afterPartyId)) throw foreignCursor()
    const rows = await transactor.read([caller.companyId], async (tx) => {
      const currency = await currencyOfBooks(tx, caller.companyId)
      if (currency === undefined) return []
      const found = await ageing(tx, caller.companyId, { kind, asOf, buckets }, { limit: page.limit, afterPartyId })
      return found.map((row) => ({ ...row, kind, currency, buckets }))
    })
    return connection(rows, { ...page, orderKey: ({ partyId }) => [partyId ?? ''] })
  },

  partyStatement: (_, { dimension, partyId, kinds, beginsOn, endsOn }, { caller }) => {
    if (!isId(partyId)) throw badInput('partyId is the id of a customer, supplier or employee.')
    if (beginsOn > endsOn) throw badInput('beginsOn is not after endsOn.')
    const own = kindsOf(dimension)
    if (kinds?.some((kind) => !own.includes(kind))) throw badInput('kinds are those of such a party.')
    return { companyId: caller.companyId, dimension, partyId, kinds: kinds ?? own, beginsOn, endsOn }
  },
}

export const Mutation: MutationResolvers = {
  extendDiscount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'extendDiscount', idempotencyKey, input },
      (unit) => extendDiscount(unit, input),
      async (tx, id) => (await findOpenItems(tx, [id]))[0],
    )
    return payload('openItem', outcome, context)
  },
}

export const OpenItem: OpenItemResolvers = {
  __resolveReference: async ({ id }, { loaders }) => (await loaders.openItem.load(id)) ?? null,
  account: async ({ accountId }, _, { loaders }) => present(await loaders.account.load(accountId)),
  party: ({ kind, partyId }) => ({ dimension: partyOf[kind], valueId: partyId }),
  voucher: async ({ voucherId }, _, { loaders, caller }) =>
    voucherInReach(await loaders.voucher.load(voucherId), caller),
  instalment: ({ instalment }) => instalment || null,
  discount: (item) => {
    const off = discountOf(item, item.open)
    const through = item.discountThrough
    return off === 0n || through === null ? null : { amount: money(onSide(item, off), item.currency), through }
  },
  original: (item) => money(onSide(item, item.original), item.currency),
  open: (item) => money(onSide(item, item.open), item.currency),
  carrying: (item) => money(onSide(item, item.carrying), item.baseCurrency),
}

export const AgeingRow: AgeingRowResolvers = {
  party: ({ kind, partyId }) => ({ dimension: partyOf[kind], valueId: partyId }),
  total: (row) => money(grown(row, row.total), row.currency),
  notDue: (row) => money(grown(row, row.notDue), row.currency),
  overdue: (row) =>
    row.buckets.map((bucket, index) => ({
      ...bucket,
      amount: money(grown(row, row.overdue[index] ?? 0n), row.currency),
    })),
}

const snapshot = { snapshot: true } as const

export const PartyStatement: PartyStatementResolvers = {
  party: ({ dimension, partyId }) => ({ dimension, valueId: partyId }),
  opening: async (asked, _, { loaders }) => {
    const { opening, currency } = await loaders.statementFigures.load(asked)
    return money(opening, currency)
  },
  turnover: async (asked, _, { loaders }) => {
    const { debit, credit, currency } = await loaders.statementFigures.load(asked)
    return { debit: money(debit, currency), credit: money(credit, currency) }
  },
  closing: async (asked, _, { loaders }) => {
    const { opening, debit, credit, currency } = await loaders.statementFigures.load(asked)
    return money(opening + debit - credit, currency)
  },
  discounts: async (asked, _, { transactor, caller }) => {
    const open = await transactor.read([caller.companyId], (tx) => openDiscounts(tx, asked), snapshot)
    return open.map(({ amount, currency, through }) => ({ amount: money(amount, currency), through }))
  },
  entries: async (asked, position, { transactor, caller }) => {
    const page = pageOf(position, positionKeys)
    const place = page.after && readPosition(page.after)
    const after = place && { ...place, movedOn: place.postingDate }
    const rows = await transactor.read(
      [caller.companyId],
      (tx) => statementEntries(tx, asked, { limit: page.limit, after }),
      snapshot,
    )
    return connection(rows, { ...page, orderKey: (entry) => positionOf({ postingDate: entry.movedOn, line: entry }) })
  },
}

export const PartyStatementEntry: PartyStatementEntryResolvers = {
  on: ({ movedOn }) => movedOn,
  account: async ({ accountId }, _, { loaders }) => present(await loaders.account.load(accountId)),
  voucher: async ({ voucherId }, _, { loaders, caller }) =>
    voucherInReach(await loaders.voucher.load(voucherId), caller),
  debit: ({ debit, currency }) => money(debit, currency),
  credit: ({ credit, currency }) => money(credit, currency),
  foreign: ({ foreign, foreignCurrency }) =>
    foreign === null || foreignCurrency === null ? null : money(foreign, foreignCurrency),
  balance: ({ balance, currency }) => money(balance, currency),
}

function onSide({ side }: Item, net: bigint): bigint {
  return side === 'DEBIT' ? net : -net
}

const onCreditSide: readonly OpenItemKind[] = ['ADVANCE_RECEIVED', 'PAYABLE', 'OWED_TO_EMPLOYEE']

/** A net amount as a person reads it of its kind: what a supplier is owed is positive. */
function grown({ kind }: ShownAgeingRow, net: bigint): bigint {
  return onCreditSide.includes(kind) ? -net : net
}

/** Whoever is narrowed does not see a voucher that names others beside the party of the item. */
function voucherInReach<Found>(found: Found | undefined, caller: Context['caller']): Found {
  if (found === undefined) requireUnnarrowed(caller, 'A voucher that names others too is')
  return present(found)
}

/** A voucher line cannot be without its voucher and account. */
function present<Found>(found: Found | undefined): Found {
  if (found === undefined) throw new Error('What an open item stands on cannot be found')
  return found
}
