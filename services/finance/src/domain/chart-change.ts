import { type Refusal, refuse } from '@erp/values'
import { type Account, type AccountClass, type CashKind, type LocalizedText, parentOf, type Side } from './account.ts'
import { type AccountDimensions, dimensions } from './auxiliary-dimension.ts'

/** What about an account its keeper decides and may change. */
export type AccountTraits = Pick<Account, 'name' | 'dimensions' | 'quantityUnit' | 'foreignCurrency' | 'cashKind'>

/** What is asked for; what is left null is as with the account above. */
export type NewAccount = {
  readonly code: string
  readonly name: LocalizedText
  readonly accountClass: AccountClass | null
  readonly direction: Side | null
  readonly dimensions: AccountDimensions | null
  readonly quantityUnit: string | null
  readonly foreignCurrency: boolean | null
  readonly cashKind: CashKind | null
}

/** What the ledger and the rules already hold an account to. */
export type AccountUsage = {
  readonly posted: boolean
  /** Whether some posted line is in a foreign currency. */
  readonly foreignPosted: boolean
  /** Dimensions that some posted line does not give. */
  readonly notAlwaysGiven: ReadonlySet<string>
  /** Debits less credits in minor units. */
  readonly balance: bigint
  /** Account keys of active rules that name it. */
  readonly accountKeys: readonly string[]
  readonly activeChildren: boolean
}

export type InvalidInput = Refusal<'InvalidInput', { field: string; problem: string }>
export type AccountNotActive = Refusal<'AccountNotActive', { accountCode: string }>
export type AccountInUse = Refusal<
  'AccountInUse',
  { accountCode: string; field: 'leaf' | 'dimensions' | 'quantityUnit' | 'foreignCurrency' | 'cashKind' }
>
export type AccountHasBalance = Refusal<'AccountHasBalance', { accountCode: string }>
export type AccountNamedByRules = Refusal<
  'AccountNamedByRules',
  { accountCode: string; accountKeys: readonly string[] }
>
export type AccountHasActiveChildren = Refusal<'AccountHasActiveChildren', { accountCode: string }>

/** The account code of a chart: four digits, then up to five steps of one to four digits or capitals. */
export function isAccountCode(text: string): boolean {
  return /^[0-9]{4}(\.[0-9A-Z]{1,4}){0,5}$/.test(text)
}

/**
 * A new account below `parent`, or a top account without one. Class and control key come from above, so that a
 * subledger's account can be split but not joined; the rest too where it is left out.
 */
export function newAccount(
  identity: Pick<Account, 'id' | 'companyId'>,
  wanted: NewAccount,
  parent: Account | undefined,
): Account | InvalidInput | AccountNotActive {
  if (!isAccountCode(wanted.code)) return invalid('code', 'NOT_AN_ACCOUNT_CODE')
  if (parent && !parent.active) return refuse('AccountNotActive', { accountCode: parent.code })
  const accountClass = parent?.accountClass ?? wanted.accountClass
  const direction = wanted.direction ?? parent?.direction
  if (accountClass === null) return invalid('accountClass', 'MISSING')
  if (wanted.accountClass !== null && wanted.accountClass !== accountClass)
    return invalid('accountClass', 'NOT_THAT_OF_THE_PARENT')
  if (direction === undefined) return invalid('direction', 'MISSING')
  const account: Account = {
    ...identity,
    code: wanted.code,
    name: wanted.name,
    accountClass,
    direction,
    level: wanted.code.split('.').length,
    leaf: true,
    active: true,
    parentCode: parentOf(wanted.code),
    controlKey: parent?.controlKey ?? null,
    openItemKind: parent?.openItemKind ?? null,
    dimensions: wanted.dimensions ?? parent?.dimensions ?? {},
    quantityUnit: wanted.quantityUnit ?? parent?.quantityUnit ?? null,
    foreignCurrency: wanted.foreignCurrency ?? parent?.foreignCurrency ?? false,
    cashKind: wanted.cashKind ?? parent?.cashKind ?? null,
    version: 1,
  }
  return faultOf(account) ?? account
}

/** What becomes of an account that gets the first one below it: it only adds up from here on. Refused once it was posted to. */
export function becomeGroup(account: Account, usage: AccountUsage): Account | AccountInUse {
  if (usage.posted) return refuse('AccountInUse', { accountCode: account.code, field: 'leaf' })
  return { ...account, leaf: false }
}

/**
 * An account with other traits. Once it was posted to, what its lines are read by stays: its quantity unit and cash kind,
 * its foreign currencies where lines have some, each dimension, and none is required that a line does not give.
 */
export function changeAccount(
  account: Account,
  traits: AccountTraits,
  usage: AccountUsage,
): Account | InvalidInput | AccountInUse {
  const changed: Account = { ...account, ...traits }
  const fault = faultOf(changed)
  if (fault) return fault
  const inUse = (field: AccountInUse['field']) => refuse('AccountInUse', { accountCode: account.code, field })
  if (usage.foreignPosted && !changed.foreignCurrency) return inUse('foreignCurrency')
  if (!usage.posted) return changed
  if (changed.quantityUnit !== account.quantityUnit) return inUse('quantityUnit')
  if (changed.cashKind !== account.cashKind) return inUse('cashKind')
  const lost = dimensions.some((one) => account.dimensions[one] !== undefined && changed.dimensions[one] === undefined)
  const unmet = dimensions.some(
    (one) =>
      changed.dimensions[one] === 'REQUIRED' && account.dimensions[one] !== 'REQUIRED' && usage.notAlwaysGiven.has(one),
  )
  return lost || unmet ? inUse('dimensions') : changed
}

/** Takes an account out of use: nothing may stand on it, be about to be posted to it, or live below it. */
export function disableAccount(
  account: Account,
  usage: AccountUsage,
): Account | AccountNotActive | AccountHasBalance | AccountNamedByRules | AccountHasActiveChildren {
  const { code: accountCode } = account
  if (!account.active) return refuse('AccountNotActive', { accountCode })
  if (usage.activeChildren) return refuse('AccountHasActiveChildren', { accountCode })
  if (usage.accountKeys.length > 0)
    return refuse('AccountNamedByRules', { accountCode, accountKeys: usage.accountKeys })
  if (usage.balance !== 0n) return refuse('AccountHasBalance', { accountCode })
  return { ...account, active: false }
}

/** Takes an account back into use; the one above must be in use. */
export function enableAccount(account: Account, parent: Account | undefined): Account | AccountNotActive {
  if (parent && !parent.active) return refuse('AccountNotActive', { accountCode: parent.code })
  return { ...account, active: true }
}

function faultOf({ name, quantityUnit, cashKind, accountClass }: Account): InvalidInput | undefined {
  if ([name.zh, name.en].some((text) => text.trim() === '' || text.length > 200))
    return invalid('name', 'EMPTY_OR_LONG')
  if (quantityUnit !== null && (quantityUnit.trim() === '' || quantityUnit.length > 20))
    return invalid('quantityUnit', 'EMPTY_OR_LONG')
  return cashKind !== null && accountClass !== 'ASSET' ? invalid('cashKind', 'NOT_AN_ASSET') : undefined
}

export function invalid(field: string, problem: string): InvalidInput {
  return refuse('InvalidInput', { field, problem })
}
