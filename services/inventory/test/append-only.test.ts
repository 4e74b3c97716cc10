import { goodsReceiptConfirmed } from '@erp/contracts'
import { sqlStateOf } from '@erp/service-kit'
import { describe, expect, test } from 'vitest'
import { openTransactor, useInventory } from './use-inventory.ts'

const { database, hear, company: newCompany } = await useInventory()
const company = await newCompany()
const other = await newCompany()
const item = await company.item('OAK-DESK', 'FIFO')
const warehouse = await company.warehouse('MAIN')
await hear(goodsReceiptConfirmed, company.receipt(warehouse, [[item, '3', '10.00']]))

const app = openTransactor(database.appUrl)
const owner = openTransactor(database.ownerUrl)

/** Runs a statement as a role, in the scope of companies; answers how many rows it touched. */
function run(role: typeof app, statement: string, companyIds = [company.companyId]): Promise<number> {
  return role.system(companyIds, 'test', ({ tx }) => tx.$executeRaw([statement] as unknown as TemplateStringsArray))
}

async function refusal(statement: string): Promise<string | undefined> {
  try {
    await run(app, statement)
    return undefined
  } catch (error) {
    return sqlStateOf(error)
  }
}

const insufficientPrivilege = '42501'
const checkViolation = '23514'
const ledger = ['stock_document', 'stock_entry', 'stock_layer_change']
const column: Record<string, string> = { stock_document: 'currency', stock_entry: 'value', stock_layer_change: 'value' }

describe.each(ledger)('%s is append-only', (table) => {
  test.each([
    ['update', `update ${table} set ${column[table]} = ${column[table]}`],
    ['delete', `delete from ${table}`],
    ['truncate', `truncate ${table} cascade`],
    ['lock for change', `select 1 from ${table} for update`],
  ])('the application may not %s', async (_, statement) => {
    expect(await refusal(statement)).toBe(insufficientPrivilege)
  })

  test('not even its owner finds a row to change or delete, while both can read', async () => {
    expect(await run(owner, `update ${table} set ${column[table]} = ${column[table]}`)).toBe(0)
    expect(await run(owner, `delete from ${table}`)).toBe(0)
    expect(await run(owner, `select 1 from ${table}`)).toBe(1)
    expect(await run(app, `select 1 from ${table}`)).toBe(1)
  })
})

describe('balances', () => {
  test.each([
    ['update stock_balance set quantity = -1'],
    ['update stock_balance set value = -1'],
    ['update stock_balance set quantity = 0'],
    ['update warehouse_stock set on_hand = -0.000001'],
    ['update stock_layer set quantity = 0'],
    ['update stock_layer set value = -1'],
  ])('the database refuses: %s', async (statement) => {
    expect(await refusal(statement)).toBe(checkViolation)
  })

  test.each([
    ['delete from stock_balance'],
    ['delete from stock_layer'],
    ['delete from item'],
    ['delete from warehouse'],
    ["update item set item_class = 'SERVICE'"],
    ['update item set base_unit = base_unit'],
    ['update item_unit set numerator = 2'],
    ['update warehouse set valuation_area_id = valuation_area_id'],
    ['update stock_balance set currency = currency'],
  ])('the application has no right to: %s', async (statement) => {
    expect(await refusal(statement)).toBe(insufficientPrivilege)
  })
})

describe('the company scope', () => {
  const tables = [
    ...ledger,
    'item',
    'warehouse',
    'valuation_area',
    'stock_balance',
    'warehouse_stock',
    'stock_layer',
    'replicated_company',
    'replicated_period',
    'replicated_account_rule',
    'replicated_voucher_template',
  ]

  test('shows a company its own rows only, and nothing without a scope', async () => {
    const counts = (companyIds: string[]) =>
      Promise.all(tables.map((table) => run(app, `select 1 from ${table}`, companyIds)))
    const ours = await counts([company.companyId])
    const theirs = await counts([other.companyId])
    const nobodys = await counts([])
    expect(ours).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1])
    expect(theirs).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 3, 1])
    expect(nobodys).toEqual(tables.map(() => 0))
  })

  test('no row can be added for another company', async () => {
    const statement = `insert into valuation_area values (uuidv7(), '${other.companyId}', 'X', 'X', 'X', now())`
    expect(await refusal(statement)).toBe(insufficientPrivilege)
  })

  // company_with_stock names companies and nothing else, for timers that have no caller whose company they could take.
  test('every table of the service has forced row security, but for the list of companies', async () => {
    const open = await database.rows`
      select relname from pg_class join pg_namespace n on n.oid = relnamespace
      where nspname = 'public' and relkind = 'r' and not (relrowsecurity and relforcerowsecurity)
        and relname not like '\\_prisma%'`
    expect(open).toEqual([{ relname: 'company_with_stock' }])
  })
})
