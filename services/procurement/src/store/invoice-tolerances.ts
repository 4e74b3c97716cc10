import { decimalColumn, moneyColumn, StaleDocument } from '@erp/service-kit'
import type { Currency } from '@erp/values'
import { defaultTolerance, type InvoiceTolerance } from '../domain/invoice-tolerance.ts'
import type { Tx } from './database.ts'

/** The company's tolerances, or the defaults while it has set none. */
export async function findInvoiceTolerance(tx: Tx, companyId: string, currency: Currency): Promise<InvoiceTolerance> {
  const row = await tx.invoiceTolerance.findUnique({ where: { companyId } })
  if (!row) return defaultTolerance(currency)
  return {
    quantityPercent: decimalColumn(row.quantityPercent),
    pricePercent: decimalColumn(row.pricePercent),
    taxAmount: moneyColumn(row.taxMinor, currency),
    version: row.version,
  }
}

/** Writes the next version. Throws StaleDocument when it is not the one that was read. */
export async function saveInvoiceTolerance(
  tx: Tx,
  companyId: string,
  tolerance: InvoiceTolerance,
): Promise<InvoiceTolerance> {
  const { quantityPercent, pricePercent, taxAmount, version } = tolerance
  const written = await tx.$executeRaw`
    insert into invoice_tolerance as known (company_id, quantity_percent, price_percent, tax_minor, version)
    values (${companyId}::uuid, ${quantityPercent.toFixed()}::numeric, ${pricePercent.toFixed()}::numeric,
            ${taxAmount.minor}::bigint, ${version + 1}::int)
    on conflict (company_id) do update
    set quantity_percent = excluded.quantity_percent, price_percent = excluded.price_percent,
        tax_minor = excluded.tax_minor, version = excluded.version
    where known.version = ${version}::int`
  if (written !== 1) throw new StaleDocument('invoice tolerances', companyId)
  return { ...tolerance, version: version + 1 }
}
