import type { Branded } from './branded.ts'

/** An ISO 4217 code that this system keeps amounts in. */
export type Currency = Branded<string, 'Currency'>

const withoutDecimals = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'
const withThreeDecimals = 'BHD IQD JOD KWD LYD OMR TND'
const withTwoDecimals = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP
  CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS
  KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
  PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
  TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`

const digitsByCode = new Map<string, number>([
  ...codes(withoutDecimals).map((code) => [code, 0] as const),
  ...codes(withTwoDecimals).map((code) => [code, 2] as const),
  ...codes(withThreeDecimals).map((code) => [code, 3] as const),
])

function codes(list: string): string[] {
  return list.trim().split(/\s+/)
}

/** True for a code of the table, in capitals. */
export function isCurrency(value: unknown): value is Currency {
  return typeof value === 'string' && digitsByCode.has(value)
}

/** The currency of a code. Throws RangeError on an unknown one: ask `isCurrency` first where a person typed it. */
export function currency(code: string): Currency {
  if (!isCurrency(code)) throw new RangeError(`There is no currency ${JSON.stringify(code)}.`)
  return code
}

/** How many decimals amounts of this currency have: 0, 2 or 3. */
export function digitsOf(of: Currency): number {
  const digits = digitsByCode.get(of)
  if (digits === undefined) throw new RangeError(`There is no currency ${JSON.stringify(of)}.`)
  return digits
}
