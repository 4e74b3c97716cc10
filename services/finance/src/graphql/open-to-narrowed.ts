import { type DataScope, dataScopeOf, isNarrowed, requireUnnarrowed } from '@erp/service-kit'
import type { Context } from './context.ts'
import { sourceTypes } from './source-types.ts'

/**
 * What whoever is narrowed, be it to warehouses, may ask and do: what is set up for everybody, what employees claim, and what is
 * owed on documents in their reach. All the rest of finance adds up, posts or closes for everybody, and is refused to them.
 */
const openToWarehouses: ReadonlySet<string> = new Set([
  ...['openItems', 'openItem', 'writeOffLimit'],
  ...['employeeAdvances', 'employeeAdvance', 'requestEmployeeAdvance', 'withdrawEmployeeAdvance', 'payEmployeeAdvance'],
  ...['returnEmployeeAdvance', 'payExpenseClaims', 'payExpenseClaim'],
  ...['expenseClaims', 'expenseClaim', 'saveExpenseClaim', 'copyExpenseClaim', 'submitExpenseClaim'],
  ...['withdrawExpenseClaim', 'discardExpenseClaim', 'reduceExpenseClaim', 'cancelExpenseClaim'],
  ...['expenseClaimants', 'expenseClaimant', 'expenseTypes', 'expensePolicies', 'perDiemRates'],
  ...['accounts', 'account', 'chartOfAccounts', 'chartVersion', 'cashAccounts', 'cashFlowItems', 'dimensionValues'],
  ...['exchangeRates', 'exchangeRate', 'periods', 'taxCodes', 'voucherSeries'],
])

/**
 * What else is open to whoever is narrowed to customers, suppliers or departments alone: what a party owes and pays is one sum,
 * whatever warehouses its goods left from or came to.
 */
const openToParties: ReadonlySet<string> = new Set([
  ...['openItemAgeing', 'partyStatement', 'dunningList', 'customerCredit', 'badDebtWriteOffs'],
  ...['statementsOfAccount', 'statementOfAccount', 'statementsOfAccountDue', 'sendStatementOfAccount'],
  ...['confirmStatementOfAccount', 'disputeStatementOfAccount', 'resolveStatementOfAccount'],
  ...['withdrawStatementOfAccount'],
  ...['settlements', 'settlement', 'settleOpenItems', 'autoSettleOpenItems', 'undoSettlement'],
  ...['cashDocuments', 'cashDocument', 'createCashDocument', 'changeCashDocument', 'submitCashDocument'],
  ...['withdrawCashDocument', 'approveCashDocument', 'postCashDocument', 'cancelCashDocument', 'reverseCashDocument'],
])

/**
 * What whoever is narrowed comes to by reference: what the database narrows as it does in lists, what is set up for everybody, and
 * documents of other services, which show their own vouchers alone.
 */
const entitiesOpenToWarehouses: ReadonlySet<string> = new Set([
  ...['EmployeeAdvance', 'ExpenseClaim', 'OpenItem', 'Voucher'],
  ...['Account', 'CashAccount', 'DimensionValue', 'ExchangeRate', 'ExpenseType', 'FiscalPeriod', 'TaxCode'],
  ...['DocumentSimulation', ...Object.values(sourceTypes)],
])
const entitiesOpenToParties: ReadonlySet<string> = new Set([
  ...['BadDebtWriteOff', 'CashDocument', 'Settlement', 'StatementOfAccount'],
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
  if (find === undefined || entitiesOpenToWarehouses.has(type)) return fields
  const open = entitiesOpenToParties.has(type)
  return {
    ...fields,
    __resolveReference: (reference: never, context: Context, ...rest: never[]) =>
      isNarrowed(scopeThatCloses(context, open)) ? null : find(reference, context, ...rest),
  }
}

function guarded(fields: RootResolvers): RootResolvers {
  return Object.fromEntries(
    Object.entries(fields).map(([name, resolve]) => [
      name,
      openToWarehouses.has(name) ? resolve : ofEverybody(resolve, openToParties.has(name)),
    ]),
  )
}

function ofEverybody(resolve: Resolve, openToTheirParties: boolean): Resolve {
  return (parent, args, context, info) => {
    requireUnnarrowed(scopeThatCloses(context, openToTheirParties), 'What adds up or posts for everybody is')
    return resolve(parent, args, context, info)
  }
}

/** What of the caller's narrowing keeps something from them: all of it, or warehouses alone where parties are narrowed by the database. */
function scopeThatCloses({ caller }: Context, openToTheirParties: boolean): DataScope {
  return openToTheirParties ? { warehouseIds: caller.warehouseIds } : dataScopeOf(caller)
}
