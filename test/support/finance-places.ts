import type { TestSystem } from '@erp/testing'
import { newId } from '@erp/values'
import {
  type GraphQLEnumType,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { anyDimensions, goodsOfAnArea } from './one-of-finance.ts'
import type { RootField } from './schema-walk.ts'
import { today } from './test-calendar.ts'

/** Something of a company that can be named by its id, with the version that a change of it expects. */
export interface Held {
  readonly id: string
  readonly version: number | null
}

/** What a company has, by what it is called where the graph takes its id. */
export type HeldByKind = ReadonlyMap<string, Held>

/** What no company ever had. */
export function unknown(): Held {
  return { id: newId(), version: 1 }
}

/** What the id at a place is called, `id` after its field: `customer` at `lines.customerId`, `cashCount` at `cashCount id`. */
export function kindAt({ field }: RootField, place: string): string {
  const [last = ''] = place.split('.').toReversed()
  const name = last === 'id' ? field.name : last.replace(/Ids?$/, '')
  return called[`${field.name} ${place}`] ?? called[name] ?? name
}

/** Where the name of a place does not say of what the id is, or the request is only for some of them. */
const called: Readonly<Record<string, string>> = {
  party: 'customer',
  value: 'department',
  draft: 'voucherTemplateDraft',
  bankLine: 'bankStatementLine',
  attachment: 'voucherAttachment',
  file: 'expenseClaimFile',
  difference: 'expenseFeedDifference',
  fromAccount: 'cashAccount',
  toAccount: 'cashBox',
  'answerPaymentRun answers.lineId': 'sentRunLine',
  'answerPaymentRun paymentRunId': 'sentRun',
  'budgetCommitments documentId': 'submittedClaim',
  'cashCounts cashAccountId': 'cashBox',
  'changeCashDocument content.items.openItemId': 'receivable',
  'changePaymentRun items.openItemId': 'runPayable',
  'createCashDocument content.items.openItemId': 'receivable',
  'decideCashCount cashCountId': 'bookedCount',
  'matchBankLines entries.voucherId': 'bankVoucher',
  'payEmployeeAdvance employeeAdvanceId': 'approvedAdvance',
  'payExpenseClaim expenseClaimId': 'approvedClaim',
  'payExpenseClaims claims.expenseClaimId': 'approvedClaim',
  'returnEmployeeAdvance employeeAdvanceId': 'paidAdvance',
  'setExpenseFeedCode valueId': 'employee',
  'settlements openItemId': 'payable',
  'approveLatePosting sourceEventId': 'message',
  'statementsOfAccount partyId': 'supplier',
  'transferOpenItems items.openItemId': 'payable',
  'transferOpenItems toPartyId': 'supplier',
  'withdrawPeriodReopening requestId': 'reopeningRequest',
}

/** One of every table of finance by the table's name in the graph, a draft where there is one, and those that are named. */
export async function heldInFinance(
  system: TestSystem,
  companyId: string,
  named: Readonly<Record<string, string>>,
): Promise<HeldByKind> {
  const tables = await system.database('finance').rows<{ name: string; rows: string }>`
    select relname as name, query_to_xml(format(
      'select jsonb_agg(jsonb_build_object(''id'', id, ''version'', to_jsonb(one) -> ''version'')
         order by to_jsonb(one) ->> ''status'' = ''DRAFT'' desc nulls last, id) as rows
       from %I as one where company_id = %L', relname, ${companyId}::uuid), false, true, '')::text as rows
    from pg_class as relation join pg_namespace as namespace on namespace.oid = relnamespace
    where nspname = 'public' and relkind in ('r', 'p')
      and 2 = (select count(*) from pg_attribute where attrelid = relation.oid and attname in ('id', 'company_id'))`
  const rows = tables.map(({ name, rows: xml }) => {
    const [, json = '[]'] = /<rows>(.*?)<\/rows>/s.exec(xml) ?? []
    const kind = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    return [kind, JSON.parse(json) as readonly Held[]] as const
  })
  const byId = new Map(rows.flatMap(([, held]) => held.map((one) => [one.id, one] as const)))
  return new Map([
    ...rows.flatMap(([kind, [one]]) => (one ? [[kind, one] as const] : [])),
    ...Object.entries(named).map(([kind, id]) => [kind, byId.get(id) ?? { id, version: 1 }] as const),
  ])
}

/** Everything that must be given, and what is on the way to the place, with this there and a company's own elsewhere. */
export function argumentsAt(
  root: RootField,
  place: string,
  { there, own }: { readonly there: Held; readonly own: HeldByKind },
): Record<string, unknown> {
  const isInput = root.field.args.some(({ name }) => name === 'input')
  const path = isInput ? `input.${place}` : place
  const heldAt = (at: string) =>
    at === path ? there : (own.get(kindAt(root, isInput ? at.replace('input.', '') : at)) ?? unknown())

  const valueAt = (type: GraphQLInputType, at: string, beside: readonly string[]): unknown => {
    const inner = getNullableType(type)
    if (isListType(inner)) return [valueAt(inner.ofType, at, beside)]
    const named = getNamedType(inner)
    if (isInputObjectType(named)) return objectOf(Object.values(named.getFields()), `${at}.`)
    const [name = ''] = at.split('.').toReversed()
    if (named.name === 'ID') return name === 'idempotencyKey' ? newId() : heldAt(at).id
    const [subject] = beside
    if (name === 'expectedVersion') return subject ? (heldAt(subject).version ?? 1) : 0
    if (name === 'code') return `F-${newId().slice(-12)}`
    if (isEnumType(named)) return oneOf(named, texts[name])
    return texts[name] ?? scalars[named.name] ?? 'Foreign'
  }
  const objectOf = (fields: readonly Taken[], prefix: string): Record<string, unknown> => {
    const subjects = fields
      .filter(({ name, type }) => getNamedType(type).name === 'ID' && name !== 'idempotencyKey')
      .map(({ name }) => `${prefix}${name}`)
    const wanted = fields.filter((one) => {
      const at = `${prefix}${one.name}`
      return isRequired(one) || path === at || path.startsWith(`${at}.`) || alsoGiven.has(one.name)
    })
    return Object.fromEntries(wanted.map(({ name, type }) => [name, valueAt(type, `${prefix}${name}`, subjects)]))
  }
  const given = objectOf(root.field.args, '')
  amend[root.field.name]?.((given.input ?? given) as Input, own, place)
  return given
}

interface Taken {
  readonly name: string
  readonly type: GraphQLInputType
  readonly defaultValue?: unknown
}

function isRequired({ type, defaultValue }: Taken): boolean {
  return isNonNullType(type) && defaultValue === undefined
}

/** Optional, and nothing without. */
const alsoGiven: ReadonlySet<string> = new Set(['debit', 'expectedVersion', 'partyDimension'])
const month = today.slice(0, 7)
const scalars: Readonly<Record<string, unknown>> = {
  ...{ Int: 1, Boolean: true, Decimal: '1', Date: today, Period: month, Currency: 'CNY' },
}
const texts: Readonly<Record<string, unknown>> = {
  ...{ accountCode: anyDimensions, accountKey: 'EXPENSE', system: 'OA', word: '记' },
  ...{ mediaType: 'application/pdf', sha256: 'a'.repeat(64), url: 'https://files.example/paper.pdf' },
  ...{ dueOn: '2099-12-31', year: Number(today.slice(0, 4)), dimension: 'DEPARTMENT', partyDimension: 'CUSTOMER' },
}

function oneOf(type: GraphQLEnumType, wanted: unknown): unknown {
  const values = type.getValues().map(({ name }) => name)
  return values.find((name) => name === wanted) ?? values[0]
}

type Input = Record<string, unknown>
const amend: Readonly<Record<string, (input: Input, own: HeldByKind, place: string) => void>> = {
  changeVoucherDraft: balanced,
  createVoucherDraft: balanced,
  saveVoucher: (input) => {
    balanced(input)
    delete input.expectedVersion
  },
  explainAccountRule: byArea,
  setAccountRule: (input, own, place) => {
    forgetVersion(input)
    byArea(input, own, place)
  },
  setExpenseFeedCode: forgetVersion,
  saveExpenseClaim: (input, own) => {
    input.employeeId ??= own.get('employee')?.id
  },
  saveOpeningBalance: ({ lines }) => {
    for (const line of lines as Input[]) line.amounts = { yearOpeningDebit: '1' }
  },
  createCashDocument: ofCustomer,
  changeCashDocument: ofCustomer,
  decideCashCount: (input, _, place) => {
    input.bearer = place === 'departmentId' ? 'BUSINESS' : 'EMPLOYEE'
  },
}

/** A voucher has two sides. */
function balanced(input: Input): void {
  const [line] = input.lines as readonly Input[]
  input.lines = [line, { accountCode: '1602', credit: '1', summary: 'Foreign' }]
}

/** Rules by valuation area are about goods, those by department about expenses. */
function byArea(input: Input, _: HeldByKind, place: string): void {
  if (place !== 'valuationAreaId') return
  const { accountCode, ...goods } = goodsOfAnArea
  Object.assign(input, goods, 'accountCode' in input && { accountCode })
}

function forgetVersion(input: Input): void {
  delete input.expectedVersion
}

function ofCustomer({ content }: Input, own: HeldByKind): void {
  const written = content as Input
  written.partyId ??= own.get('customer')?.id
}

/** Whatever an answer says of itself and of what belongs to it, so deep. */
function wholeSelection(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type)
  if (isLeafType(named)) return ''
  if (!isObjectType(named) || depth === 0) return '{ __typename }'
  const fields = Object.values(named.getFields()).filter(({ args }) => !args.some(isRequired))
  const nodes = fields.find(({ name }) => name === 'nodes')
  const told = nodes ? [nodes] : fields.filter((one) => isLeafType(getNamedType(one.type)) || depth > 1)
  const next = nodes ? depth : depth - 1
  return `{ __typename ${told.map((one) => `${one.name} ${wholeSelection(one.type, next)}`).join(' ')} }`
}

/** What is asked of the answer. */
export function selectionOf({ kind, field }: RootField): string {
  if (kind === 'query') return wholeSelection(field.type, field.name === 'incomeStatement' ? 4 : 2)
  const done = field.name === 'autoSettleOpenItems' ? 'settlementRun { settlements { __typename } }' : ''
  return `{ ${done} userErrors { code message } }`
}
