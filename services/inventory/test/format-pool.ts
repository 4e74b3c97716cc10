import type { Pool } from '../src/domain/valuation.ts'

/** As the ledger's columns say it: `12.500000/10000`. */
export function formatPool({ quantity, value }: Pool): string {
  return `${quantity.toFixed(6)}/${value.minor}`
}
