import type { Sql } from './sql.ts'

/** What a user is narrowed to in a company 数据权限; a part that is left out stands for everything of its kind. */
export interface DataScope {
  readonly warehouseIds?: readonly string[] | undefined
  /** By the groups of customers, as sales calls them. */
  readonly customerGroups?: readonly string[] | undefined
  /** By the groups of suppliers, as procurement calls them. */
  readonly supplierGroups?: readonly string[] | undefined
  readonly departmentIds?: readonly string[] | undefined
  /** By who wrote a document 本人单据: whoever is narrowed to their own is the only one here. */
  readonly authorIds?: readonly string[] | undefined
}

/** The setting that `platform.…()` reads for each part, and what may stand in it: it becomes part of a statement. */
const parts = [
  ['warehouseIds', 'app.warehouse_ids', isUuid],
  ['customerGroups', 'app.customer_groups', isGroup],
  ['supplierGroups', 'app.supplier_groups', isGroup],
  ['departmentIds', 'app.department_ids', isUuid],
  ['authorIds', 'app.author_ids', isUuid],
] as const

/** The scope alone, of something that has one among others. */
export function dataScopeOf({
  warehouseIds,
  customerGroups,
  supplierGroups,
  departmentIds,
  authorIds,
}: DataScope): DataScope {
  return { warehouseIds, customerGroups, supplierGroups, departmentIds, authorIds }
}

/** The same without what narrows to customers and suppliers: for what is counted and posted whoever its goods came from or go to. */
export function beyondParties<Scope extends DataScope>(scope: Scope): Scope {
  return { ...scope, customerGroups: undefined, supplierGroups: undefined }
}

export function isNarrowed(scope: DataScope): boolean {
  return narrowingOf(scope).length > 0
}

/** The parts that are narrowed. */
export function narrowingOf(scope: DataScope): readonly (keyof DataScope)[] {
  return parts.map(([part]) => part).filter((part) => scope[part] !== undefined)
}

/** What the settings of a transaction are to be; those of parts that are not narrowed are left out. */
export function settingsOf(scope: DataScope): readonly (readonly [setting: string, value: string])[] {
  return parts.flatMap(([part, setting, isSound]) => {
    const narrowed = scope[part]
    if (narrowed === undefined) return []
    if (!narrowed.every(isSound)) throw new Error(`A scope holds something that cannot stand in ${setting}`)
    return [[setting, narrowed.length === 0 ? 'none' : [...new Set(narrowed)].join(',')] as const]
  })
}

/**
 * Runs statements that must be right for the whole company, such as counting what others have taken, without some parts of the
 * narrowing of the transaction. Nothing they read is to be shown.
 */
export async function beyondScope<Result>(
  tx: Sql,
  lifted: keyof DataScope | readonly (keyof DataScope)[],
  work: () => Promise<Result>,
): Promise<Result> {
  const settings = parts.filter(([part]) => lifted.includes(part)).map(([, setting]) => setting)
  const narrowed = await tx.$queryRaw<{ setting: string; reach: string }[]>`
    select setting, current_setting(setting, true) as reach from unnest(${settings}::text[]) as setting
    where current_setting(setting, true) <> ''`
  if (narrowed.length === 0) return work()
  const set = (to: readonly { readonly setting: string; readonly reach: string }[]) => tx.$executeRaw`
    select set_config(setting, reach, true)
    from jsonb_to_recordset(${JSON.stringify(to)}::jsonb) as part (setting text, reach text)`
  await set(narrowed.map(({ setting }) => ({ setting, reach: '' })))
  const result = await work()
  await set(narrowed)
  return result
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)
}

/** 1 to 40 capitals, digits, dots, dashes and underscores, as all codes. */
function isGroup(text: string): boolean {
  return /^[A-Z0-9][A-Z0-9._-]{0,39}$/.test(text)
}
