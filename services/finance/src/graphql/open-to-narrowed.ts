import { requireUnnarrowed } from '@erp/service-kit'
import type { Context } from './context.ts'

/**
 * What whoever is narrowed to customers, suppliers or departments may ask and do: it shows and moves what is in their reach alone.
 * All the rest of finance adds up, posts or closes for everybody, and is refused to them.
 */
const openToNarrowed: ReadonlySet<string> = new Set([
  ...['openItems', 'openItem', 'openItemAgeing', 'partyStatement', 'dunningList', 'customerCredit', 'badDebtWriteOffs'],
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

type Resolve = (parent: never, args: never, context: Context, info: never) => unknown
type RootResolvers = Readonly<Record<string, Resolve>>

/** The resolvers of finance, with what is for everybody's eyes kept from whoever is narrowed. */
export function keptFromNarrowed<Resolvers extends object>(resolvers: Resolvers): Resolvers {
  const { Query, Mutation } = resolvers as { readonly Query?: RootResolvers; readonly Mutation?: RootResolvers }
  return { ...resolvers, ...(Query && { Query: guarded(Query) }), ...(Mutation && { Mutation: guarded(Mutation) }) }
}

function guarded(fields: RootResolvers): RootResolvers {
  return Object.fromEntries(
    Object.entries(fields).map(([name, resolve]) => [name, openToNarrowed.has(name) ? resolve : ofEverybody(resolve)]),
  )
}

/** Finance looks at companies and not at warehouses, so who is narrowed to these alone sees all of it. */
function ofEverybody(resolve: Resolve): Resolve {
  return (parent, args, context, info) => {
    requireUnnarrowed({ ...context.caller, warehouseIds: undefined }, 'What adds up or posts for everybody is')
    return resolve(parent, args, context, info)
  }
}
