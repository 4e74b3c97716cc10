import { closedBy, type DataScope, dataScopeOf, isNarrowed, requireUnnarrowed } from '@erp/service-kit'
import type { Context } from './context.ts'
import { sourceTypes } from './source-types.ts'

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

/** Those of whoever sees their own documents alone; documents of other services show none of their vouchers to them. */
const entitiesOpenToAuthors: ReadonlySet<string> = new Set([
  ...entitiesOpenToWarehouses,
  ...['CashDocument', 'CashTransfer', 'Settlement', 'VoucherDraft'],
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
  if (find === undefined) return fields
  return {
    ...fields,
    __resolveReference: (reference: never, context: Context, ...rest: never[]) =>
      isHidden(type, context.caller) ? null : find(reference, context, ...rest),
  }
}

function guarded(fields: RootResolvers): RootResolvers {
  return Object.fromEntries(
    Object.entries(fields).map(([name, resolve]): [string, Resolve] => [
      name,
      (parent, args, context, info) => {
        requireUnnarrowed(closedBy('finance', name, context.caller), 'What adds up or posts for everybody is')
        return resolve(parent, args, context, info)
      },
    ]),
  )
}

function isHidden(type: string, caller: DataScope): boolean {
  const { warehouseIds, authorIds, ...parties } = dataScopeOf(caller)
  if (authorIds !== undefined && !entitiesOpenToAuthors.has(type)) return true
  if (entitiesOpenToWarehouses.has(type)) return false
  return warehouseIds !== undefined || (isNarrowed(parties) && !entitiesOpenToParties.has(type))
}
