import type { Sql } from '@erp/service-kit'

/** The most a settlement of a company writes off, in minor units of its books. */
export interface WriteOffLimit {
  readonly id: string
  readonly amount: bigint
  /** 0 while a company has what every company starts with. */
  readonly version: number
}

const atFirst = 1_000n

export async function writeOffLimitOf(tx: Sql, companyId: string): Promise<WriteOffLimit> {
  const [row] = await tx.$queryRaw<{ amount: bigint; version: number }[]>`
    select amount, version from write_off_limit where company_id = ${companyId}::uuid`
  return { id: companyId, ...(row ?? { amount: atFirst, version: 0 }) }
}

/** Stores another limit; undefined when somebody else has just done so. */
export async function saveWriteOffLimit(
  tx: Sql,
  companyId: string,
  { amount, version }: Pick<WriteOffLimit, 'amount' | 'version'>,
): Promise<WriteOffLimit | undefined> {
  const [row] = await tx.$queryRaw<{ amount: bigint; version: number }[]>`
    insert into write_off_limit as kept (company_id, amount, version)
    values (${companyId}::uuid, ${amount}, ${version + 1}::int)
    on conflict (company_id) do update set amount = excluded.amount, version = excluded.version
      where kept.version = ${version}::int
    returning amount, version`
  return row && { id: companyId, ...row }
}
