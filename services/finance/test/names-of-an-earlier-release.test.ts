import { dimensionValueChanged } from '@erp/contracts'
import { applyAgain } from '@erp/testing'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { claimantsOf } from './expense-people.ts'
import { useFinanceDatabase } from './finance-database.ts'

const finance = await useFinanceDatabase()
const { database } = finance
const migration = '20260203140200_forget_names_of_employees'

test('what an earlier release told of employees by name tells their code when it is sent again; departments keep names', async () => {
  const people = await claimantsOf(finance)
  const name = { zh: `王芳${newId()}`, en: 'Wang Fang' }
  await database.rows`
    update platform.outbox set payload = payload || jsonb_build_object('name', ${JSON.stringify(name)}::jsonb)
    where aggregate_id in (${people.employeeId}::uuid, ${people.departmentId}::uuid)`
  await database.rows`
    insert into platform.outbox_archive
    select (jsonb_populate_record(null::platform.outbox_archive, to_jsonb(told) || jsonb_build_object('event_id', ${newId()}::uuid))).*
    from platform.outbox as told where aggregate_id = ${people.employeeId}::uuid`
  await database.rows`drop function forget_names_of_employees(uuid[])`
  await database.rows`delete from platform.unrecorded_table where pattern = 'dimension\\_value'`

  expect(await applyAgain(database, migration)).toEqual([migration])
  const told = await database.rows<{ aggregate_id: string; payload: unknown; sealed: boolean }>`
    select aggregate_id, payload, payload_sha256 = sha256(convert_to(payload::text, 'UTF8')) as sealed from (
      select * from platform.outbox union all select * from platform.outbox_archive) as told
    where aggregate_id in (${people.employeeId}::uuid, ${people.departmentId}::uuid)`
  const namesOf = (id: string) =>
    told.filter((one) => one.aggregate_id === id).map(({ payload }) => dimensionValueChanged.schema.parse(payload).name)
  expect(namesOf(people.employeeId)).toEqual([
    { zh: 'WANG', en: 'WANG' },
    { zh: 'WANG', en: 'WANG' },
  ])
  expect(namesOf(people.departmentId)).toEqual([name])
  expect(told.filter(({ aggregate_id }) => aggregate_id === people.employeeId).map(({ sealed }) => sealed)).toEqual([
    true,
    true,
  ])
})
