import type { BusinessDate } from '@erp/values'
import type { EstimateChoice, EstimateMode } from '../domain/receipt-estimate.ts'
import type { Tx } from './database.ts'

interface ChoiceRow {
  readonly companyId: string
  readonly effectiveOn: string
  readonly mode: string
  readonly chosenBy: string
  readonly chosenAt: Date
}

/** What a company chose, newest first; at most `limit`. */
export async function listEstimateChoices(tx: Tx, companyId: string, limit: number): Promise<EstimateChoice[]> {
  const rows = await tx.$queryRaw<ChoiceRow[]>`
    select company_id as "companyId", valid_from::text as "effectiveOn", mode, chosen_by as "chosenBy",
           chosen_at as "chosenAt"
    from receipt_estimate_choice where company_id = ${companyId}::uuid order by valid_from desc limit ${limit}::int`
  return rows.map((row) => ({
    ...row,
    effectiveOn: row.effectiveOn as BusinessDate,
    mode: row.mode as EstimateMode,
  }))
}

/** What a choice must come after: the newest choice and the newest day goods were received on. */
export async function readChoiceFacts(
  tx: Tx,
  companyId: string,
): Promise<{ readonly lastChosenFrom: BusinessDate | null; readonly lastReceivedOn: BusinessDate | null }> {
  const [row] = await tx.$queryRaw<{ lastChosenFrom: BusinessDate | null; lastReceivedOn: BusinessDate | null }[]>`
    select
      (select max(valid_from)::text from receipt_estimate_choice where company_id = ${companyId}::uuid) as "lastChosenFrom",
      (select max(received_on)::text from goods_receipt
       where company_id = ${companyId}::uuid and status = 'CONFIRMED') as "lastReceivedOn"`
  if (!row) throw new Error('What a choice must come after could not be read')
  return row
}

/** Adds a choice; false when another one for that day was faster. */
export async function insertEstimateChoice(tx: Tx, choice: EstimateChoice): Promise<boolean> {
  const written = await tx.$executeRaw`
    insert into receipt_estimate_choice (company_id, valid_from, mode, chosen_by, chosen_at)
    values (${choice.companyId}::uuid, ${choice.effectiveOn}::date, ${choice.mode}, ${choice.chosenBy}::uuid, ${choice.chosenAt})
    on conflict do nothing`
  return written === 1
}
