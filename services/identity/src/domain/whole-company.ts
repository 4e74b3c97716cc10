import type { DataRights } from './data-rights.ts'

/**
 * Permissions of finance for nothing but what adds up, posts or closes for the whole company: whoever is narrowed in any way may hold
 * them and is refused all the same.
 */
const ofEverything: ReadonlySet<string> = new Set(
  [
    ...[
      'account.manage',
      'accountRule.manage',
      'accountRule.read',
      'badDebt.create',
      'badDebt.post',
      'badDebt.setRates',
    ],
    ...['bankStatement.import', 'bankStatement.match', 'bankStatement.read', 'budget.control', 'budget.manage'],
    ...['budget.read', 'cashAccount.manage', 'cashCount.approve', 'cashCount.create', 'cashCount.decide'],
    ...['cashCount.witness', 'closing.run', 'dimension.manage', 'discount.extend', 'exchangeRate.manage'],
    ...['expenseClaim.feed', 'expenseClaim.read', 'openingBalance.manage', 'period.close', 'period.open'],
    ...['settlement.setLimit', 'voucher.cashierReview', 'voucher.create', 'voucher.import', 'voucher.post'],
    ...['voucher.reverse', 'voucher.review', 'voucher.submit', 'voucherTemplate.manage', 'voucherTemplate.read'],
  ].map((permission) => `finance.${permission}`),
)

/** Those for what parties owe and pay besides, whatever warehouses their goods are in. */
const ofEveryWarehouse: ReadonlySet<string> = new Set(
  [
    ...['cash.approve', 'cash.create', 'cash.post', 'cash.reverse', 'credit.read', 'settlement.create'],
    ...['settlement.undo', 'statementOfAccount.issue', 'statementOfAccount.resolve'],
  ].map((permission) => `finance.${permission}`),
)

/** What of the first is open to whoever sees their own documents alone, and what is closed to them besides: what parties owe and pay. */
const openToAuthors: ReadonlySet<string> = new Set(['finance.voucher.create', 'finance.voucher.submit'])
const ofEverybodysDocuments: ReadonlySet<string> = new Set(
  [
    ...['credit.read', 'employeePayment.pay', 'openItem.read', 'settlement.create', 'settlement.undo'],
    ...['statementOfAccount.issue', 'statementOfAccount.resolve'],
  ].map((permission) => `finance.${permission}`),
)

/** Whether all that a permission opens is kept from whoever has these data rights. */
export function isOfEverything(permission: string, rights: DataRights): boolean {
  const { warehouseIds, customerGroups, supplierGroups, departmentIds, ownDocuments } = rights
  if (warehouseIds !== null && ofEveryWarehouse.has(permission)) return true
  if (ownDocuments && ofEverybodysDocuments.has(permission)) return true
  if (!ofEverything.has(permission)) return false
  if ([warehouseIds, customerGroups, supplierGroups, departmentIds].some(Boolean)) return true
  return ownDocuments && !openToAuthors.has(permission)
}
