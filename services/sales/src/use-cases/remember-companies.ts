import type { companyChanged, PayloadOf } from '@erp/contracts'
import type { UnitOfWork } from '@erp/service-kit'
import { currency } from '@erp/values'
import * as companies from '../store/companies.ts'
import type { Tx } from '../store/database.ts'

/** Keeps what identity says of companies, whatever order it arrives in. */
export function rememberCompanies(
  unit: UnitOfWork<Tx>,
  payloads: readonly PayloadOf<typeof companyChanged>[],
): Promise<void> {
  return companies.rememberCompanies(
    unit.tx,
    payloads.map(({ companyId, code, baseCurrency, active, version }) => ({
      companyId,
      code,
      baseCurrency: currency(baseCurrency),
      active,
      version,
    })),
  )
}
