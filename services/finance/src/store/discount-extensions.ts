import type { Sql } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'

/** Notes that a discount may be had longer, on the item too, which is held. */
export async function insertDiscountExtension(
  tx: Sql,
  extension: {
    readonly id: string
    readonly companyId: string
    readonly openItemId: string
    readonly from: BusinessDate
    readonly to: BusinessDate
    readonly reason: string
    readonly by: string
    readonly at: Date
  },
): Promise<void> {
  await tx.$executeRaw`
    with noted as (
      insert into discount_extension (id, company_id, open_item_id, extended_from, extended_to, reason, extended_by,
                                      extended_at)
      values (${extension.id}::uuid, ${extension.companyId}::uuid, ${extension.openItemId}::uuid,
              ${extension.from}::date, ${extension.to}::date, ${extension.reason}, ${extension.by}::uuid,
              ${extension.at})
      returning *)
    update open_item i set discount_through = noted.extended_to, version = i.version + 1
    from noted where i.id = noted.open_item_id`
}
