import {
  type EarlyPayment,
  isRefusal,
  type Refusal,
  readEarlyPayment,
  readInstalments,
  type TermInstalment,
} from '@erp/values'
import { codeProblem, type InvalidInput, invalid, type LocalizedName, textProblem } from './input.ts'

/** In which parts and when invoices of a supplier are due 付款条件. What it says never changes, so that people may quote its code. */
export interface PaymentTerm {
  readonly id: string
  readonly companyId: string
  /** Unique in its company; never changes. */
  readonly code: string
  readonly name: LocalizedName
  readonly instalments: readonly TermInstalment[]
  /** What paying early takes off; null when nothing does. */
  readonly earlyPayment: EarlyPayment | null
  readonly active: boolean
  readonly version: number
  readonly createdAt: Date
}

export interface PaymentTermInput {
  readonly code: string
  readonly name: LocalizedName
  readonly instalments: readonly TermInstalment[]
  readonly earlyPayment?: { readonly percent: string; readonly days: number } | null | undefined
}

export type PaymentTermNotFound = Refusal<
  'SupplierPaymentTermNotFound',
  { paymentTermId: string; path: readonly string[] }
>
export type PaymentTermCodeTaken = Refusal<
  'SupplierPaymentTermCodeTaken',
  { paymentTermCode: string; path: readonly string[] }
>

/** A new term is active and at version 1. */
export function createPaymentTerm(
  input: PaymentTermInput,
  { id, companyId, now }: { readonly id: string; readonly companyId: string; readonly now: Date },
): PaymentTerm | InvalidInput {
  const badCode = codeProblem(input.code)
  if (badCode) return invalid('code', badCode)
  const badName = nameProblem(input.name)
  if (badName) return badName
  const instalments = readInstalments(input.instalments)
  if (isRefusal(instalments)) return invalid(instalments.field, instalments.problem)
  const earlyPayment = input.earlyPayment == null ? null : readEarlyPayment(input.earlyPayment)
  if (isRefusal(earlyPayment)) return invalid(earlyPayment.field, earlyPayment.problem)
  const { code, name } = input
  return { id, companyId, code, name, instalments, earlyPayment, active: true, version: 1, createdAt: now }
}

/** Another name; switched off it is given to nobody any more, and whoever has it keeps it. */
export function changePaymentTerm(
  term: PaymentTerm,
  { name, active }: Pick<PaymentTerm, 'name' | 'active'>,
): PaymentTerm | InvalidInput {
  return nameProblem(name) ?? { ...term, name, active }
}

function nameProblem(name: LocalizedName): InvalidInput | undefined {
  for (const language of ['zh', 'en'] as const) {
    const problem = textProblem(name[language], 200)
    if (problem) return invalid(`name.${language}`, problem)
  }
  return undefined
}
