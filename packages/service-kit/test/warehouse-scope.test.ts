import { beyondScope, type DataScope, type Sql, transactorFor } from '@erp/service-kit'
import { type TestDatabase, useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { expect, it } from 'vitest'
import { aCaller, ourCompany, useToyDatabase } from './scene.ts'

const { transactor } = await useToyDatabase()
const inScope = async (tx: Sql) =>
  (await tx.$queryRaw<{ ids: string[] | null }[]>`select platform.warehouse_ids() as ids`)[0]?.ids

it('narrows every transaction of a caller who is narrowed, and no other', async () => {
  const warehouses = [newId(), newId()]
  const narrowed = aCaller({ warehouseIds: warehouses })
  expect(await transactor.transact(narrowed, 'look', ({ tx }) => inScope(tx))).toEqual(warehouses)
  expect(await transactorFor(transactor, narrowed).read([ourCompany], inScope)).toEqual(warehouses)
  expect(await transactorFor(transactor, narrowed).read([ourCompany], inScope, { snapshot: true })).toEqual(warehouses)
  expect(await transactor.transact(aCaller({ warehouseIds: [] }), 'look', ({ tx }) => inScope(tx))).toEqual([])
  expect(await transactor.transact(aCaller(), 'look', ({ tx }) => inScope(tx))).toBeNull()
  expect(await transactorFor(transactor, aCaller()).read([ourCompany], inScope)).toBeNull()
  expect(await transactor.system([ourCompany], 'look', ({ tx }) => inScope(tx))).toBeNull()
})

it('narrows to groups and departments as well, each by itself', async () => {
  const look = async (narrowed: DataScope) => {
    const read = (tx: Sql) => tx.$queryRaw`
      select platform.customer_groups() as "customerGroups", platform.supplier_groups() as "supplierGroups",
             platform.department_ids() as "departmentIds", platform.warehouse_ids() as "warehouseIds",
             platform.author_ids() as "authorIds"`
    const [row] = (await transactor.transact(aCaller(narrowed), 'look', ({ tx }) => read(tx))) as object[]
    expect(await transactorFor(transactor, aCaller(narrowed)).read([ourCompany], read)).toEqual([row])
    return row
  }
  const everything = {
    customerGroups: null,
    supplierGroups: null,
    departmentIds: null,
    warehouseIds: null,
    authorIds: null,
  }
  const departmentIds = [newId()]
  expect(await look({})).toEqual(everything)
  expect(await look({ customerGroups: ['A.1', 'B'] })).toEqual({ ...everything, customerGroups: ['A.1', 'B'] })
  expect(await look({ supplierGroups: [], departmentIds })).toEqual({
    ...everything,
    supplierGroups: [],
    departmentIds,
  })
  const authorIds = [newId()]
  expect(await look({ authorIds })).toEqual({ ...everything, authorIds })
})

it('lifts the parts it is told to lift for as long as it is told, and no others', async () => {
  const narrowed = { departmentIds: [newId()], authorIds: [newId()], customerGroups: ['A'] }
  const look = async (tx: Sql) => {
    const [row] = await tx.$queryRaw<object[]>`
      select platform.customer_groups() as "customerGroups", platform.department_ids() as "departmentIds",
             platform.author_ids() as "authorIds"`
    return row
  }
  await transactor.transact(aCaller(narrowed), 'look', async ({ tx }) => {
    expect(await beyondScope(tx, 'authorIds', () => look(tx))).toEqual({ ...narrowed, authorIds: null })
    expect(await look(tx)).toEqual(narrowed)
    expect(await beyondScope(tx, ['departmentIds', 'authorIds'], () => look(tx))).toEqual({
      ...{ departmentIds: null, authorIds: null, customerGroups: ['A'] },
    })
    expect(await beyondScope(tx, 'warehouseIds', () => look(tx))).toEqual(narrowed)
    expect(await look(tx)).toEqual(narrowed)
  })
})

it.each([
  ['an id', { warehouseIds: [`${newId()}'`] }],
  ['an id', { departmentIds: ['none'] }],
  ['an id', { authorIds: ["x'; reset all; --"] }],
  ['a group', { customerGroups: ["A'; reset all; --"] }],
  ['a group', { supplierGroups: ['none'] }],
])('takes nothing but %s where one belongs', async (_, forged) => {
  await expect(transactor.transact(aCaller(forged), 'look', ({ tx }) => inScope(tx))).rejects.toThrow('cannot stand in')
})

it.each([
  ['inventory', 'warehouse'],
  ['procurement', 'warehouse'],
  ['sales', 'warehouse'],
  ['sales', 'customer'],
  ['procurement', 'supplier'],
  ['procurement', 'department'],
  ['inventory', 'department'],
  ['inventory', 'customer'],
  ['inventory', 'supplier'],
  ['finance', 'warehouse'],
  ['finance', 'customer'],
  ['finance', 'supplier'],
  ['finance', 'department'],
] as const)('guards every table of %s that names a %s', async (service, what) => {
  const database = await useDatabase(service)
  const unguarded = await unguardedTables(database, { column: `${what}_id`, policy: `${what}_scope` })
  expect(unguarded.filter((table) => !seenWithAnother.has(table))).toEqual([])
})

it.each(['inventory', 'procurement', 'sales', 'finance'] as const)(
  'guards every document of %s that says who wrote it, or which orders it follows',
  async (service) => {
    const database = await useDatabase(service)
    const unguarded = await Promise.all(
      ['author_ids', 'order_ids', 'created_by', 'prepared_by', 'made_by', 'given_by', 'requested_by'].map((column) =>
        unguardedTables(database, { column, policy: 'author_scope' }),
      ),
    )
    expect(unguarded.flat().filter((table) => !noDocument.has(table))).toEqual([])
  },
)

/**
 * What budgets leave counts whoever asks, and all that shows them is refused to whoever is narrowed; so is what opens the books, or
 * a period again.
 */
const noDocument: ReadonlySet<string> = new Set(['budget', 'budget_transfer', 'opening_balance', 'reopening_request'])

/**
 * Lines that only name a supplier somebody thought of, or who needs what is ordered, are seen with their document; what shows the
 * ledger, the rules it is kept by, budgets and counts of cash, is refused to whoever is narrowed. What a budget leaves, and what an
 * account requires, counts whoever asks. Stock is seen by warehouse, whoever brought it.
 */
const seenWithAnother: ReadonlySet<string> = new Set([
  ...['purchase_order_line', 'purchase_requisition_line', 'voucher_line', 'voucher_draft_line', 'account_rule'],
  ...['account_rule_revision', 'dimension_period_balance', 'ledger_tail'],
  ...['budget_item', 'budget_line', 'budget_reservation', 'stock_entry'],
  ...['cash_count_decision', 'replicated_account_rule'],
])

async function unguardedTables(
  database: TestDatabase,
  { column, policy }: { readonly column: string; readonly policy: string },
): Promise<string[]> {
  const rows = await database.rows<{ name: string }>`
    select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and column_name = ${column} and table_type = 'BASE TABLE'
      and not exists (select from pg_policies where policyname = ${policy} and permissive = 'RESTRICTIVE'
                      and tablename = table_name and schemaname = table_schema)
    order by 1`
  return rows.map(({ name }) => name)
}
