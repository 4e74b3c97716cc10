import { isRefusal, newId, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import type { CustomerGroupOutOfReach } from '../domain/customer.ts'
import { at, type InvalidInput, requireVersion, type StaleVersion } from '../domain/input.ts'
import { requireListInReach } from '../domain/price-list.ts'
import {
  changePromotion as change,
  draftPromotion,
  type Promotion,
  type PromotionChange,
  type PromotionCodeTaken,
  type PromotionInput,
  type PromotionNotFound,
  type PromotionRefused,
} from '../domain/promotion.ts'
import { findCompany } from '../store/companies.ts'
import { insertPromotion, lockPromotion, savePromotion } from '../store/promotions.ts'
import { findItems, findTaxCodes } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

/** Writes a new promotion; orders of its days earn by it at once. */
export async function createPromotion(
  { tx, now, caller: { companyId, customerGroups } }: Unit,
  input: PromotionInput,
): Promise<Promotion | CompanyNotActive | PromotionCodeTaken | PromotionRefused | CustomerGroupOutOfReach> {
  const company = requireActive(await findCompany(tx, companyId))
  if (isRefusal(company)) return company
  const facts = {
    items: await findItems(tx, [input.itemId, input.giftItemId]),
    taxCodes: await findTaxCodes(tx, [input.giftTaxCodeId]),
    currency: company.baseCurrency,
  }
  const promotion = draftPromotion(input, { id: newId(), companyId, now }, facts)
  if (isRefusal(promotion)) return promotion
  const outOfReach = requireListInReach(promotion, customerGroups)
  if (outOfReach) return outOfReach
  if (await insertPromotion(tx, promotion)) return promotion
  return at(refuse('PromotionCodeTaken', { promotionCode: promotion.code }), 'code')
}

/** Names a promotion anew, ends it, or switches it off or on again; what it promises stays. */
export async function changePromotion(
  { tx }: Unit,
  input: PromotionChange & { readonly promotionId: string; readonly expectedVersion: number },
): Promise<Promotion | PromotionNotFound | StaleVersion | InvalidInput> {
  const { promotionId, expectedVersion } = input
  const promotion = await lockPromotion(tx, promotionId)
  if (!promotion) return refuse('PromotionNotFound', { promotionId })
  const stale = requireVersion(promotion, expectedVersion)
  if (stale) return stale
  const changed = change(promotion, input)
  return isRefusal(changed) ? changed : savePromotion(tx, changed)
}
