import { type DataScope, dataScopeOf, isNarrowed, requireUnnarrowed } from '@erp/service-kit'
import type { Context } from './context.ts'
import { sourceTypes } from './source-types.ts'

/**
 * What whoever is narrowed to customers, suppliers or departments may ask and do: it shows and moves what is in their reach alone.
 * All the rest of finance adds up, posts or closes for everybody, and is refused to them.
 */
const openToNarrowed: ReadonlySet<string> = new Set([
  ...['openItems', 'openItem', 'openItemAgeing', 'partyStatement', 'dunningList', 'customerCredit', 'badDebtWriteOffs'],
  ...['statementsOfAccount', 'statementOfAccount', 'statementsOfAccountDue', 'sendStatementOfAccount'],
  ...['confirmStatementOfAccount', 'disputeStatementOfAccount', 'resolveStatementOfAccount'],
  ...['withdrawStatementOfAccount'],
  ...['settlements', 'settlement', 'settleOpenItems', 'autoSettleOpenItems', 'undoSettlement', 'writeOffLimit'],
  ...['cashDocuments', 'cashDocument', 'createCashDocument', 'changeCashDocument', 'submitCashDocument'],
  ...['withdrawCashDocument', 'approveCashDocument', 'postCashDocument', 'cancelCashDocument', 'reverseCashDocument'],
  ...['employeeAdvances', 'employeeAdvance', 'requestEmployeeAdvance', 'withdrawEmployeeAdvance', 'payEmployeeAdvance'],
  ...['returnEmployeeAdvance', 'payExpenseClaims', 'payExpenseClaim'],
  ...['expenseClaims', 'expenseClaim', 'saveExpenseClaim', 'copyExpenseClaim', 'submitExpenseClaim'],
  ...['withdrawExpenseClaim', 'discardExpenseClaim', 'reduceExpenseClaim', 'cancelExpenseClaim'],
  ...['expenseClaimants', 'expenseClaimant', 'expenseTypes', 'expensePolicies', 'perDiemRates'],
  ...['accounts', 'account', 'chartOfAccounts', 'chartVersion', 'cashAccounts', 'cashFlowItems', 'dimensionValues'],
  ...['exchangeRates', 'exchangeRate', 'periods', 'taxCodes', 'voucherSeries'],
])

/**
 * What whoever is narrowed comes to by reference: what the database narrows as it does in lists, what is set up for everybody, and
 * documents of other services, which show their own vouchers alone.
 */
const entitiesOpenToNarrowed: ReadonlySet<string> = new Set([
  ...['BadDebtWriteOff', 'CashDocument', 'EmployeeAdvance', 'ExpenseClaim', 'OpenItem', 'Settlement', 'Voucher'],
  'StatementOfAccount',
  ...['Account', 'CashAccount', 'DimensionValue', 'ExchangeRate', 'ExpenseType', 'FiscalPeriod', 'TaxCode'],
  ...['DocumentSimulation', ...Object.values(sourceTypes)],
])

type Resolve = (parent: never, args: never, context: Context, info: never) => unknown
type RootResolvers = Readonly<Record<string, Resolve>>
type FindReference = (reference: never, context: Context, ...rest: never[]) => unknown

/** The resolvers of finance, with what is for everybody's eyes kept from whoever is narrowed. */
export function keptFromNarrowed<Resolvers extends object>(resolvers: Resolvers): Resolvers {
  return Object.fromEntries(
    Object.entries(resolvers).map(([type, fields]) => [type, guardedType(type, fields as object)]),
  ) as Resolvers
}

function guardedType(type: string, fields: object): object {
  if (type === 'Query' || type === 'Mutation') return guarded(fields as RootResolvers)
  const { __resolveReference: find } = fields as { readonly __resolveReference?: FindReference }
  if (find === undefined || entitiesOpenToNarrowed.has(type)) return fields
  return {
    ...fields,
    __resolveReference: (reference: never, context: Context, ...rest: never[]) =>
      isNarrowed(scopeInFinance(context)) ? null : find(reference, context, ...rest),
  }
}

function guarded(fields: RootResolvers): RootResolvers {
  return Object.fromEntries(
    Object.entries(fields).map(([name, resolve]) => [name, openToNarrowed.has(name) ? resolve : ofEverybody(resolve)]),
  )
}

function ofEverybody(resolve: Resolve): Resolve {
  return (parent, args, context, info) => {
    requireUnnarrowed(scopeInFinance(context), 'What adds up or posts for everybody is')
    return resolve(parent, args, context, info)
  }
}

/** Finance looks at companies and not at warehouses, so who is narrowed to these alone sees all of it. */
function scopeInFinance({ caller }: Context): DataScope {
  return { ...dataScopeOf(caller), warehouseIds: undefined }
}
