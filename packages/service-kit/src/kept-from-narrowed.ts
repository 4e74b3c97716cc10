import { type DataScope, dataScopeOf } from './data-scope.ts'

/** What employees claim, and what is set up for everybody. */
const claimsAndSetUp = [
  ...['expenseClaims', 'expenseClaim', 'saveExpenseClaim', 'copyExpenseClaim', 'submitExpenseClaim'],
  ...['withdrawExpenseClaim', 'discardExpenseClaim', 'reduceExpenseClaim', 'cancelExpenseClaim'],
  ...['expenseClaimants', 'expenseClaimant', 'expenseTypes', 'expensePolicies', 'perDiemRates'],
  ...['accounts', 'account', 'chartOfAccounts', 'chartVersion', 'cashAccounts', 'cashFlowItems', 'dimensionValues'],
  ...['exchangeRates', 'exchangeRate', 'periods', 'taxCodes', 'voucherSeries'],
]
/** Receipts and payments. */
const receiptsAndPayments = [
  ...['cashDocuments', 'cashDocument', 'createCashDocument', 'changeCashDocument', 'submitCashDocument'],
  ...['withdrawCashDocument', 'approveCashDocument', 'postCashDocument', 'cancelCashDocument', 'reverseCashDocument'],
]

/**
 * What whoever is narrowed, be it to warehouses, may ask of finance and do there: what is set up for everybody, what employees claim,
 * and what is owed on documents in their reach. All the rest adds up, posts or closes for everybody, and is refused to them.
 */
const financeOpenToWarehouses: ReadonlySet<string> = new Set([
  ...['openItems', 'openItem', 'writeOffLimit'],
  ...['employeeAdvances', 'employeeAdvance', 'requestEmployeeAdvance', 'withdrawEmployeeAdvance', 'payEmployeeAdvance'],
  ...['returnEmployeeAdvance', 'payExpenseClaims', 'payExpenseClaim'],
  ...claimsAndSetUp,
])

/**
 * What else is open to whoever is narrowed to customers, suppliers or departments alone: what a party owes and pays is one sum,
 * whatever warehouses its goods left from or came to.
 */
const financeOpenToParties: ReadonlySet<string> = new Set([
  ...['openItemAgeing', 'partyStatement', 'dunningList', 'customerCredit', 'badDebtWriteOffs'],
  ...['statementsOfAccount', 'statementOfAccount', 'statementsOfAccountDue', 'sendStatementOfAccount'],
  ...['confirmStatementOfAccount', 'disputeStatementOfAccount', 'resolveStatementOfAccount'],
  ...['withdrawStatementOfAccount'],
  ...['settlements', 'settlement', 'settleOpenItems', 'autoSettleOpenItems', 'undoSettlement'],
  ...receiptsAndPayments,
])

/** What is open to whoever is narrowed to their own documents: what they wrote, or claim, and what is set up. */
const financeOpenToAuthors: ReadonlySet<string> = new Set([
  ...receiptsAndPayments,
  ...['cashTransfers', 'cashTransfer', 'createCashTransfer', 'approveCashTransfer', 'postCashTransfer'],
  ...['cancelCashTransfer', 'reverseCashTransfer', 'submitCashTransfer', 'withdrawCashTransfer'],
  ...['voucherDrafts', 'voucherDraft', 'createVoucherDraft', 'changeVoucherDraft', 'copyVoucherDraft'],
  ...['submitVoucherDraft', 'discardVoucherDraft', 'attachToVoucherDraft', 'detachFromVoucherDraft'],
  ...['prepareVoucherAttachment'],
  ...['employeeAdvances', 'employeeAdvance', 'requestEmployeeAdvance', 'withdrawEmployeeAdvance'],
  ...claimsAndSetUp,
])

/** What inventory works out from single entries of a valuation area, or does to the worth of one: for who sees every warehouse. */
const ofEveryWarehouse: ReadonlySet<string> = new Set([
  ...['stockAgeing', 'stockTurnoverDifferences', 'stockBalancesAsOf', 'stockTurnover', 'explainCost', 'stockForecast'],
  ...['simulateCostingChange', 'createCostingChange', 'changeCostingChange', 'discardCostingChange'],
  ...['confirmCostingChange', 'simulateLandedCost', 'createLandedCost', 'changeLandedCost', 'discardLandedCost'],
  ...['confirmLandedCost', 'cancelLandedCost'],
])
/** What adds up or takes apart movements of every customer and supplier there, and what is spread over receipts of every supplier. */
const ofEveryParty: ReadonlySet<string> = new Set([
  ...['explainCost', 'stockMovementSummary', 'stockTurnoverDifferences', 'stockForecast', 'stockTurnover'],
])
const ofEverySupplier: ReadonlySet<string> = new Set([
  ...['simulateLandedCost', 'createLandedCost', 'changeLandedCost', 'discardLandedCost', 'confirmLandedCost'],
  'cancelLandedCost',
])

/**
 * What of a narrowing closes an operation of a service, a field of Query or Mutation, to whoever is narrowed so; nothing where it shows
 * and moves what is in their reach alone.
 */
export function closedBy(service: string, operation: string, scope: DataScope): DataScope {
  const { warehouseIds, authorIds, ...parties } = dataScopeOf(scope)
  if (service === 'inventory') {
    const { customerGroups, supplierGroups } = parties
    return {
      ...(ofEveryWarehouse.has(operation) ? { warehouseIds } : {}),
      ...(ofEveryParty.has(operation) ? { customerGroups, supplierGroups } : {}),
      ...(ofEverySupplier.has(operation) ? { supplierGroups } : {}),
    }
  }
  if (service === 'procurement') return operation === 'turnReceiptEstimates' ? dataScopeOf(scope) : {}
  if (service !== 'finance') return {}
  const openToAll = financeOpenToWarehouses.has(operation)
  return {
    ...(openToAll ? {} : { warehouseIds }),
    ...(openToAll || financeOpenToParties.has(operation) ? {} : parties),
    ...(financeOpenToAuthors.has(operation) ? {} : { authorIds }),
  }
}

/** Whether what a permission allows says nothing of whom it is about, so that all of it is refused to whoever is narrowed. */
export function isForUnnarrowed(permission: string): boolean {
  return /^[a-z]+\.(audit|operations)\./.test(permission)
}
