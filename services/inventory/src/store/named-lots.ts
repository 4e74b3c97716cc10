import { StaleDocument } from '@erp/service-kit'
import type { ItemId } from '../domain/item.ts'
import type { NamedLot } from '../domain/named-lot.ts'
import type { Tx } from './database.ts'

type Named = { readonly itemId: ItemId; readonly code: string }

/** The lots of these items with these codes; one nobody has received is left out. */
export async function findByCodes(tx: Tx, named: readonly Named[]): Promise<NamedLot[]> {
  if (named.length === 0) return []
  return tx.$queryRaw<NamedLot[]>`
    select l.id, l.company_id as "companyId", l.item_id as "itemId", l.code, l.serial,
           l.manufactured_on::text as "manufacturedOn", l.expires_on::text as "expiresOn",
           exists (select from bin_stock b where b.lot_id = l.id and b.on_hand > 0) as "onHand"
    from lot l
    where (l.item_id, l.code) in (
      select "itemId", code from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as n("itemId" uuid, code text))`
}

/** Adds lots that are received for the first time, in the order of their items and codes. Throws StaleDocument when another transaction was faster. */
export async function insert(tx: Tx, lots: readonly NamedLot[], createdAt: Date): Promise<void> {
  const [first] = lots
  if (!first) return
  const written = await tx.$executeRaw`
    insert into lot (id, company_id, item_id, code, serial, manufactured_on, expires_on, created_at)
    select id, "companyId", "itemId", code, serial, "manufacturedOn", "expiresOn", ${createdAt}
    from jsonb_to_recordset(${JSON.stringify(lots)}::jsonb) as l(
      id uuid, "companyId" uuid, "itemId" uuid, code text, serial boolean, "manufacturedOn" date, "expiresOn" date)
    order by "itemId", code
    on conflict (item_id, code) do nothing`
  if (written < lots.length) throw new StaleDocument('Lot', first.id)
}
