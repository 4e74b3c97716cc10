import type { GraphSession } from '@erp/local'
import type { GeneratedLedger } from './generate-ledger.ts'

/** A report as it is asked for, and how long half of the answers may take at most, in milliseconds. */
export interface AskedReport {
  readonly name: string
  readonly text: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly promise: number
}

const statement = 100
const page = 50

const sides = 'debit { amount } credit { amount }'
const side = 'side amount { amount }'
const trialBalance = `query ($period: Period!, $from: Period, $on: Date, $value: LedgerValueInput) {
  trialBalance(period: $period, fromPeriod: $from, endsOn: $on, value: $value) {
    total { closing { ${sides} } }
    lines { account { code name { zh } } opening { ${sides} } turnover { ${sides} } yearToDate { ${sides} } closing { ${sides} } } } }`
const ledger = `query ($code: String!, $period: Period!, $from: Period, $values: [LedgerValueInput!]!, $after: String) {
  accountLedger(accountCode: $code, period: $period, fromPeriod: $from, values: $values) {
    opening { ${side} } closing { ${side} }
    entries(first: 50, after: $after) { pageInfo { endCursor hasNextPage }
      nodes { balance { ${side} } line { lineNumber summary { zh } debit { amount } credit { amount } voucher { number postingDate } } } } } }`
const auxiliary = `query ($code: String!, $by: [AuxiliaryDimension!]!, $period: Period!, $on: Date) {
  auxiliaryBalances(accountCode: $code, by: $by, period: $period, endsOn: $on, first: 50) {
    nodes { values { valueId } opening { ${side} } turnover { ${sides} } closing { ${side} } quantities { closing } } } }`
const figures = 'period { amount } yearToDate { amount } periodLastYear { amount } yearToDateLastYear { amount }'
const balanceSheet = `query ($on: Date!) { balanceSheet(on: $on) { difference { amount } rows { key caption { zh } closing { amount } yearOpening { amount } } } }`
const incomeStatement = `query ($period: Period!, $on: Date, $value: LedgerValueInput) {
  incomeStatement(period: $period, endsOn: $on, value: $value) { rows { key caption { zh } figures { ${figures} } } margins { period { grossMargin netMargin } } } }`
const cashFlow = `query ($period: Period!) { cashFlowStatement(period: $period) { unassigned { amount } rows { key caption { zh } figures { ${figures} } } } }`
const journal = `query ($period: Period!, $from: Period, $after: String) { journal(period: $period, fromPeriod: $from, first: 50, after: $after) {
  pageInfo { endCursor } nodes { lineNumber account { code } debit { amount } credit { amount } voucher { number } } } }`
const generalLedger = `query ($code: String!, $from: Period!, $period: Period!) { generalLedger(accountCode: $code, fromPeriod: $from, period: $period) {
  months { period opening { ${side} } turnover { ${sides} } yearToDate { ${sides} } closing { ${side} } } } }`

/** Every report, on the ledger as it is; pages deep in a ledger begin at a place near its end. */
export async function reportsOf(session: GraphSession, generated: GeneratedLedger): Promise<AskedReport[]> {
  const { firstPeriod, lastPeriod } = generated
  const day = `${lastPeriod}-17`
  const end = await lastDay(lastPeriod)
  const department = { dimension: 'DEPARTMENT', valueId: await valueOn(session, '6001', 'DEPARTMENT', lastPeriod) }
  const supplier = { dimension: 'SUPPLIER', valueId: await valueOn(session, '2202.02', 'SUPPLIER', lastPeriod) }
  const warehouse = { dimension: 'WAREHOUSE', valueId: await valueOn(session, '1405', 'WAREHOUSE', lastPeriod) }
  const item = { dimension: 'ITEM', valueId: await valueOn(session, '1405', 'ITEM', lastPeriod) }
  const all = { period: lastPeriod, from: firstPeriod, values: [] }
  const deep = await cursorIn(session, ledger, 'accountLedger', { ...all, from: lastPeriod, code: '2202.02' })
  const deepInJournal = await cursorIn(session, journal, 'journal', { period: lastPeriod })
  const report = (name: string, promise: number, text: string, variables: object): AskedReport => ({
    ...{ name, promise, text },
    variables: { ...variables },
  })
  return [
    report('trial balance of a month', statement, trialBalance, { period: lastPeriod }),
    report('trial balance of all months', statement, trialBalance, { period: lastPeriod, from: firstPeriod }),
    report('trial balance up to a day', statement, trialBalance, { period: lastPeriod, on: day }),
    report('trial balance of a department', statement, trialBalance, { period: lastPeriod, value: department }),
    report('trial balance of a department up to a day', statement, trialBalance, {
      period: lastPeriod,
      on: day,
      value: department,
    }),
    report('balance sheet at the end of a month', statement, balanceSheet, { on: end }),
    report('balance sheet on a day', statement, balanceSheet, { on: day }),
    report('income statement', statement, incomeStatement, { period: lastPeriod }),
    report('income statement up to a day', statement, incomeStatement, { period: lastPeriod, on: day }),
    report('income statement of a department', statement, incomeStatement, { period: lastPeriod, value: department }),
    report('cash-flow statement', statement, cashFlow, { period: lastPeriod }),
    report('auxiliary balances by supplier', statement, auxiliary, {
      code: '2202',
      by: ['SUPPLIER'],
      period: lastPeriod,
    }),
    report('auxiliary balances by item', statement, auxiliary, { code: '1405', by: ['ITEM'], period: lastPeriod }),
    // The first page has the busiest items, with a twenty-fifth of all combinations of the account.
    report('auxiliary balances by item and warehouse', 300, auxiliary, {
      code: '1405',
      by: ['ITEM', 'WAREHOUSE'],
      period: lastPeriod,
    }),
    report('general ledger of all months', statement, generalLedger, {
      code: '1405',
      from: firstPeriod,
      period: lastPeriod,
    }),
    report('ledger page, first of all months', page, ledger, { ...all, code: '2202.02' }),
    report('ledger page, deep in all months', page, ledger, { ...all, code: '2202.02', after: deep }),
    report('ledger page of a group', page, ledger, { ...all, code: '2202', after: deep }),
    report('ledger page of cash', page, ledger, { ...all, code: '1002' }),
    report('ledger page of a supplier', page, ledger, { ...all, code: '2202', values: [supplier], after: deep }),
    report('ledger page of an item in a warehouse', page, ledger, { ...all, code: '1405', values: [item, warehouse] }),
    report('journal page, first of all months', page, journal, { period: lastPeriod, from: firstPeriod }),
    report('journal page, deep', page, journal, { period: lastPeriod, after: deepInJournal }),
  ]
}

/** The value with the first id of those an account has. */
async function valueOn(session: GraphSession, code: string, by: string, period: string): Promise<string> {
  type Answer = { auxiliaryBalances: { nodes: { values: { valueId: string | null }[] }[] } }
  const { auxiliaryBalances } = await session.query<Answer>(auxiliary, { code, by: [by], period })
  const found = auxiliaryBalances.nodes.find(({ values }) => values[0]?.valueId)?.values[0]?.valueId
  if (!found) throw new Error(`Account ${code} has no ${by}.`)
  return found
}

/** A place some pages on. */
async function cursorIn(session: GraphSession, text: string, field: string, variables: object): Promise<string> {
  let after: string | null = null
  for (let pages = 0; pages < 20; pages += 1) {
    type Connection = { pageInfo: { endCursor: string } }
    const answer: Record<string, Connection & { entries?: Connection }> = await session.query(text, {
      values: [],
      ...variables,
      after,
    })
    after = (answer[field]?.entries ?? answer[field])?.pageInfo.endCursor ?? null
  }
  if (after === null) throw new Error(`There are no pages in ${field}.`)
  return after
}

async function lastDay(period: string): Promise<string> {
  const [year = 0, month = 0] = period.split('-').map(Number)
  return `${period}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}`
}
