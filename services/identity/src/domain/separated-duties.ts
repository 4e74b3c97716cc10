import { approvePermissions } from './approval.ts'

/** Kinds of which only what gives value or goods away, or what a company has approved, is decided on by somebody else. */
const byWhatItSays: ReadonlySet<string> = new Set(['CREDIT_NOTE', 'GIFT', 'STOCK_MOVEMENT', 'STOCK_TRANSFER'])

/**
 * Permissions by which somebody decides on what others wrote, or carries it out, whatever the document says: nobody uses them on what they
 * wrote some of 不相容职务分离. Those that depend on what it says, as posting a payment but not a receipt, are not among them.
 */
export const separatedDuties: ReadonlySet<string> = new Set([
  ...Object.entries(approvePermissions).flatMap(([type, code]) => (byWhatItSays.has(type) ? [] : [code])),
  ...['finance.voucher.post', 'finance.badDebt.post', 'finance.employeePayment.pay'],
  ...['sales.salesOrder.overrideCredit', 'procurement.purchaseOrder.overrideBudget'],
  ...['procurement.requisition.overrideBudget', 'inventory.costAdjustment.confirm', 'inventory.landedCost.confirm'],
  ...['inventory.costingChange.confirm', 'inventory.stockAssembly.confirm', 'inventory.stocktake.approve'],
])
