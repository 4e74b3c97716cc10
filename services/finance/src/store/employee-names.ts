import { keyIdOf, type PersonKeys, type Sql } from '@erp/service-kit'
import type { LocalizedText } from '../domain/account.ts'
import { type DimensionValue, pseudonymOfEmployee } from '../domain/dimension-value.ts'

const table = 'dimension_value'

/** The value as it is kept: the name of an employee sealed with the key of that person. */
export function withSealedName(persons: PersonKeys, value: DimensionValue): DimensionValue {
  return value.dimension === 'employee' ? { ...value, name: sealName(persons, value.id, value.name) } : value
}

/** What a kept name says. Whoever's key was destroyed has a pseudonym, also where a backup brought a sealed name back. */
export function openName(persons: PersonKeys, { zh, en }: LocalizedText): LocalizedText {
  return { zh: opened(persons, 'name_zh', zh), en: opened(persons, 'name_en', en) }
}

/** What a record of a person says, with the names in it opened. */
export function openNamesIn(persons: PersonKeys, content: unknown): unknown {
  if (typeof content !== 'object' || content === null || !('name_zh' in content && 'name_en' in content)) return content
  const name = openName(persons, { zh: String(content.name_zh), en: String(content.name_en) })
  return { ...content, name_zh: name.zh, name_en: name.en }
}

/** Seals up to so many employees' names, in every version, that a release before left in clear. Says how many. */
export async function sealClearNames(tx: Sql, persons: PersonKeys, atMost: number): Promise<number> {
  await openForResealing(tx)
  const values = await tx.$queryRaw<{ id: string; zh: string; en: string }[]>`
    select id, name_zh as zh, name_en as en from dimension_value
    where dimension = 'employee' and pseudonymised_at is null and (name_zh not like '1:%' or name_en not like '1:%')
    order by id limit ${atMost} for update`
  const revisions = await tx.$queryRaw<{ id: string; version: number; zh: string; en: string }[]>`
    select dimension_value_id as id, version, name_zh as zh, name_en as en from dimension_value_revision
    where dimension_value_id = any (${values.map(({ id }) => id)}::uuid[]) and name_zh not like '1:%'`
  const sealed = <Row extends { id: string; zh: string; en: string }>(rows: readonly Row[]) =>
    JSON.stringify(
      rows.map(({ zh, en, ...row }) => {
        const name = sealName(persons, row.id, { zh, en })
        return { ...row, name_zh: name.zh, name_en: name.en }
      }),
    )
  await tx.$executeRaw`
    update dimension_value as kept set name_zh = sealed.name_zh, name_en = sealed.name_en
    from jsonb_to_recordset(${sealed(values)}::jsonb) as sealed (id uuid, name_zh text, name_en text)
    where kept.id = sealed.id`
  await tx.$executeRaw`select seal_names_of_employees(${sealed(revisions)}::jsonb)`
  return values.length
}

/** Employees who were pseudonymised, after an id. */
export async function listPseudonymised(tx: Sql, afterId: string, atMost: number): Promise<readonly string[]> {
  await openForResealing(tx)
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from dimension_value where pseudonymised_at is not null and id > ${afterId}::uuid order by id limit ${atMost}`
  return rows.map(({ id }) => id)
}

async function openForResealing(tx: Sql): Promise<void> {
  await tx.$executeRaw`select set_config('app.resealing', 'true', true)`
}

function sealName(persons: PersonKeys, id: string, { zh, en }: LocalizedText): LocalizedText {
  return {
    zh: persons.seal(id, { table, column: 'name_zh', row: id }, zh),
    en: persons.seal(id, { table, column: 'name_en', row: id }, en),
  }
}

/** The key is the employee's own, so the row that the name is bound to is theirs. */
function opened(persons: PersonKeys, column: string, kept: string): string {
  const row = keyIdOf(kept)
  return row === undefined ? kept : (persons.open({ table, column, row }, kept) ?? pseudonymOfEmployee(row))
}
