import type { Caller } from '@erp/service-kit'
import {
  type BusinessDate,
  type Currency,
  convert,
  currency,
  Decimal,
  formatMoney,
  isRefusal,
  lastDayOf,
  money,
  newId,
  type Period,
} from '@erp/values'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { settlementRules } from '../src/domain/auto-settlement.ts'
import type { CashAccount, CashDocument } from '../src/domain/cash-document.ts'
import { discountOf, discountOn } from '../src/domain/early-payment.ts'
import { type OpenItem, openItemKinds, type PartyDimension, partyOf } from '../src/domain/open-item.ts'
import { listOpenItems } from '../src/store/open-item-lists.ts'
import { autoSettleOpenItems } from '../src/use-cases/auto-settle-open-items.ts'
import { approveCashDocument } from '../src/use-cases/decide-on-cash-document.ts'
import { decidedKinds } from '../src/use-cases/decided-kinds.ts'
import { createCashAccount } from '../src/use-cases/keep-cash-accounts.ts'
import { postCashDocument } from '../src/use-cases/post-cash-document.ts'
import { postCancelledSalesInvoices, postSalesInvoices } from '../src/use-cases/post-sales-invoices.ts'
import { reverseCashDocument } from '../src/use-cases/reverse-cash-document.ts'
import { setBadDebtRates } from '../src/use-cases/set-bad-debt-rates.ts'
import { settleOpenItems } from '../src/use-cases/settle-open-items.ts'
import { transferOpenItems } from '../src/use-cases/transfer-open-items.ts'
import { undoSettlement } from '../src/use-cases/undo-settlement.ts'
import { type CashInput, createCashDocument } from '../src/use-cases/write-cash-document.ts'
import { postBadDebtWriteOff, proposeBadDebtWriteOff } from '../src/use-cases/write-off-bad-debt.ts'
import { type Entry, inForeign } from './entries.ts'
import { messageOf } from './finance-database.ts'
import { salesInvoiceOf } from './invoices-in-parts.ts'
import { knowParties } from './known-parties.ts'
import { sound, useMonthEnd } from './month-end.ts'

const { database, transactor, accountantOfNewCompany, enter, run, close, balances, colleagueOf } = await useMonthEnd()

const cny = currency('CNY')
const currencies = [cny, currency('USD'), currency('JPY')] as const
const months = ['2026-01', '2026-02', '2026-03'] as const

/** What is posted with one line of a party, where the other line goes, and whether in red. */
const postings = {
  INVOICE: { party: 'customer', side: 'Dr', code: '1122', other: '6001', red: false },
  CREDIT_NOTE: { party: 'customer', side: 'Dr', code: '1122', other: '6001', red: true },
  RECEIPT: { party: 'customer', side: 'Cr', code: '1122', other: '1002', red: false },
  ADVANCE: { party: 'customer', side: 'Cr', code: '2203', other: '1002', red: false },
  BILL: { party: 'supplier', side: 'Cr', code: '2202.01', other: '6602', red: false },
  DEBIT_NOTE: { party: 'supplier', side: 'Cr', code: '2202.01', other: '6602', red: true },
  PREPAYMENT: { party: 'supplier', side: 'Dr', code: '1123', other: '1002', red: false },
  CLAIM: { party: 'employee', side: 'Cr', code: '2241', other: '6602', red: false },
  LOAN: { party: 'employee', side: 'Dr', code: '1221', other: '1002', red: false },
} as const

/** What is posted, settled or taken back; which of the things that are there is decided when it is done. */
const act = fc.record({
  what: fc.constantFrom(
    ...(Object.keys(postings) as (keyof typeof postings)[]),
    'INSTALMENTS',
    'SETTLE',
    'SETTLE',
    'SETTLE',
    'OFFSET',
    'AUTO',
    'WRITE_OFF',
    'TRANSFER',
    'UNDO',
    'PAY',
    'PAY',
    'PAY_EARLY',
    'TAKE_BACK',
  ),
  of: fc.constantFrom(...currencies),
  minor: fc.integer({ min: 100, max: 999_999 }),
  rate: fc.integer({ min: 1, max: 120_000 }).map((units) => (units / 10_000).toFixed(4)),
  customer: fc.integer({ min: 0, max: 1 }),
  pick: fc.nat(),
  share: fc.constantFrom(1n, 2n, 3n, 10n),
})
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never
const month = fc.record({
  acts: fc.array(act, { minLength: 8, maxLength: 20 }),
  rates: fc.record({ USD: fc.integer({ min: 1, max: 99_999 }), JPY: fc.integer({ min: 1, max: 99_999 }) }),
})

class Books {
  readonly parties = {
    ...{ customer: [newId(), newId()], supplier: [newId(), newId()], employee: [newId(), newId()] },
  } as const
  readonly settlements: string[] = []
  readonly receipts: CashDocument[] = []
  readonly accountant: Caller
  readonly cash: readonly CashAccount[]

  constructor(accountant: Caller, cash: readonly CashAccount[]) {
    this.accountant = accountant
    this.cash = cash
  }

  items(): Promise<OpenItem[]> {
    const { companyId } = this.accountant
    const filter = { kinds: openItemKinds, partyId: null, overdueOn: null, asOf: null }
    return transactor.read([companyId], (tx) => listOpenItems(tx, companyId, filter, { limit: 500, after: undefined }))
  }

  async do(one: Act, day: BusinessDate): Promise<void> {
    switch (one.what) {
      case 'INSTALMENTS':
        return this.invoiceInParts(one, day)
      case 'SETTLE':
        return this.settle(one, day)
      case 'OFFSET':
        return this.offset(one, day)
      case 'AUTO':
        return this.auto(day)
      case 'WRITE_OFF':
        return this.writeOff(one, day)
      case 'TRANSFER':
        return this.transfer(one, day)
      case 'PAY':
        return this.pay(one, day)
      case 'PAY_EARLY':
        return this.payEarly(one, day)
      case 'TAKE_BACK':
        return this.takeBack(one, day)
      case 'UNDO': {
        const [settlementId] = this.settlements.splice(one.pick % Math.max(1, this.settlements.length), 1)
        if (settlementId === undefined) return
        sound(
          await transactor.transact(this.accountant, 'undo', (unit) =>
            undoSettlement(unit, { settlementId, undoneOn: day, reason: 'property' }),
          ),
        )
        return
      }
      default:
        return this.post(one, postings[one.what], day)
    }
  }

  /** In one of three currencies; what employees owe and are owed is in that of the books. */
  private async post(
    { of, minor, rate, customer }: Act,
    { party, side, code, other, red }: (typeof postings)[keyof typeof postings],
    day: BusinessDate,
  ): Promise<void> {
    const amount = money(BigInt(minor), party === 'employee' ? cny : of)
    const base = amount.currency === cny ? amount : convert(amount, new Decimal(rate), cny)
    if (base.minor === 0n) return
    const signed = (text: string) => (red ? `-${text}` : text)
    const foreign = amount.currency === cny ? {} : inForeign(signed(formatMoney(amount)), amount.currency, rate)
    const text = signed(formatMoney(base))
    const cash = other === '1002' ? { cashFlowItem: 'SALES_RECEIPTS' } : {}
    const line: Entry = [side, code, text, { [`${party}Id`]: this.parties[party][customer], ...foreign }]
    await enter(this.accountant, day, line, [side === 'Dr' ? 'Cr' : 'Dr', other, text, cash])
  }

  /** Lines due in parts that cut through them; now and then taken back at once, which leaves nothing. */
  private async invoiceInParts({ minor, customer, pick, share }: Act, day: BusinessDate): Promise<void> {
    const [gross, line] = [BigInt(minor), BigInt(pick % minor)]
    const amounts = [gross / (share + 1n), gross - gross / (share + 1n)].filter((part) => part > 0n)
    const text = (part: bigint) => formatMoney(money(part, cny))
    const told = salesInvoiceOf(
      this.accountant,
      [line, gross - line].filter((part) => part > 0n).map(text),
      amounts.map((part) => ({ dueOn: day, amount: text(part), ...twoPercentOf(part, text) })),
      { customerId: this.parties.customer[customer] ?? '', invoicedOn: day },
    )
    const { companyId } = told
    const before = (await this.items()).length
    const message = messageOf(companyId, told)
    await transactor.system([companyId], 'invoice', (unit) => postSalesInvoices(unit, [message]))
    const made = (await this.items()).filter(({ documentId }) => documentId === told.salesInvoiceId)
    for (const [place, part] of amounts.entries())
      expect(made.filter(({ instalment }) => instalment === place + 1).reduce((sum, { open }) => sum + open, 0n)).toBe(
        part,
      )
    if (share !== 10n) return
    await transactor.system([companyId], 'cancel', (unit) =>
      postCancelledSalesInvoices(unit, [messageOf(companyId, told)]),
    )
    expect(await this.items()).toHaveLength(before)
  }

  /** Of what customers or suppliers owe or are owed. */
  private async writeOff({ pick, share }: Act, day: BusinessDate): Promise<void> {
    const items = (await this.items()).filter(({ kind }) => partyOf[kind] !== 'EMPLOYEE')
    const item = items[pick % Math.max(1, items.length)]
    if (!item) return
    const open = item.open < 0n ? -item.open : item.open
    const amount = formatMoney(money(open / share || open, item.currency))
    const settlementId = await writesOff(this.accountant, item, amount, day)
    if (settlementId !== undefined) this.settlements.push(settlementId)
  }

  /** Part of a receivable or payable, or of a credit, passes to the other customer or supplier. */
  private async transfer({ pick, share }: Act, day: BusinessDate): Promise<void> {
    const items = (await this.items()).filter(({ kind }) => kind === 'RECEIVABLE' || kind === 'PAYABLE')
    const item = items[pick % Math.max(1, items.length)]
    if (!item) return
    const { customer, supplier } = this.parties
    const open = item.open < 0n ? -item.open : item.open
    const amount = formatMoney(money(open / share || open, item.currency))
    const others = item.kind === 'RECEIVABLE' ? customer : supplier
    const toPartyId = others.find((id) => id !== item.partyId) ?? ''
    const outcome = await transactor.transact(this.accountant, 'transfer', (unit) =>
      transferOpenItems(unit, {
        ...{ transferredOn: day, toPartyId, agreement: 'property' },
        items: [{ openItemId: item.id, amount, expectedVersion: item.version }],
      }),
    )
    if (!isRefusal(outcome)) this.settlements.push(outcome.id)
    else expect(outcome).toMatchObject({ refusal: 'SettlementWorthNothing' })
  }

  /** Part of a receivable is paid in another currency; now and then twice as much, the rest being an advance. */
  private async pay({ pick, share, minor, rate }: Act, day: BusinessDate): Promise<void> {
    const cash = this.cash[pick % this.cash.length]
    if (!cash) throw new Error('There is no cash account')
    const owed = (await this.items()).filter(({ kind, open }) => kind === 'RECEIVABLE' && open > 0n)
    const foreign = owed.filter((item) => item.currency !== cash.currency)
    const item = foreign[pick % Math.max(1, foreign.length)]
    if (!item) return
    const paid = money(BigInt(minor), cash.currency)
    const amount = pick % 2 === 0 ? paid : money(2n * paid.minor, cash.currency)
    const part = formatMoney(money(item.open / share || item.open, item.currency))
    const receipt = await receives(this.accountant, {
      ...{ cashAccountId: cash.id, partyDimension: 'CUSTOMER', partyId: item.partyId, counterAccountCode: null },
      ...{ paidOn: day, amount: formatMoney(amount), fee: null, exchangeRate: cash.currency === cny ? null : rate },
      ...{ cashFlowItem: null, reference: null, note: null },
      items: [{ openItemId: item.id, amount: part, paidAmount: formatMoney(paid) }],
    })
    if (receipt) this.receipts.push(receipt)
  }

  /** A share of what a discount is to be had on is paid for less; what stays open keeps the rest of the discount. */
  private async payEarly({ pick, share }: Act, day: BusinessDate): Promise<void> {
    const cash = this.cash.find((account) => account.currency === cny)
    const early = (await this.items()).filter((one) => one.open > 0n && discountOn(one, one.open, day) > 0n)
    const item = early[pick % Math.max(1, early.length)]
    const amount = item && (item.open / share || item.open)
    const off = item && amount ? discountOn(item, amount, day) : 0n
    if (!cash || !item || !amount || off === 0n) return
    const receipt = await receives(this.accountant, {
      ...{ cashAccountId: cash.id, partyDimension: 'CUSTOMER', partyId: item.partyId, counterAccountCode: null },
      ...{ paidOn: day, amount: formatMoney(money(amount - off, cny)), fee: null, exchangeRate: null },
      ...{ cashFlowItem: null, reference: null, note: null },
      items: [{ openItemId: item.id, amount: formatMoney(money(amount, cny)), takesDiscount: true }],
    })
    if (!receipt) throw new Error('A discount in time was refused')
    this.receipts.push(receipt)
    const left = (await this.items()).find(({ id }) => id === item.id)
    expect((left ? discountOf(left, left.open) : 0n) + off).toBe(discountOf(item, item.open))
  }

  private async takeBack({ pick }: Act, day: BusinessDate): Promise<void> {
    const [receipt] = this.receipts.splice(pick % Math.max(1, this.receipts.length), 1)
    if (!receipt) return
    const { id: cashDocumentId, version: expectedVersion } = receipt
    const outcome = await transactor.transact(this.accountant, 'takeBack', (unit) =>
      reverseCashDocument(unit, { cashDocumentId, expectedVersion, reversedOn: day, reason: 'property' }),
    )
    if (isRefusal(outcome)) expect(outcome).toMatchObject({ refusal: 'AdvanceInUse' })
  }

  /** Two items of one party that can meet. */
  private async settle(one: Act, day: BusinessDate): Promise<void> {
    const items = await this.items()
    const pairs = items.flatMap((debit) =>
      items.filter((credit) => debit.partyId === credit.partyId).map((credit) => [debit, credit] as const),
    )
    return this.settlePair(pairs, null, one, day)
  }

  /** A customer and a supplier who are one, by agreement. */
  private async offset(one: Act, day: BusinessDate): Promise<void> {
    const items = await this.items()
    const of = (wanted: PartyDimension) => items.filter(({ kind }) => partyOf[kind] === wanted)
    const pairs = of('CUSTOMER').flatMap((owed) => of('SUPPLIER').map((owing) => [owed, owing] as const))
    return this.settlePair(pairs, 'property', one, day)
  }

  /** By a share of what the smaller of one of the pairs has left; now and then all of it. */
  private async settlePair(
    all: readonly (readonly [OpenItem, OpenItem])[],
    agreement: string | null,
    { pick, share }: Act,
    day: BusinessDate,
  ): Promise<void> {
    const pairs = all.filter(([one, other]) => one.open > 0n !== other.open > 0n && one.currency === other.currency)
    const pair = pairs[pick % Math.max(1, pairs.length)]
    if (!pair) return
    const [one = 0n, other = 0n] = pair.map(({ open }) => (open < 0n ? -open : open))
    const most = one < other ? one : other
    const amount = formatMoney(money(most / share || most, pair[0].currency))
    const outcome = await transactor.transact(this.accountant, 'settle', (unit) =>
      settleOpenItems(unit, {
        ...{ settledOn: day, writeOffRest: false, agreement },
        items: pair.map(({ id, version }) => ({ openItemId: id, amount, expectedVersion: version })),
      }),
    )
    if (!isRefusal(outcome)) this.settlements.push(outcome.id)
    else expect(outcome).toMatchObject({ refusal: 'SettlementWorthNothing' })
  }

  /** Rules leave no party with something on both sides of a currency, but what may be worth nothing in the books. */
  private async auto(day: BusinessDate): Promise<void> {
    const asked = { settledOn: day, kinds: openItemKinds, partyId: null, rules: settlementRules }
    const { more, settlements } = sound(
      await transactor.transact(this.accountant, 'auto', (unit) => autoSettleOpenItems(unit, asked)),
    )
    expect(more).toBe(false)
    this.settlements.push(...settlements.map(({ id }) => id))
    const groups = Map.groupBy(
      await this.items(),
      ({ kind, partyId, currency }) => `${partyOf[kind]} ${partyId} ${currency}`,
    )
    const size = (amount: bigint) => (amount < 0n ? -amount : amount)
    for (const own of groups.values())
      if (own.every(({ open, carrying }) => size(carrying) >= size(open)))
        expect(new Set(own.map(({ open }) => open > 0n)).size).toBe(1)
  }
}

/** What paying a part through March takes off it; nothing off the smallest. */
function twoPercentOf(part: bigint, text: (part: bigint) => string) {
  const off = part / 50n
  return off === 0n ? {} : { discount: { amount: text(off), through: '2026-03-31' } }
}

/** Gives part of an item up: proposed by one, approved by another, posted by a third. */
async function writesOff(maker: Caller, item: OpenItem, amount: string, on: BusinessDate): Promise<string | undefined> {
  const items = [{ openItemId: item.id, amount, expectedVersion: item.version }]
  const approvals = { ask: async () => {}, withdraw: async () => {} }
  const proposed = sound(
    await transactor.transact(maker, 'propose', (unit) =>
      proposeBadDebtWriteOff(unit, { items, proposedOn: on, reason: 'property' }, approvals),
    ),
  )
  const approverId = newId()
  const { id, companyId, approvalId } = proposed
  const decided = {
    ...{ companyId, approvalId, documentType: 'BAD_DEBT_WRITE_OFF', documentId: id, documentVersion: 1, reason: null },
    ...{ outcome: 'APPROVED' as const, decidedBy: approverId, decidedAt: `${on}T08:00:00Z`, approverIds: [approverId] },
  }
  await transactor.transact(maker, 'decide', (unit) =>
    decidedKinds.BAD_DEBT_WRITE_OFF.decide(unit, [messageOf(companyId, decided)]),
  )
  const posted = await transactor.transact(colleagueOf(maker), 'post', (unit) =>
    postBadDebtWriteOff(unit, { badDebtWriteOffId: id, expectedVersion: 2, postedOn: on }),
  )
  if (!isRefusal(posted)) return posted.settlementId ?? undefined
  expect(posted).toMatchObject({ refusal: 'SettlementWorthNothing' })
  return undefined
}

/** A receipt that one wrote and another approved and posted. */
async function receives(maker: Caller, input: CashInput): Promise<CashDocument | undefined> {
  const draft = sound(
    await transactor.transact(maker, 'create', (unit) => createCashDocument(unit, { direction: 'RECEIPT', ...input })),
  )
  const named = { cashDocumentId: draft.id, expectedVersion: 1 }
  sound(await transactor.transact(colleagueOf(maker), 'approve', (unit) => approveCashDocument(unit, named)))
  const posted = await transactor.transact(maker, 'post', (unit) =>
    postCashDocument(unit, { ...named, expectedVersion: 2 }),
  )
  if (!isRefusal(posted)) return posted
  expect(posted).toMatchObject({ refusal: 'SettlementWorthNothing' })
  return undefined
}

/** A cash box in the currency of the books and a bank account in yen. */
async function cashOf(accountant: Caller): Promise<CashAccount[]> {
  const open = (code: string, accountCode: string, its: Currency | null) =>
    transactor.transact(accountant, 'createCashAccount', (unit) =>
      createCashAccount(unit, { code, name: { zh: code, en: code }, accountCode, currency: its, bankName: null }),
    )
  return [sound(await open('BOX', '1001', null)), sound(await open('BANK', '1002', currency('JPY')))]
}

/** A tenth of what each customer owes in all, half up, as this test adds it up; what one has too much pays for no other. */
function tenthOf(items: readonly OpenItem[]): bigint {
  const receivables = items.filter(({ kind }) => kind === 'RECEIVABLE')
  const owed = [...Map.groupBy(receivables, ({ partyId }) => partyId).values()]
    .map((own) => own.reduce((sum, { carrying }) => sum + carrying, 0n))
    .reduce((sum, net) => (net > 0n ? sum + net : sum), 0n)
  return (owed + 5n) / 10n
}

/** Where items are not what their account is, in the books' currency or in their own; and settled ones that carry something. */
async function faults({ companyId }: Caller) {
  return database.rows`
    with line as (
      select account_id, coalesce(l.foreign_currency, 'CNY') as currency, debit - credit as base,
        case when l.foreign_currency is null then debit - credit
             when debit <> 0 then foreign_amount else -foreign_amount end as own,
        case when open_item_kind in ('RECEIVABLE', 'ADVANCE_RECEIVED') then customer_id
             when open_item_kind in ('PAYABLE', 'ADVANCE_PAID') then supplier_id else employee_id end as party_id
      from voucher_line l join account a on a.id = account_id and a.open_item_kind is not null
      where l.company_id = ${companyId}::uuid),
    ledger as (
      select account_id, party_id, currency, sum(base) as base, sum(own) as own
      from line where party_id is not null group by 1, 2, 3),
    items as (
      select account_id, party_id, currency, sum(carrying) as base, sum(open) as own
      from open_item where company_id = ${companyId}::uuid group by 1, 2, 3)
    select account_id, party_id, currency, ledger.base, items.base, ledger.own, items.own
    from ledger full join items using (account_id, party_id, currency)
    where (coalesce(ledger.base, 0), coalesce(ledger.own, 0)) <> (coalesce(items.base, 0), coalesce(items.own, 0))
    union all
    select account_id, party_id, currency, carrying, 0, open, 0 from open_item
    where company_id = ${companyId}::uuid and open = 0 and carrying <> 0`
}

test('open items are the balance of their accounts after every step, in three currencies and over month-ends', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(month, month, month), async (script) => {
      const accountant = await accountantOfNewCompany()
      const books = new Books(accountant, await cashOf(accountant))
      await knowParties(transactor, accountant, 'CUSTOMER', books.parties.customer)
      await knowParties(transactor, accountant, 'SUPPLIER', books.parties.supplier)
      const rates = [{ fromDays: 0, rate: '0.1' }]
      sound(
        await transactor.transact(accountant, 'setBadDebtRates', (unit) =>
          setBadDebtRates(unit, { rates, expectedVersion: 0 }),
        ),
      )
      for (const [index, { acts, rates }] of script.entries()) {
        const period = (months[index] ?? '2026-03') as Period
        for (const [place, one] of acts.entries()) {
          await books.do(one, `${period}-${String(place + 1).padStart(2, '0')}` as BusinessDate)
          expect(await faults(accountant)).toEqual([])
        }
        for (const [code, units] of Object.entries(rates))
          await database.rows`
            with set as (
              insert into exchange_rate (id, company_id, foreign_currency, rate_type, effective_on, rate)
              values (gen_random_uuid(), ${accountant.companyId}::uuid, ${code}, 'CLOSING', ${lastDayOf(period)}::date,
                      ${(units / 10_000).toFixed(4)}::numeric) returning *)
            insert into exchange_rate_revision (exchange_rate_id, version, company_id, rate, changed_by, changed_at)
            select id, version, company_id, rate, ${accountant.userId}::uuid, now() from set`
        sound(await run(accountant, period, 'FX_REVALUATION'))
        expect(await faults(accountant)).toEqual([])
        sound(await run(accountant, period, 'BAD_DEBT_PROVISION'))
        const { lines } = await balances(accountant, period)
        expect(-((lines as Record<string, { closing: bigint }>)['1231']?.closing ?? 0n)).toBe(
          tenthOf(await books.items()),
        )
        sound(await run(accountant, period, 'PROFIT_CARRY_FORWARD'))
        sound(await close(accountant, period))
      }
    }),
    { numRuns: 4 },
  )
})
