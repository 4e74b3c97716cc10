import { areIds, dayColumn, decimalColumn, idsIn, quantityColumn, StaleDocument, toDayColumn } from '@erp/service-kit'
import { isId } from '@erp/values'
import type { PromotedOrder, Promotion } from '../domain/promotion.ts'
import type { Promotion as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function findPromotion(tx: Tx, promotionId: string): Promise<Promotion | undefined> {
  const [promotion] = await findPromotions(tx, [promotionId])
  return promotion
}

export async function findPromotions(tx: Tx, promotionIds: readonly string[]): Promise<Promotion[]> {
  return (await tx.promotion.findMany({ where: { id: { in: idsIn(promotionIds) } } })).map(toPromotion)
}

/** The promotion as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lockPromotion(tx: Tx, promotionId: string): Promise<Promotion | undefined> {
  if (!isId(promotionId)) return undefined
  await tx.$executeRaw`select id from promotion where id = ${promotionId}::uuid for no key update`
  return findPromotion(tx, promotionId)
}

/** One page by code, after the code given. */
export async function listPromotions(
  tx: Tx,
  companyId: string,
  { itemId, active }: { readonly itemId?: string | null | undefined; readonly active?: boolean | null | undefined },
  page: { readonly limit: number; readonly afterCode: string | undefined },
): Promise<Promotion[]> {
  if (!areIds(itemId)) return []
  const rows = await tx.promotion.findMany({
    where: {
      companyId,
      ...(page.afterCode === undefined ? {} : { code: { gt: page.afterCode } }),
      ...(itemId == null ? {} : { itemId }),
      ...(active == null ? {} : { active }),
    },
    orderBy: { code: 'asc' },
    take: page.limit,
  })
  return rows.map(toPromotion)
}

/** Stores a new promotion. False when its code is taken in its company. */
export async function insertPromotion(tx: Tx, promotion: Promotion): Promise<boolean> {
  const { count } = await tx.promotion.createMany({ data: [toRow(promotion)], skipDuplicates: true })
  return count === 1
}

/** Writes the next version of what may change. Throws StaleDocument when it is not the one that was read. */
export async function savePromotion(tx: Tx, promotion: Promotion): Promise<Promotion> {
  const { id, version } = promotion
  const saved = { ...promotion, version: version + 1 }
  const { nameZh, nameEn, endsOn, active } = toRow(saved)
  const { count } = await tx.promotion.updateMany({
    where: { id, version },
    data: { nameZh, nameEn, endsOn, active, version: saved.version },
  })
  if (count === 0) throw new StaleDocument('promotion', id)
  return saved
}

interface PromotedRow {
  readonly salesOrderId: string
  readonly promotionId: string
  readonly ordered: string
  readonly kept: string
  readonly given: string
}

/**
 * How these orders stand with the promotions of their day and of their customers' groups, and with those that something was
 * given by; by order and promotion, in one statement and one more for the promotions.
 */
export async function findPromotedOrders(tx: Tx, salesOrderIds: readonly string[]): Promise<PromotedOrder[]> {
  const rows = await tx.$queryRaw<PromotedRow[]>`
    with asked as (
      select ordered.id, ordered.company_id, ordered.ordered_on, ordered.status, customer.price_group
      from sales_order as ordered join customer on customer.id = ordered.customer_id
      where ordered.id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(salesOrderIds))}::jsonb)))
    ), bought as (
      select asked.id, line.item_id,
             sum(case asked.status when 'CANCELLED' then 0 when 'CLOSED' then line.delivered_base_quantity
                                   else line.base_quantity end) as ordered
      from asked join sales_order_line as line on line.sales_order_id = asked.id group by 1, 2
    ), kept as (
      select line.sales_order_id as id, line.item_id, sum(line.base_quantity - line.returned_base_quantity) as quantity
      from asked join delivery_line as line on line.sales_order_id = asked.id
      join delivery on delivery.id = line.delivery_id and delivery.status = 'CONFIRMED' group by 1, 2
    ), given as (
      select delivery.earned_by_order_id as id, line.promotion_id, sum(line.base_quantity) as quantity
      from asked join delivery on delivery.earned_by_order_id = asked.id and delivery.status <> 'CANCELLED'
      join delivery_line as line on line.delivery_id = delivery.id group by 1, 2)
    select asked.id as "salesOrderId", promotion.id as "promotionId", bought.ordered::text,
           coalesce(kept.quantity, 0)::text as kept, coalesce(given.quantity, 0)::text as given
    from asked
    join bought using (id)
    join promotion on promotion.company_id = asked.company_id and promotion.item_id = bought.item_id
    left join kept on kept.id = asked.id and kept.item_id = bought.item_id
    left join given on given.id = asked.id and given.promotion_id = promotion.id
    where given.quantity is not null
       or (promotion.active and promotion.valid_from <= asked.ordered_on
           and (promotion.valid_to is null or promotion.valid_to >= asked.ordered_on)
           and (promotion.price_group is null or promotion.price_group = asked.price_group))
    order by asked.id, promotion.code`
  const promotions = await findPromotions(
    tx,
    rows.map(({ promotionId }) => promotionId),
  )
  const byId = new Map(promotions.map((promotion) => [promotion.id, promotion]))
  return rows.flatMap(({ salesOrderId, promotionId, ordered, kept, given }) => {
    const promotion = byId.get(promotionId)
    const quantities = { ordered: quantityColumn(ordered), kept: quantityColumn(kept), given: quantityColumn(given) }
    return promotion ? [{ salesOrderId, promotion, ...quantities }] : []
  })
}

function toRow({ name, beginsOn, endsOn, buyQuantity, minimumQuantity, giftQuantity, ...facts }: Promotion) {
  return {
    ...{ ...facts, nameZh: name.zh, nameEn: name.en, giftUnitPrice: facts.giftUnitPrice?.toFixed() ?? null },
    ...{ beginsOn: toDayColumn(beginsOn), endsOn: endsOn === null ? null : toDayColumn(endsOn) },
    ...{ buyQuantity: buyQuantity.toFixed(), minimumQuantity: minimumQuantity.toFixed() },
    giftQuantity: giftQuantity.toFixed(),
  }
}

function toPromotion({ nameZh, nameEn, ...row }: Row): Promotion {
  return {
    ...{ ...row, name: { zh: nameZh, en: nameEn }, beginsOn: dayColumn(row.beginsOn) },
    endsOn: row.endsOn === null ? null : dayColumn(row.endsOn),
    ...{ buyQuantity: quantityColumn(row.buyQuantity), minimumQuantity: quantityColumn(row.minimumQuantity) },
    giftQuantity: quantityColumn(row.giftQuantity),
    giftUnitPrice: row.giftUnitPrice === null ? null : decimalColumn(row.giftUnitPrice),
  }
}
