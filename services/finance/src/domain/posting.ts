import { type Currency, firstDayOf, isRefusal, type Period, periodOf, type Refusal, refuse } from '@erp/values'
import { type Account, checkPostable } from './account.ts'
import { type AccountRule, determine } from './account-rule.ts'
import { type Dimension, missingDimension } from './auxiliary-dimension.ts'
import type { FiscalPeriod } from './fiscal-period.ts'
import type { LatePosting } from './late-posting.ts'
import type { PostingFacts } from './posting-facts.ts'
import { type BalancedVoucher, balanceVoucher, noPeople, noPersonalFacts, type VoucherLine } from './voucher.ts'
import { applyTemplate, type KeyedLine, templateOn, type VoucherTemplate } from './voucher-template.ts'

/** Everything of a company that decides what a business event posts. */
export type Books = {
  readonly currency: Currency
  readonly periods: ReadonlyMap<string, FiscalPeriod>
  /** The active versions by event kind. */
  readonly templates: ReadonlyMap<string, readonly VoucherTemplate[]>
  readonly rules: readonly AccountRule[]
  readonly accounts: ReadonlyMap<string, Account>
}

export type ObstacleReason =
  | 'BOOKS_NOT_OPEN'
  | 'CURRENCY_NOT_OF_BOOKS'
  | 'PERIOD_MISSING'
  | 'PERIOD_CLOSED'
  | 'VOUCHER_TEMPLATE_MISSING'
  | 'ACCOUNT_RULE_MISSING'
  | 'ACCOUNT_NOT_POSTABLE'
  | 'DIMENSION_MISSING'
  | 'CASH_FLOW_ITEM_MISSING'
  | 'WAITING_FOR_REVIEW'
  | 'VOUCHER_TURNED_DOWN'
  | 'VOUCHER_UNBALANCED'

/** Why an event cannot be posted now. It waits, visibly, until a person mends the cause; it is never dropped or posted elsewhere. */
export type PostingObstacle = Refusal<
  'PostingObstacle',
  { reason: ObstacleReason; facts: Readonly<Record<string, string>> }
>

/** An event worth nothing in money: it is recorded as posted, without a voucher. */
export type NothingToPost = { readonly nothingToPost: true }

/**
 * Event → voucher: a pure function of what happened and the company's set-up. Amounts are taken as they come; only
 * accounts are chosen here. Dated on the business date, or held when that period is closed; a `late` one that somebody let
 * through is dated the first day of the first open period and keeps its business date.
 */
export function post(
  facts: PostingFacts,
  books: Books | undefined,
  late?: LatePosting,
): BalancedVoucher | NothingToPost | PostingObstacle {
  if (!books) return obstacle('BOOKS_NOT_OPEN', {})
  if (facts.currency !== books.currency)
    return obstacle('CURRENCY_NOT_OF_BOOKS', { currency: facts.currency, booksCurrency: books.currency })

  const ownPeriod = periodOf(facts.businessDate)
  const fiscalPeriod = books.periods.get(ownPeriod)
  if (!fiscalPeriod) return obstacle('PERIOD_MISSING', { period: ownPeriod })
  // A close seals every module; what is closed is called closed.
  const module = fiscalPeriod.status === 'CLOSED' ? null : (late?.sealedBy ?? null)
  const closed = fiscalPeriod.status === 'CLOSED' || module !== null
  const period = closed ? openPeriodFor(late, books) : ownPeriod
  if (period === undefined)
    return obstacle('PERIOD_CLOSED', { period: ownPeriod, ...(module === null ? {} : { module }) })

  const template = templateOn(books.templates.get(facts.eventKind) ?? [], facts.businessDate)
  if (!template) return obstacle('VOUCHER_TEMPLATE_MISSING', { eventKind: facts.eventKind })

  const keyedLines = applyTemplate(template.lines, facts)
  if (keyedLines.length === 0) return { nothingToPost: true }

  const lines: VoucherLine[] = []
  for (const keyedLine of keyedLines) {
    const line = place(keyedLine, lines.length + 1, books)
    if (isRefusal(line)) return line
    lines.push(line)
  }
  const voucher = balanceVoucher({
    ...noPeople,
    companyId: facts.companyId,
    kind: 'SYSTEM',
    word: template.word,
    period,
    postingDate: period === ownPeriod ? facts.businessDate : firstDayOf(period),
    businessDate: facts.businessDate,
    currency: facts.currency,
    documentType: facts.documentType,
    documentId: facts.documentId,
    documentNumber: facts.documentNumber,
    sourceType: facts.sourceType,
    sourceId: facts.sourceId,
    purpose: facts.eventKind,
    revision: facts.revision,
    templateVersionId: template.id,
    reversesId: null,
    draftId: null,
    attachmentCount: 0,
    lines,
  })
  return isRefusal(voucher) ? obstacle('VOUCHER_UNBALANCED', { debit: voucher.debit, credit: voucher.credit }) : voucher
}

function openPeriodFor(late: LatePosting | undefined, books: Books): Period | undefined {
  if (!late?.approved || late.into === null) return undefined
  const into = books.periods.get(late.into)
  return into && into.status !== 'CLOSED' ? into.period : undefined
}

/** The account that the rules find for a line. */
function accountOf({ accountKey, fact }: KeyedLine, books: Pick<Books, 'rules' | 'accounts'>) {
  const {
    itemClass,
    valuationAreaId,
    partyClass = null,
    taxCode = null,
    departmentId = null,
    expenseType = null,
  } = fact
  const about = { itemClass, valuationAreaId, partyClass, taxCode, departmentId, expenseType }
  const rule = determine(books.rules, { accountKey, ...about })
  if (isRefusal(rule)) return obstacle('ACCOUNT_RULE_MISSING', { accountKey, ...known(about) })
  const account = books.accounts.get(rule.accountCode)
  return account ? { rule, account } : obstacle('ACCOUNT_RULE_MISSING', { accountKey, accountCode: rule.accountCode })
}

/** What its voucher line says of a dimension. */
function carriedBy({ dimensions, fact }: KeyedLine, one: Dimension): string | null {
  return (dimensions?.includes(one) ?? true) ? (fact[`${one}Id`] ?? null) : null
}

/** What an event would debit, by source line, as far as the set-up of the company has accounts for it. */
export type ForeseenDebit = {
  readonly sourceLineId: string
  readonly accountId: string
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly amount: bigint
}

/** What an event would debit if it happened on a day on which it can be posted. */
export function foreseeDebits(facts: PostingFacts, books: Books): ForeseenDebit[] {
  const template = templateOn(books.templates.get(facts.eventKind) ?? [], facts.businessDate)
  return applyTemplate(template?.lines ?? [], facts).flatMap((line) => {
    const found = accountOf(line, books)
    if (line.side !== 'DEBIT' || line.amount.minor <= 0n || isRefusal(found)) return []
    const of = (one: Dimension) => carriedBy(line, one)
    return {
      ...{ sourceLineId: line.fact.sourceLineId, accountId: found.account.id, amount: line.amount.minor },
      ...{ departmentId: of('department'), projectId: of('project') },
    }
  })
}

/** Finds the account of a line. */
function place(keyedLine: KeyedLine, lineNumber: number, books: Books): VoucherLine | PostingObstacle {
  const { accountKey, side, amount, summary, cashFlowItem, foreign, fact } = keyedLine
  const found = accountOf(keyedLine, books)
  if (isRefusal(found)) return found
  const { rule, account } = found
  const notPostable = checkPostable(account, accountKey)
  if (notPostable)
    return obstacle('ACCOUNT_NOT_POSTABLE', { accountKey, accountCode: account.code, problem: notPostable.problem })
  const cash = account.cashKind !== null
  if (cash && cashFlowItem === null)
    return obstacle('CASH_FLOW_ITEM_MISSING', { accountKey, accountCode: account.code })
  const carried = (one: Dimension) => carriedBy(keyedLine, one)
  const line: VoucherLine = {
    ...noPersonalFacts,
    lineNumber,
    accountId: account.id,
    accountCode: account.code,
    accountKey,
    accountRuleId: rule.id,
    accountRuleVersion: rule.version,
    side,
    amount,
    summary,
    sourceLineId: fact.sourceLineId,
    stockEntryId: fact.stockEntryId,
    valuationAreaId: fact.valuationAreaId,
    customerId: carried('customer'),
    supplierId: carried('supplier'),
    employeeId: carried('employee'),
    departmentId: carried('department'),
    projectId: carried('project'),
    itemId: carried('item'),
    warehouseId: carried('warehouse'),
    quantity: fact.quantity,
    foreign: account.foreignCurrency ? foreign : null,
    cashFlowItem: cash ? cashFlowItem : null,
  }
  const missing = missingDimension(account, line)
  return missing
    ? obstacle('DIMENSION_MISSING', { accountKey, accountCode: account.code, dimension: missing.dimension })
    : line
}

/** What holds a posting, with what must be known to mend it. */
export function obstacle(reason: ObstacleReason, facts: Readonly<Record<string, string>>): PostingObstacle {
  return refuse('PostingObstacle', { reason, facts })
}

function known(facts: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== null))
}
