import type { Sql } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import type { ExpenseTrip, TripMeans } from '../domain/expense-trip.ts'

interface TripRow {
  readonly claim_id: string
  readonly purpose: string
  readonly from_city: string | null
  readonly to_city: string | null
  readonly begins_on: BusinessDate | null
  readonly ends_on: BusinessDate | null
  readonly means: TripMeans | null
}

/** Puts these trips in the place of those the claim has, none of whose lines may belong to one any more. */
export async function replaceTrips(
  tx: Sql,
  { id, companyId }: { readonly id: string; readonly companyId: string },
  trips: readonly ExpenseTrip[],
): Promise<void> {
  await tx.$executeRaw`delete from expense_claim_trip where claim_id = ${id}::uuid`
  if (trips.length === 0) return
  const rows = trips.map((trip, index) => ({ ...trip, tripNumber: index + 1 }))
  await tx.$executeRaw`
    insert into expense_claim_trip (claim_id, trip_number, company_id, purpose, from_city, to_city, begins_on, ends_on, means)
    select ${id}::uuid, "tripNumber", ${companyId}::uuid, purpose, "fromCity", "toCity", "beginsOn", "endsOn", means
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("tripNumber" int, purpose text, "fromCity" text, "toCity" text, "beginsOn" date, "endsOn" date, means text)`
}

/** The trips of these claims, in order, by claim. */
export async function tripsOfClaims(
  tx: Sql,
  claimIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ExpenseTrip[]>> {
  const rows = await tx.$queryRaw<TripRow[]>`
    select claim_id, purpose, from_city, to_city, begins_on::text, ends_on::text, means
    from expense_claim_trip where claim_id = any (${claimIds}::uuid[]) order by claim_id, trip_number`
  const byClaim = Map.groupBy(rows, ({ claim_id }) => claim_id)
  return new Map([...byClaim].map(([claimId, ofClaim]) => [claimId, ofClaim.map(toTrip)]))
}

function toTrip({ purpose, means, ...row }: TripRow): ExpenseTrip {
  return {
    ...{ purpose, fromCity: row.from_city, toCity: row.to_city },
    ...{ beginsOn: row.begins_on, endsOn: row.ends_on, means },
  }
}
