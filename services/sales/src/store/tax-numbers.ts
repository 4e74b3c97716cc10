import type { FieldCipher, SealingKeys, Sql } from '@erp/service-kit'

interface Row {
  readonly id: string
  /** As an earlier release wrote it; it wins, for this one leaves it empty. */
  readonly clear: string | null
  readonly sealed: string | null
}

export interface TaxNumber {
  readonly id: string
  readonly taxNumber: string | null
}

const column = { table: 'customer', column: 'tax_number' }

/** The tax numbers of these customers, as far as the scope shows them. */
export async function taxNumbersOf(
  tx: Sql,
  { fields }: Pick<SealingKeys, 'fields'>,
  customerIds: readonly string[],
): Promise<TaxNumber[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select id, tax_number as clear, sealed_tax_number as sealed from customer where id = any (${customerIds}::uuid[])`
  return rows.map((row) => ({ id: row.id, taxNumber: opened(fields, row) }))
}

/** Keeps the tax number of a customer, or takes it away. */
export async function saveTaxNumber(tx: Sql, keys: SealingKeys, { id, taxNumber }: TaxNumber): Promise<void> {
  const { sealed, index } = taxNumber === null ? { sealed: null, index: null } : sealedFor(keys, id, taxNumber)
  await tx.$executeRaw`
    update customer set tax_number = null, sealed_tax_number = ${sealed}, tax_number_index = ${index}
    where id = ${id}::uuid`
}

/** The customers of a company with this tax number, twenty at most. */
export async function customersWithTaxNumber(
  tx: Sql,
  { index }: Pick<SealingKeys, 'index'>,
  companyId: string,
  taxNumber: string,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from customer
    where company_id = ${companyId}::uuid and tax_number_index = any (${index.candidates(column, taxNumber)}::text[])
    order by id limit 20`
  return rows.map(({ id }) => id)
}

/** What a tax number is found by; it tells nothing of it. */
export function indexOfTaxNumber({ index }: Pick<SealingKeys, 'index'>, taxNumber: string): string {
  return index.of(column, taxNumber)
}

/** Seals and indexes up to so many tax numbers that stand in clear or that another key sealed, whosever they are. Says how many. */
export async function sealTaxNumbers(tx: Sql, keys: SealingKeys, atMost: number): Promise<number> {
  await tx.$executeRaw`select set_config('app.resealing', 'true', true)`
  const rows = await tx.$queryRaw<Row[]>`
    select id, tax_number as clear, sealed_tax_number as sealed from customer
    where tax_number is not null or split_part(sealed_tax_number, ':', 2) <> ${keys.fields.currentKeyId()}
    order by id limit ${atMost} for update`
  const anew = rows.map((row) => ({ id: row.id, ...sealedFor(keys, row.id, opened(keys.fields, row) ?? '') }))
  await tx.$executeRaw`
    update customer as kept set tax_number = null, sealed_tax_number = anew.sealed, tax_number_index = anew.index
    from jsonb_to_recordset(${JSON.stringify(anew)}::jsonb) as anew (id uuid, sealed text, index text)
    where kept.id = anew.id`
  return anew.length
}

function sealedFor({ fields, index }: SealingKeys, row: string, taxNumber: string) {
  return { sealed: fields.seal({ ...column, row }, taxNumber), index: index.of(column, taxNumber) }
}

function opened(fields: FieldCipher, { id: row, clear, sealed }: Row): string | null {
  return clear ?? (sealed === null ? null : fields.open({ ...column, row }, sealed))
}
