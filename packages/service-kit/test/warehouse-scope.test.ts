import { type Sql, transactorFor } from '@erp/service-kit'
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

it('takes nothing but ids of warehouses', async () => {
  const forged = aCaller({ warehouseIds: [`${newId()}'`] })
  await expect(transactor.transact(forged, 'look', ({ tx }) => inScope(tx))).rejects.toThrow('cannot stand in')
})

it.each(['inventory', 'procurement', 'sales'] as const)(
  'guards every table of %s that names a warehouse',
  async (service) => {
    const database = await useDatabase(service)
    expect(await unguardedTables(database)).toEqual([])
  },
)

async function unguardedTables(database: TestDatabase): Promise<string[]> {
  const rows = await database.rows<{ name: string }>`
    select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and column_name = 'warehouse_id' and table_type = 'BASE TABLE'
      and not exists (select from pg_policies where policyname = 'warehouse_scope' and permissive = 'RESTRICTIVE'
                      and tablename = table_name and schemaname = table_schema)
    order by 1`
  return rows.map(({ name }) => name)
}
