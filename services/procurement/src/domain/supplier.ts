import {
  type Currency,
  type Decimal,
  type DecimalInvalid,
  isCurrency,
  isRefusal,
  parseDecimal,
  type Refusal,
  refuse,
} from '@erp/values'
import { codeProblem, type InvalidInput, invalid, type LocalizedName, textProblem } from './input.ts'

/** Somebody goods are bought from 供应商. */
export interface Supplier {
  readonly id: string
  readonly companyId: string
  /** Unique in its company. */
  readonly code: string
  readonly name: LocalizedName
  /** The currency its orders are made out in, unless an order says otherwise. */
  readonly currency: Currency
  /** How much more than ordered it may deliver, in percent; the default of its order lines. */
  readonly overReceiptPercent: Decimal
  /** An invoice is due so many days after its date, unless it says otherwise. */
  readonly paymentDays: number
  /** In which parts and when its invoices are due, instead of those days. */
  readonly paymentTermId: string | null
  /** By which users are narrowed to suppliers; null: in none. */
  readonly supplierGroup: string | null
  readonly active: boolean
  readonly version: number
  readonly createdAt: Date
}

/** What a person says about a supplier. */
export interface SupplierInput {
  readonly name: LocalizedName
  readonly currency: string
  readonly overReceiptPercent: string
  /** Left out: 30. */
  readonly paymentDays?: number | null | undefined
  /** Left out: none. */
  readonly paymentTermId?: string | null | undefined
  /** Left out: none. */
  readonly supplierGroup?: string | null | undefined
}

export type SupplierNotFound = Refusal<'SupplierNotFound', { supplierId: string }>
export type SupplierInactive = Refusal<'SupplierInactive', { supplierId: string }>
/** Who is narrowed to some groups has no supplier in another. */
export type SupplierGroupOutOfReach = Refusal<
  'SupplierGroupOutOfReach',
  { supplierGroup: string | null; path: readonly string[] }
>
export type SupplierCodeTaken = Refusal<'SupplierCodeTaken', { supplierCode: string }>

/** A new supplier is active and at version 1. */
export function createSupplier(
  input: SupplierInput & { readonly code: string },
  { id, companyId, now }: { id: string; companyId: string; now: Date },
): Supplier | InvalidInput {
  const problem = codeProblem(input.code)
  if (problem) return invalid('code', problem)
  const facts = readFacts(input)
  if (isRefusal(facts)) return facts
  return { id, companyId, code: input.code, ...facts, active: true, version: 1, createdAt: now }
}

/** Everything but the code can change; orders made before keep what they agreed. */
export function changeSupplier(
  supplier: Supplier,
  input: SupplierInput & { readonly active: boolean },
): Supplier | InvalidInput {
  const facts = readFacts(input)
  if (isRefusal(facts)) return facts
  return { ...supplier, ...facts, active: input.active }
}

/** A tolerance in percent: 0 to 100 with at most two decimals. */
export function readTolerance(text: string): Decimal | DecimalInvalid {
  return parseDecimal(text, { scale: 2, min: '0', max: '100' })
}

/** Refuses a group beyond those somebody is narrowed to; a supplier without a group is in none of them. */
export function requireGroupInReach(
  { supplierGroup }: Pick<Supplier, 'supplierGroup'>,
  reach: readonly string[] | undefined,
): SupplierGroupOutOfReach | undefined {
  if (reach === undefined || (supplierGroup !== null && reach.includes(supplierGroup))) return undefined
  return refuse('SupplierGroupOutOfReach', { supplierGroup, path: ['input', 'supplierGroup'] })
}

/** An order needs a supplier that is still bought from. */
export function requireActive(supplier: Supplier): Supplier | SupplierInactive {
  return supplier.active ? supplier : refuse('SupplierInactive', { supplierId: supplier.id })
}

function readFacts(input: SupplierInput) {
  for (const language of ['zh', 'en'] as const) {
    const problem = textProblem(input.name[language], 200)
    if (problem) return invalid(`name.${language}`, problem)
  }
  if (!isCurrency(input.currency)) return invalid('currency', 'NOT_A_CURRENCY')
  const overReceiptPercent = readTolerance(input.overReceiptPercent)
  if (isRefusal(overReceiptPercent)) return invalid('overReceiptPercent', 'NOT_FROM_0_TO_100_WITH_TWO_DECIMALS')
  const paymentDays = input.paymentDays ?? 30
  if (!Number.isInteger(paymentDays) || paymentDays < 0 || paymentDays > 365)
    return invalid('paymentDays', 'NOT_FROM_0_TO_365')
  const supplierGroup = input.supplierGroup ?? null
  if (supplierGroup !== null && !/^[A-Z0-9][A-Z0-9._-]{0,39}$/.test(supplierGroup))
    return invalid('supplierGroup', 'NOT_A_CODE')
  const name = { zh: input.name.zh, en: input.name.en }
  const paymentTermId = input.paymentTermId ?? null
  return { name, currency: input.currency, overReceiptPercent, paymentDays, paymentTermId, supplierGroup }
}
