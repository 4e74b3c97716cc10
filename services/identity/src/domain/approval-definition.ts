import {
  type Currency,
  Decimal,
  isCurrency,
  isRefusal,
  parseDecimal,
  parseMoney,
  type Refusal,
  refuse,
} from '@erp/values'
import { type Distinction, type DocumentFacts, type DocumentType, distinctions } from './approval.ts'
import type { InvalidInput } from './company.ts'

/** Who signs, as a company says it. The line manager is that of whoever made the document. */
export type Approver = { readonly userId: string } | { readonly roleCode: string } | { readonly lineManager: true }

/** Those who sign together: any one of them, or all. */
export interface Level {
  readonly signatures: 'ANY' | 'ALL'
  readonly approvers: readonly Approver[]
  /** Left out, the level waits as long as it takes. */
  readonly escalation?: Escalation
}

/** Who signs a level alone once it has waited so long 超时升级. The line managers are those of the members on the level. */
export interface Escalation {
  readonly afterHours: number
  readonly approvers: readonly Approver[]
}

/** Which documents a branch is for; what is null or empty does not narrow. Amounts are minor units of the base currency. */
export interface Condition {
  readonly amountFrom: string | null
  readonly amountBelow: string | null
  readonly currencies: readonly string[]
  readonly departmentIds: readonly string[]
  readonly categories: readonly string[]
  /** From so many percent below what is listed on; left out where that does not narrow. */
  readonly discountFrom?: string
}

/** Without levels the document passes at once 自动通过. */
export interface Branch {
  readonly condition: Condition
  readonly levels: readonly Level[]
}

/** Who approves a kind of document in a company 审批流定义; the version that is in force. */
export interface ApprovalDefinition {
  readonly id: string
  readonly companyId: string
  readonly documentType: DocumentType
  readonly version: number
  /** False once documents of this type need no approval any more. */
  readonly active: boolean
  /** The first whose condition holds decides; where none does, any holder of the approve permission signs. */
  readonly branches: readonly Branch[]
  readonly changedBy: string
  readonly changedAt: Date
}

export interface BranchInput {
  readonly condition?:
    | {
        readonly amountFrom?: string | null | undefined
        readonly amountBelow?: string | null | undefined
        readonly currencies?: readonly string[] | null | undefined
        readonly departmentIds?: readonly string[] | null | undefined
        readonly categories?: readonly string[] | null | undefined
        readonly discountFrom?: string | null | undefined
      }
    | null
    | undefined
  readonly levels: readonly LevelInput[]
}

interface ApproversInput {
  readonly userIds?: readonly string[] | null | undefined
  readonly roleCodes?: readonly string[] | null | undefined
  readonly lineManager?: boolean | null | undefined
}

interface LevelInput extends ApproversInput {
  readonly signatures: 'ANY' | 'ALL'
  readonly escalation?: (ApproversInput & { readonly afterHours: number }) | null | undefined
}

/** What may be named: the members and departments of the company among those asked for, and the roles there are. */
export interface KnownApprovers {
  readonly memberIds: readonly string[]
  readonly roleCodes: readonly string[]
  readonly departmentIds: readonly string[]
}

const most = { branches: 20, levels: 5, approvers: 10, values: 20, hours: 720 } as const

export type ApproverUnknown = Refusal<'ApproverUnknown', { approver: string; path: readonly string[] }>

/**
 * No document of the kind ever meets a condition. NEVER_TOLD: they do not say such a thing. OTHER_CURRENCY: they are all in the
 * base currency. NO_SUCH_DEPARTMENT: the company has none by that id.
 */
export type ConditionNeverHolds = Refusal<
  'ConditionNeverHolds',
  {
    documentType: DocumentType
    reason: 'NEVER_TOLD' | 'OTHER_CURRENCY' | 'NO_SUCH_DEPARTMENT'
    path: readonly string[]
  }
>

/** Reads what a company says, or why it cannot be used. */
export function readBranches(
  input: readonly BranchInput[],
  { documentType, baseCurrency }: { readonly documentType: DocumentType; readonly baseCurrency: Currency },
  known: KnownApprovers,
): readonly Branch[] | InvalidInput | ApproverUnknown | ConditionNeverHolds {
  if (input.length < 1 || input.length > most.branches) return invalid('branches', `NOT_1_TO_${most.branches}`)
  const branches: Branch[] = []
  for (const [index, { condition, levels }] of input.entries()) {
    const path = `branches.${index}`
    const read = readCondition(condition ?? {}, baseCurrency, path)
    if (isRefusal(read)) return read
    const never = neverHolds(read, {
      documentType,
      baseCurrency,
      known,
      path: ['input', ...path.split('.'), 'condition'],
    })
    if (never) return never
    if (levels.length > most.levels) return invalid(`${path}.levels`, `MORE_THAN_${most.levels}`)
    const signing: Level[] = []
    for (const [at, level] of levels.entries()) {
      const one = readLevel(level, known, `${path}.levels.${at}`)
      if (isRefusal(one)) return one
      signing.push(one)
    }
    branches.push({ condition: read, levels: signing })
  }
  return branches
}

/** The first branch whose condition holds for the document. */
export function branchFor(branches: readonly Branch[], document: DocumentFacts): Branch | undefined {
  return branches.find(({ condition }) => {
    const { amountFrom, amountBelow, currencies, departmentIds, categories, discountFrom } = condition
    const { minor } = document.amount
    return (
      (amountFrom === null || minor >= BigInt(amountFrom)) &&
      (amountBelow === null || minor < BigInt(amountBelow)) &&
      isAnyOf(currencies, [document.currency]) &&
      isAnyOf(departmentIds, document.departmentIds) &&
      isBelowAnyOf(categories, document.categories) &&
      (discountFrom === undefined || new Decimal(document.discountPercent ?? 0).gte(discountFrom))
    )
  })
}

/** Whether a document stays below the limit of its branch by a tenth of it or less. */
export function isJustBelow(
  { condition: { amountBelow } }: Branch,
  { amount }: Pick<DocumentFacts, 'amount'>,
): boolean {
  return amountBelow !== null && amount.minor * 10n >= BigInt(amountBelow) * 9n
}

/** What holds where a company has said nothing, or nothing for this document. */
export const anyApprover: readonly Level[] = [{ signatures: 'ANY', approvers: [] }]

function readCondition(
  condition: NonNullable<BranchInput['condition']>,
  baseCurrency: Currency,
  path: string,
): Condition | InvalidInput {
  const amountFrom = readAmount(condition.amountFrom, baseCurrency, `${path}.condition.amountFrom`)
  if (isRefusal(amountFrom)) return amountFrom
  const amountBelow = readAmount(condition.amountBelow, baseCurrency, `${path}.condition.amountBelow`)
  if (isRefusal(amountBelow)) return amountBelow
  if (amountFrom !== null && amountBelow !== null && BigInt(amountFrom) >= BigInt(amountBelow))
    return invalid(`${path}.condition`, 'NO_AMOUNT_FITS')
  const { currencies = null, departmentIds = null, categories = null } = condition
  const lists = {
    currencies: currencies ?? [],
    departmentIds: (departmentIds ?? []).map((id) => id.toLowerCase()),
    categories: categories ?? [],
  }
  const long = Object.entries(lists).find(([, values]) => values.length > most.values)
  if (long) return invalid(`${path}.condition.${long[0]}`, `MORE_THAN_${most.values}`)
  if (!lists.currencies.every(isCurrency)) return invalid(`${path}.condition.currencies`, 'UNKNOWN_CURRENCY')
  if (lists.categories.some((category) => category.length < 1 || category.length > 60))
    return invalid(`${path}.condition.categories`, 'LENGTH_NOT_1_TO_60')
  if (condition.discountFrom == null) return { amountFrom, amountBelow, ...lists }
  const discountFrom = parseDecimal(condition.discountFrom, { scale: 2, min: '0.01', max: '100' })
  return isRefusal(discountFrom)
    ? invalid(`${path}.condition.discountFrom`, 'NOT_A_PERCENTAGE')
    : { amountFrom, amountBelow, ...lists, discountFrom: discountFrom.toFixed() }
}

function readAmount(text: string | null | undefined, currency: Currency, field: string): string | null | InvalidInput {
  if (text === null || text === undefined) return null
  const amount = parseMoney(text, currency)
  if (isRefusal(amount)) return invalid(field, 'NOT_AN_AMOUNT')
  return amount.minor < 0n ? invalid(field, 'BELOW_ZERO') : String(amount.minor)
}

function readLevel(
  { signatures, escalation, ...named }: LevelInput,
  known: KnownApprovers,
  path: string,
): Level | InvalidInput | ApproverUnknown {
  const approvers = readApprovers(named, known, path)
  if (isRefusal(approvers)) return approvers
  if (!escalation) return { signatures, approvers }
  const { afterHours } = escalation
  if (afterHours < 1 || afterHours > most.hours)
    return invalid(`${path}.escalation.afterHours`, `NOT_1_TO_${most.hours}`)
  const superiors = readApprovers(escalation, known, `${path}.escalation`)
  if (isRefusal(superiors)) return superiors
  return { signatures, approvers, escalation: { afterHours, approvers: superiors } }
}

function readApprovers(
  { userIds, roleCodes, lineManager }: ApproversInput,
  known: KnownApprovers,
  path: string,
): readonly Approver[] | InvalidInput | ApproverUnknown {
  const users = [...new Set((userIds ?? []).map((id) => id.toLowerCase()))]
  const roles = [...new Set(roleCodes ?? [])]
  const stranger = users.find((id) => !known.memberIds.includes(id))
  if (stranger !== undefined)
    return refuse('ApproverUnknown', { approver: stranger, path: ['input', ...path.split('.'), 'userIds'] })
  const unknown = roles.find((code) => !known.roleCodes.includes(code))
  if (unknown !== undefined)
    return refuse('ApproverUnknown', { approver: unknown, path: ['input', ...path.split('.'), 'roleCodes'] })
  const approvers: Approver[] = [
    ...users.map((userId) => ({ userId })),
    ...roles.map((roleCode) => ({ roleCode })),
    ...(lineManager === true ? [{ lineManager } as const] : []),
  ]
  return approvers.length >= 1 && approvers.length <= most.approvers
    ? approvers
    : invalid(path, `APPROVERS_NOT_1_TO_${most.approvers}`)
}

/** One line is enough: a document that buys for two departments is one of either. */
function isAnyOf(wanted: readonly string[], values: readonly string[]): boolean {
  return wanted.length === 0 || values.some((value) => wanted.includes(value))
}

/** A category stands for what is below it as well: `PAYMENT` for `PAYMENT/SUPPLIER`. */
function isBelowAnyOf(wanted: readonly string[], categories: readonly string[]): boolean {
  const holds = (category: string) => wanted.some((one) => category === one || category.startsWith(`${one}/`))
  return wanted.length === 0 || categories.some(holds)
}

function neverHolds(
  condition: Condition,
  {
    documentType,
    baseCurrency,
    known,
    path,
  }: {
    readonly documentType: DocumentType
    readonly baseCurrency: Currency
    readonly known: KnownApprovers
    readonly path: readonly string[]
  },
): ConditionNeverHolds | undefined {
  const never = (distinction: Distinction, reason: ConditionNeverHolds['reason']) =>
    refuse('ConditionNeverHolds', { documentType, reason, path: [...path, distinction] })
  const told = distinctions[documentType]
  const { currencies, departmentIds, categories, discountFrom } = condition
  if (discountFrom !== undefined && !told.includes('discountFrom')) return never('discountFrom', 'NEVER_TOLD')
  if (categories.length > 0 && !told.includes('categories')) return never('categories', 'NEVER_TOLD')
  if (departmentIds.length > 0 && !told.includes('departmentIds')) return never('departmentIds', 'NEVER_TOLD')
  if (currencies.length > 0 && !told.includes('currencies') && !currencies.includes(baseCurrency))
    return never('currencies', 'OTHER_CURRENCY')
  return departmentIds.every((id) => known.departmentIds.includes(id))
    ? undefined
    : never('departmentIds', 'NO_SUCH_DEPARTMENT')
}

function invalid(field: string, problem: string): InvalidInput {
  return refuse('InvalidInput', { field, problem })
}
