import type { Sql } from '@erp/service-kit'
import type { RelaxableDocument } from '@erp/values'

/** Of which documents a company lets the maker be the one who confirms. */
export interface DutyRelaxation {
  readonly documents: readonly RelaxableDocument[]
  readonly reason: string | null
  readonly version: number
}

export async function findDutyRelaxation(tx: Sql, companyId: string): Promise<DutyRelaxation> {
  const [row] = await tx.$queryRaw<DutyRelaxation[]>`
    select document_types as documents, reason, version from duty_relaxations where company_id = ${companyId}::uuid`
  return row ?? { documents: [], reason: null, version: 0 }
}

/** Whether it was still at the version before. */
export async function saveDutyRelaxation(tx: Sql, companyId: string, relaxation: DutyRelaxation): Promise<boolean> {
  const { documents, reason, version } = relaxation
  const saved = await tx.$executeRaw`
    insert into duty_relaxations as kept (company_id, document_types, reason, version)
    values (${companyId}::uuid, ${documents}::text[], ${reason}, ${version}::int)
    on conflict (company_id) do update
      set document_types = excluded.document_types, reason = excluded.reason, version = excluded.version
      where kept.version = excluded.version - 1`
  return saved === 1
}
