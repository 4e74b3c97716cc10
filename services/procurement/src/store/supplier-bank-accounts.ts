import { currencyColumn, type FieldCipher, idsIn, type SealingKeys, type Sql } from '@erp/service-kit'
import type { SupplierBankAccount } from '../domain/supplier-bank-account.ts'

interface SealedNumber {
  readonly id: string
  readonly sealedNumber: string
}

type Row = Omit<SupplierBankAccount, 'accountNumber' | 'currency'> & SealedNumber & { readonly currency: string }

const numbers = { table: 'supplier_bank_account', column: 'account_number' }

/** The accounts of these suppliers, in their order. */
export async function findBankAccounts(
  tx: Sql,
  { fields }: Pick<SealingKeys, 'fields'>,
  supplierIds: readonly string[],
): Promise<SupplierBankAccount[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select id, company_id as "companyId", supplier_id as "supplierId", position, currency, bank_name as "bankName",
           bank_code as "bankCode", account_name as "accountName", sealed_number as "sealedNumber", set_by as "setBy",
           confirmed_by as "confirmedBy", confirmed_at as "confirmedAt"
    from supplier_bank_account
    where supplier_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(supplierIds))}::jsonb)))
    order by supplier_id, position`
  return rows.map(({ sealedNumber, ...row }) => ({
    ...row,
    currency: currencyColumn(row.currency),
    accountNumber: opened(fields, { id: row.id, sealedNumber }),
  }))
}

/** Which suppliers of a company are paid to this number, twenty at most. */
export async function suppliersPaidTo(
  tx: Sql,
  { index }: Pick<SealingKeys, 'index'>,
  companyId: string,
  accountNumber: string,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct supplier_id as id from supplier_bank_account
    where company_id = ${companyId}::uuid and number_index = any (${index.candidates(numbers, accountNumber)}::text[])
    order by supplier_id limit 20`
  return rows.map(({ id }) => id)
}

/** Puts these accounts in place of those that a supplier has. */
export async function replaceBankAccounts(
  tx: Sql,
  keys: SealingKeys,
  supplierId: string,
  accounts: readonly SupplierBankAccount[],
): Promise<void> {
  const rows = accounts.map(({ accountNumber, ...account }) => ({
    ...account,
    ...sealed(keys, account.id, accountNumber),
  }))
  await tx.$executeRaw`delete from supplier_bank_account where supplier_id = ${supplierId}::uuid`
  if (rows.length === 0) return
  await tx.$executeRaw`
    insert into supplier_bank_account (id, company_id, supplier_id, position, currency, bank_name, bank_code, account_name,
                                       sealed_number, number_index, set_by, confirmed_by, confirmed_at)
    select id, "companyId", "supplierId", position, currency, "bankName", "bankCode", "accountName", "sealedNumber",
           "numberIndex", "setBy", "confirmedBy", "confirmedAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as account (
      id uuid, "companyId" uuid, "supplierId" uuid, position int, currency text, "bankName" text, "bankCode" text,
      "accountName" text, "sealedNumber" text, "numberIndex" text, "setBy" uuid, "confirmedBy" uuid,
      "confirmedAt" timestamptz)`
}

/** Writes that somebody confirmed the accounts of a supplier which nobody had. */
export async function confirmBankAccounts(
  tx: Sql,
  supplierId: string,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<void> {
  await tx.$executeRaw`
    update supplier_bank_account set confirmed_by = ${by}::uuid, confirmed_at = ${at}
    where supplier_id = ${supplierId}::uuid and confirmed_at is null`
}

/** What a number is found by; it tells nothing of it. */
export function indexOfNumber({ index }: Pick<SealingKeys, 'index'>, accountNumber: string): string {
  return index.of(numbers, accountNumber)
}

/** Seals and indexes up to so many numbers anew that another key sealed, whosever they are. Says how many. */
export async function resealBankAccounts(tx: Sql, keys: SealingKeys, atMost: number): Promise<number> {
  await tx.$executeRaw`select set_config('app.resealing', 'true', true)`
  const rows = await tx.$queryRaw<SealedNumber[]>`
    select id, sealed_number as "sealedNumber" from supplier_bank_account
    where split_part(sealed_number, ':', 2) <> ${keys.fields.currentKeyId()}
    order by id limit ${atMost} for update`
  const anew = rows.map((row) => ({ id: row.id, ...sealed(keys, row.id, opened(keys.fields, row)) }))
  await tx.$executeRaw`
    update supplier_bank_account as kept set sealed_number = anew."sealedNumber", number_index = anew."numberIndex"
    from jsonb_to_recordset(${JSON.stringify(anew)}::jsonb) as anew (id uuid, "sealedNumber" text, "numberIndex" text)
    where kept.id = anew.id`
  return anew.length
}

function sealed({ fields, index }: SealingKeys, row: string, accountNumber: string) {
  return {
    sealedNumber: fields.seal({ ...numbers, row }, accountNumber),
    numberIndex: index.of(numbers, accountNumber),
  }
}

function opened(fields: FieldCipher, { id: row, sealedNumber }: SealedNumber): string {
  return fields.open({ ...numbers, row }, sealedNumber)
}
