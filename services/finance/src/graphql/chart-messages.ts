import type { MessagesFor } from '@erp/graphql-kit'
import type { changeAccount } from '../use-cases/change-account.ts'
import type { changeDimensionValue } from '../use-cases/change-dimension-value.ts'
import type { createAccount } from '../use-cases/create-account.ts'
import type { createDimensionValue } from '../use-cases/create-dimension-value.ts'
import type { disableAccount } from '../use-cases/disable-account.ts'
import type { enableAccount } from '../use-cases/enable-account.ts'
import type { pseudonymiseEmployee } from '../use-cases/pseudonymise-employee.ts'
import type { setExchangeRate } from '../use-cases/set-exchange-rate.ts'

const traits = {
  leaf: { en: 'nothing can be added below it', zh: '不能增加下级科目' },
  dimensions: { en: 'its dimensions cannot change in this way', zh: '不能这样修改辅助核算' },
  quantityUnit: { en: 'its quantity unit stays', zh: '不能修改计量单位' },
  foreignCurrency: { en: 'it goes on taking foreign currencies', zh: '不能取消外币核算' },
  cashKind: { en: 'its cash kind stays', zh: '不能修改现金类别' },
} as const

const dimensions = {
  department: { en: 'department', zh: '部门' },
  project: { en: 'project', zh: '项目' },
  employee: { en: 'employee', zh: '职员' },
} as const

/** A sentence for every refusal about accounts, auxiliary values and exchange rates. */
export const chartMessages = {
  AccountNotFound: {
    en: ({ accountCode }) => `There is no account ${accountCode}.`,
    zh: ({ accountCode }) => `科目 ${accountCode} 不存在。`,
  },
  AccountCodeTaken: {
    en: ({ accountCode }) => `The chart has an account ${accountCode} already.`,
    zh: ({ accountCode }) => `科目编码 ${accountCode} 已存在。`,
  },
  AccountNotActive: {
    en: ({ accountCode }) => `Account ${accountCode} is out of use.`,
    zh: ({ accountCode }) => `科目 ${accountCode} 未启用。`,
  },
  AccountInUse: {
    en: ({ accountCode, field }) => `Account ${accountCode} was posted to, so ${traits[field].en}.`,
    zh: ({ accountCode, field }) => `科目 ${accountCode} 已有发生额，${traits[field].zh}。`,
  },
  AccountHasBalance: {
    en: ({ accountCode }) => `Account ${accountCode} has a balance; clear it first.`,
    zh: ({ accountCode }) => `科目 ${accountCode} 余额不为零，请先结清。`,
  },
  AccountNamedByRules: {
    en: ({ accountCode, accountKeys }) => `The account rules of ${accountKeys.join(', ')} name ${accountCode}.`,
    zh: ({ accountCode, accountKeys }) => `取数键 ${accountKeys.join('、')} 的规则正在使用科目 ${accountCode}。`,
  },
  AccountHasActiveChildren: {
    en: ({ accountCode }) => `Accounts below ${accountCode} are in use.`,
    zh: ({ accountCode }) => `科目 ${accountCode} 的下级科目仍在使用。`,
  },
  DimensionValueCodeTaken: {
    en: ({ dimension, valueCode }) => `There is a ${dimensions[dimension].en} ${valueCode} already.`,
    zh: ({ dimension, valueCode }) => `${dimensions[dimension].zh}编码 ${valueCode} 已存在。`,
  },
  EmployeeStillActive: {
    en: () => 'Take the employee out of use first; whoever is in use still is not forgotten.',
    zh: () => '请先停用该职员；仍在使用的职员不能假名化。',
  },
  EmployeePseudonymised: {
    en: () => 'The employee is called by a pseudonym, and that is not undone.',
    zh: () => '该职员已假名化，且不可撤销。',
  },
  EmployeeIsUser: {
    en: () => 'The employee is a user; pseudonymise the user, and the employee is with them.',
    zh: () => '该职员对应系统用户；请对该用户假名化，职员将一并处理。',
  },
  DimensionValueNotFound: {
    en: () => 'There is no such auxiliary value.',
    zh: () => '该辅助核算项目不存在。',
  },
  ExchangeRateInvalid: {
    en: ({ text }) => `${text} is no exchange rate: it is positive and has at most eight decimals.`,
    zh: ({ text }) => `${text} 不是有效汇率：须为正数且最多八位小数。`,
  },
} satisfies MessagesFor<
  | typeof createAccount
  | typeof changeAccount
  | typeof disableAccount
  | typeof enableAccount
  | typeof createDimensionValue
  | typeof changeDimensionValue
  | typeof pseudonymiseEmployee
  | typeof setExchangeRate
>
