import type { GraphSession } from '@erp/local'
import type { GeneratedStock } from './generate-stock.ts'
import type { AskedReport } from './ledger-reports.ts'

const report = 100
const page = 50
/** Looks at a total or an entry of every item. */
const everyItem = 3_000

const figure = 'quantity value { amount }'
const figures = `opening { ${figure} } received { ${figure} } issued { ${figure} } closing { ${figure} }`
const balances = `query ($item: ID, $after: String) { stockBalances(itemId: $item, first: 50, after: $after) {
  pageInfo { endCursor } nodes { item { code } valuationArea { code } ${figure} unitCost } } }`
const asOf = `query ($asOf: StockAsOfInput!, $item: ID, $after: String) {
  stockBalancesAsOf(asOf: $asOf, itemId: $item, first: 50, after: $after) {
    pageInfo { endCursor } nodes { item { code } valuationArea { code } ${figure} unitCost } } }`
const places = `query ($asOf: StockAsOfInput!, $warehouse: ID) { stockInPlaces(asOf: $asOf, warehouseId: $warehouse, first: 50) {
  nodes { item { code } warehouse { code } quantity } } }`
const summary = `query ($period: Period!, $from: Period, $by: StockMovementGrouping!, $category: ID, $area: ID, $warehouse: ID, $after: String) {
  stockMovementSummary(period: $period, fromPeriod: $from, itemCategoryId: $category, valuationAreaId: $area, warehouseId: $warehouse) {
    rows(by: $by, first: 50, after: $after) { pageInfo { endCursor }
      nodes { item { code } itemCategory { code } valuationArea { code } warehouse { code } figures { ${figures} } } } } }`
const total = `query ($period: Period!, $from: Period, $category: ID) {
  stockMovementSummary(period: $period, fromPeriod: $from, itemCategoryId: $category) { total { ${figures} } } }`
const ledger = `query ($item: ID, $area: ID, $warehouse: ID, $after: String) {
  stockLedgerEntries(itemId: $item, valuationAreaId: $area, warehouseId: $warehouse, first: 50, after: $after) {
    pageInfo { endCursor } nodes { sequence documentNumber ${figure} quantityAfter valueAfter { amount } } } }`
const cost = `query ($item: ID!, $area: ID!) { explainCost(itemId: $item, valuationAreaId: $area) {
  ${figure} unitCost balanced sources { kind ${figure} entries(first: 50) { nodes { ${figure} entry { documentNumber } } } } } }`

const ageing = `query ($on: Date!, $warehouse: ID, $item: ID, $after: String) {
  stockAgeing(businessOn: $on, warehouseId: $warehouse, itemId: $item, first: 50, after: $after) { pageInfo { endCursor }
    nodes { item { code } ${figure} buckets { toDays ${figure} } } } }`
const turnover = `query ($period: Period!, $from: Period, $warehouse: ID, $category: ID, $since: Date, $after: String) {
  stockTurnover(period: $period, fromPeriod: $from, warehouseId: $warehouse, itemCategoryId: $category, notIssuedSince: $since,
                first: 50, after: $after) { pageInfo { endCursor }
    nodes { item { code } opening { ${figure} } closing { ${figure} } average { ${figure} } issued { ${figure} } rate days
      lastIssuedOn } } }`

/** Every report on stock, on the ledger as it is; pages deep in a list begin some pages on. */
export async function stockReportsOf(session: GraphSession, generated: GeneratedStock): Promise<AskedReport[]> {
  const {
    firstPeriod: from,
    lastPeriod: period,
    item,
    layeredItem,
    category,
    valuationArea: area,
    warehouse,
  } = generated
  const day = { businessOn: `${period}-17` }
  const longAgo = { businessOn: `${from}-17` }
  const known = { ...day, knownAt: `${period}-20T00:00:00Z` }
  const deep = await cursorIn(session, balances, ({ stockBalances }) => stockBalances)
  const deepInItems = await cursorIn(session, turnover, ({ stockTurnover }) => stockTurnover, { period })
  const deepInLedger = await cursorIn(session, ledger, ({ stockLedgerEntries }) => stockLedgerEntries)
  const asked = (name: string, promise: number, text: string, variables: object): AskedReport => ({
    ...{ name, promise, text },
    variables: { ...variables },
  })
  return [
    asked('balances, first page', report, balances, {}),
    asked('balances, deep page', report, balances, { after: deep }),
    asked('balances on a day', report, asOf, { asOf: day }),
    asked('balances on a day, deep page', report, asOf, { asOf: day, after: deep }),
    asked('balances on a day long ago', report, asOf, { asOf: longAgo }),
    asked('balances on a day as known then', report, asOf, { asOf: known }),
    asked('balance of an item on a day', page, asOf, { asOf: day, item }),
    asked('quantities by warehouse on a day', report, places, { asOf: day }),
    asked('quantities of a warehouse on a day', report, places, { asOf: day, warehouse }),
    asked('summary of a month by item', report, summary, { period, by: 'ITEM' }),
    asked('summary of a month by item, deep page', report, summary, { period, by: 'ITEM', after: deep }),
    asked('summary of all months by item', report, summary, { period, from, by: 'ITEM' }),
    asked('summary of a month, items of a category', report, summary, { period, by: 'ITEM', category }),
    asked('summary of a month, items of a warehouse', report, summary, { period, by: 'ITEM', warehouse }),
    asked('summary of a month by category', everyItem, summary, { period, by: 'CATEGORY' }),
    asked('summary of a month by area', report, summary, { period, by: 'VALUATION_AREA' }),
    asked('summary of all months by area', report, summary, { period, from, by: 'VALUATION_AREA' }),
    asked('summary of a month by warehouse', report, summary, { period, by: 'WAREHOUSE' }),
    asked('total of a month', report, total, { period }),
    asked('total of all months', report, total, { period, from }),
    asked('ledger, first page', page, ledger, {}),
    asked('ledger, deep page', page, ledger, { after: deepInLedger }),
    asked('ledger of an item', page, ledger, { item }),
    asked('ledger of a warehouse', page, ledger, { warehouse }),
    asked('ledger of an area', page, ledger, { area }),
    asked('explained cost of an item', report, cost, { item, area }),
    asked('explained cost of a FIFO item', report, cost, { item: layeredItem, area }),
    asked('ageing, first page', report, ageing, { on: day.businessOn }),
    asked('ageing, deep page', report, ageing, { on: day.businessOn, after: deep }),
    asked('ageing of a day long ago', report, ageing, { on: longAgo.businessOn }),
    asked('ageing in a warehouse', report, ageing, { on: day.businessOn, warehouse }),
    asked('ageing of a FIFO item', page, ageing, { on: day.businessOn, item: layeredItem }),
    asked('turnover of a month', report, turnover, { period }),
    asked('turnover of all months, deep page', report, turnover, { period, from, after: deepInItems }),
    asked('turnover in a warehouse', report, turnover, { period, warehouse }),
    asked('turnover of a category', report, turnover, { period, category }),
    asked('slow movers where there are none', everyItem, turnover, { period, since: longAgo.businessOn }),
  ]
}

type Page = { readonly pageInfo: { readonly endCursor: string } }

/** A place some pages on. */
async function cursorIn(
  session: GraphSession,
  text: string,
  pageOf: (answer: Record<string, Page>) => Page | undefined,
  variables: object = {},
): Promise<string> {
  let after: string | null = null
  for (let pages = 0; pages < 20; pages += 1)
    after = pageOf(await session.query<Record<string, Page>>(text, { ...variables, after }))?.pageInfo.endCursor ?? null
  if (after === null) throw new Error('The list has no pages.')
  return after
}
