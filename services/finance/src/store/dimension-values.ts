import { type Sql, StaleDocument } from '@erp/service-kit'
import type { OwnDimension } from '../domain/auxiliary-dimension.ts'
import type { DimensionValue } from '../domain/dimension-value.ts'
import type { Change } from './account-rules.ts'

interface DimensionValueRow {
  readonly id: string
  readonly company_id: string
  readonly dimension: OwnDimension
  readonly code: string
  readonly name_zh: string
  readonly name_en: string
  readonly active: boolean
  readonly pseudonymised_at: Date | null
  readonly version: number
}

/** Stores a new value and its first version. False when its code is taken in its dimension. */
export async function insertDimensionValue(tx: Sql, value: DimensionValue, by: Change): Promise<boolean> {
  const noted = await tx.$executeRaw`
    with inserted as (
      insert into dimension_value (id, company_id, dimension, code, name_zh, name_en, active, version, told)
      values (${value.id}::uuid, ${value.companyId}::uuid, ${value.dimension}, ${value.code}, ${value.name.zh},
              ${value.name.en}, ${value.active}, 1, true)
      on conflict do nothing returning *)
    insert into dimension_value_revision (dimension_value_id, version, company_id, name_zh, name_en, active, changed_by, changed_at)
    select id, version, company_id, name_zh, name_en, active, ${by.userId}::uuid, ${by.at} from inserted`
  return noted === 1
}

/** Stores the next version of a value that was read as `value.version`. Returns it as stored. */
export async function saveDimensionValue(tx: Sql, value: DimensionValue, by: Change): Promise<DimensionValue> {
  const [row] = await tx.$queryRaw<DimensionValueRow[]>`
    with changed as (
      update dimension_value
      set name_zh = ${value.name.zh}, name_en = ${value.name.en}, active = ${value.active}, version = version + 1,
          told = true
      where id = ${value.id}::uuid and version = ${value.version}::int
      returning *
    ), noted as (
      insert into dimension_value_revision (dimension_value_id, version, company_id, name_zh, name_en, active, changed_by, changed_at)
      select id, version, company_id, name_zh, name_en, active, ${by.userId}::uuid, ${by.at} from changed)
    select * from changed`
  if (!row) throw new StaleDocument('dimension value', value.id)
  return toDimensionValue(row)
}

/** An employee who left, and what they are called from now on. */
export interface ForgottenEmployee {
  readonly employeeId: string
  readonly pseudonym: string
  /** Who had them forgotten. */
  readonly by: string
}

/**
 * Puts pseudonyms in place of the names of these employees, in every version there was, and returns those that had none before, as
 * they are now. Versions are append-only: changing names in them is a function of the owner.
 */
export async function pseudonymiseEmployees(
  tx: Sql,
  employees: readonly ForgottenEmployee[],
  at: Date,
): Promise<DimensionValue[]> {
  const rows = await tx.$queryRaw<DimensionValueRow[]>`
    with forgotten as (
      select "employeeId", pseudonym, by
      from jsonb_to_recordset(${JSON.stringify(employees)}::jsonb) as employee ("employeeId" uuid, pseudonym text, by uuid)
    ), changed as (
      update dimension_value
      set name_zh = pseudonym, name_en = pseudonym, pseudonymised_at = ${at}, version = version + 1, told = true
      from forgotten where id = "employeeId" and dimension = 'employee' and pseudonymised_at is null
      returning dimension_value.*, by
    ), noted as (
      insert into dimension_value_revision (dimension_value_id, version, company_id, name_zh, name_en, active, changed_by, changed_at)
      select id, version, company_id, name_zh, name_en, active, by, ${at} from changed)
    select * from changed order by id`
  await tx.$executeRaw`select forget_names_of_employees(${rows.map(({ id }) => id)}::uuid[])`
  return rows.map(toDimensionValue)
}

/** Whether the others were not told of some visible value. */
export async function areValuesUntold(tx: Sql): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`select 1 from dimension_value where not told limit 1`
  return rows.length > 0
}

/** Takes at most so many of the visible values that the others were not told of; from now on they count as told. */
export async function takeUntoldDimensionValues(tx: Sql, atMost: number): Promise<DimensionValue[]> {
  const rows = await tx.$queryRaw<DimensionValueRow[]>`
    update dimension_value set told = true
    where id in (
      select id from dimension_value where not told order by id limit ${atMost}::int for no key update skip locked)
    returning *`
  return rows.map(toDimensionValue)
}

/** The visible values of these ids. */
export async function findDimensionValues(tx: Sql, ids: readonly string[]): Promise<DimensionValue[]> {
  const rows = await tx.$queryRaw<DimensionValueRow[]>`
    select * from dimension_value where id = any (${ids}::uuid[])`
  return rows.map(toDimensionValue)
}

export async function findDimensionValue(tx: Sql, id: string): Promise<DimensionValue | undefined> {
  return (await findDimensionValues(tx, [id]))[0]
}

/** The values of these codes in one dimension of one company. */
export async function findDimensionValuesByCode(
  tx: Sql,
  companyId: string,
  dimension: OwnDimension,
  codes: readonly string[],
): Promise<DimensionValue[]> {
  const rows = await tx.$queryRaw<DimensionValueRow[]>`
    select * from dimension_value
    where company_id = ${companyId}::uuid and dimension = ${dimension} and code = any (${codes}::text[])`
  return rows.map(toDimensionValue)
}

/** The values of a dimension by code, after the given code. */
export async function listDimensionValues(
  tx: Sql,
  companyId: string,
  page: {
    readonly dimension: OwnDimension
    readonly limit: number
    readonly afterCode: string
    readonly activeOnly: boolean
  },
): Promise<DimensionValue[]> {
  const rows = await tx.$queryRaw<DimensionValueRow[]>`
    select * from dimension_value
    where company_id = ${companyId}::uuid and dimension = ${page.dimension} and code > ${page.afterCode}
      and (active or not ${page.activeOnly}::boolean)
    order by code limit ${page.limit}::int`
  return rows.map(toDimensionValue)
}

function toDimensionValue(row: DimensionValueRow): DimensionValue {
  return {
    id: row.id,
    companyId: row.company_id,
    dimension: row.dimension,
    code: row.code,
    name: { zh: row.name_zh, en: row.name_en },
    active: row.active,
    pseudonymised: row.pseudonymised_at !== null,
    version: row.version,
  }
}
