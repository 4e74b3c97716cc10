import { resealInBatches, type SealingKeys, type Sql, type Transactor } from '@erp/service-kit'
import { isRefusal, type Refusal } from '@erp/values'
import { type Customer, requireTaxNumber } from '../domain/customer.ts'
import type { InvalidInput } from '../domain/input.ts'
import { saveTaxNumber, sealTaxNumbers } from '../store/tax-numbers.ts'
import type { Unit } from './unit.ts'

/** Writes a customer together with its tax number: null takes it away, left out it stays. */
export async function withTaxNumber<Refused extends Refusal<string, object>>(
  { tx }: Pick<Unit, 'tx'>,
  keys: SealingKeys,
  taxNumber: string | null | undefined,
  write: () => Promise<Customer | Refused>,
): Promise<Customer | Refused | InvalidInput> {
  const invalid = requireTaxNumber(taxNumber)
  if (invalid) return invalid
  const customer = await write()
  if (isRefusal(customer) || taxNumber === undefined) return customer
  await saveTaxNumber(tx, keys, { id: customer.id, taxNumber })
  return customer
}

/** Seals with the current key the tax numbers that stand in clear or that another key sealed; goes on where it was stopped. */
export function sealAllTaxNumbers(transactor: Transactor<Sql>, keys: SealingKeys): Promise<number> {
  return resealInBatches(transactor, 'seal-tax-numbers', (tx, atMost) => sealTaxNumbers(tx, keys, atMost))
}
