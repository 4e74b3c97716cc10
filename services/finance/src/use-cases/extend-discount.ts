import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isId, isRefusal, newId, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import { type DiscountNotToBeHad, notToBeHad } from '../domain/early-payment.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import type { OpenItem } from '../domain/open-item.ts'
import { beginningOfReason } from '../domain/reason.ts'
import { insertDiscountExtension } from '../store/discount-extensions.ts'
import { findOpenItems } from '../store/open-item-lists.ts'
import { lockItems } from '../store/settlements.ts'
import { itemChanged, type OpenItemChanged, type OpenItemNotFound } from './settle-open-items.ts'

/** Lets the discount of an item be had longer than its terms say 放宽折扣期限; who said so, and why, stays. */
export async function extendDiscount(
  { tx, caller, now }: UnitOfWork,
  input: {
    readonly openItemId: string
    readonly expectedVersion: number
    readonly through: BusinessDate
    readonly reason: string
  },
): Promise<OpenItem | OpenItemNotFound | OpenItemChanged | DiscountNotToBeHad | InvalidInput | ReasonMissing> {
  const { openItemId, through } = input
  const reason = beginningOfReason(input.reason)
  if (isRefusal(reason)) return reason
  const item = isId(openItemId) ? (await lockItems(tx, [openItemId])).get(openItemId) : undefined
  if (!item) return refuse('OpenItemNotFound', { openItemId })
  if (item.version !== input.expectedVersion) return itemChanged(item)
  if (item.discountThrough === null) return notToBeHad(item, item.open)
  if (through <= item.discountThrough) return refuse('InvalidInput', { field: 'through', problem: 'NOT_LATER' })
  await insertDiscountExtension(tx, {
    ...{ id: newId(), companyId: caller.companyId, openItemId, from: item.discountThrough, to: through, reason },
    ...{ by: caller.userId, at: now },
  })
  const [extended] = await findOpenItems(tx, [openItemId])
  if (!extended) throw new Error('An item that is held cannot be found')
  return extended
}
