import type { Account } from '../account.ts'
import type { AccountDimensions } from '../auxiliary-dimension.ts'
import { openItemKindOfKey } from '../open-item.ts'

type Traits = Pick<Account, 'dimensions' | 'quantityUnit' | 'foreignCurrency' | 'cashKind' | 'openItemKind'>

const plain: Traits = {
  ...{ dimensions: {}, quantityUnit: null, foreignCurrency: false, cashKind: null, openItemKind: null },
}
const stock: AccountDimensions = { item: 'OPTIONAL', warehouse: 'OPTIONAL' }
const expense: AccountDimensions = { department: 'OPTIONAL', project: 'OPTIONAL', employee: 'OPTIONAL' }

/** What the lines of a subledger are told apart by, and whether it deals in foreign currencies. */
const byControlKey: Readonly<Record<string, Partial<Traits>>> = {
  AR: { dimensions: { customer: 'REQUIRED' }, foreignCurrency: true },
  'PRE-C': { dimensions: { customer: 'REQUIRED' }, foreignCurrency: true },
  AP: { dimensions: { supplier: 'REQUIRED' }, foreignCurrency: true },
  'PRE-S': { dimensions: { supplier: 'REQUIRED' }, foreignCurrency: true },
  GRIR: { dimensions: { supplier: 'OPTIONAL' }, foreignCurrency: true },
  'GRIR-R': { dimensions: { supplier: 'OPTIONAL' } },
  INV: { dimensions: stock },
  TRN: { dimensions: stock },
  SNI: { dimensions: stock },
  GIT: { dimensions: stock },
  SUS: { dimensions: stock },
}

const byCode: Readonly<Record<string, Partial<Traits>>> = {
  '1001': { cashKind: 'CASH' },
  '1002': { cashKind: 'BANK', foreignCurrency: true },
  '1012': { cashKind: 'BANK' },
  '1221': { dimensions: { employee: 'OPTIONAL' }, openItemKind: 'OWED_BY_EMPLOYEE' },
  '2241': { dimensions: { employee: 'OPTIONAL' }, openItemKind: 'OWED_TO_EMPLOYEE' },
  // Selling and administrative expenses of 企业会计准则, then of 小企业会计准则.
  '6601': { dimensions: expense },
  '6602': { dimensions: expense },
  '5601': { dimensions: expense },
  '5602': { dimensions: expense },
}

/** What a new chart's account keeps beside amounts; a group account keeps nothing. */
export function traitsOf(code: string, controlKey: string | null, leaf: boolean): Traits {
  if (!leaf) return plain
  if (controlKey === null) return { ...plain, ...byCode[code] }
  const openItemKind = openItemKindOfKey[controlKey] ?? null
  return { ...plain, ...byCode[code], openItemKind, ...byControlKey[controlKey] }
}
