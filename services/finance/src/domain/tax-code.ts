import { newId } from '@erp/values'
import type { LocalizedText } from './account.ts'

/** A VAT code 税码: the rate in percent, as text with at most four decimals. */
export type TaxCode = {
  readonly id: string
  readonly companyId: string
  readonly code: string
  readonly name: LocalizedText
  readonly ratePercent: string
  readonly active: boolean
  readonly version: number
}

/** The rates in force since 2019-04: goods 13%, transport and farm goods 9%, services 6%, exports and exempt supplies 0%. */
const rates = ['13', '9', '6', '0'] as const

/** The VAT codes a new company starts with. */
export function standardTaxCodes(companyId: string): TaxCode[] {
  return rates.map((ratePercent) => ({
    id: newId(),
    companyId,
    code: `VAT${ratePercent}`,
    name: { zh: `增值税${ratePercent}%`, en: `VAT ${ratePercent}%` },
    ratePercent,
    active: true,
    version: 1,
  }))
}
