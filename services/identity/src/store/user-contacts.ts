import { keyIdOf, type PersonKeys, type SealingKeys, type Sql } from '@erp/service-kit'
import type { Contact } from '../domain/contact.ts'

interface ContactRow {
  readonly user_id: string
  readonly sealed_email: string | null
  readonly sealed_phone: string | null
}

/** Contacts are sealed with the key of their person, and found by an index that rotates with the keys of the service. */
type ContactKeys = Pick<SealingKeys, 'index' | 'fields'> & { readonly persons: PersonKeys }

const table = 'user_contacts'
const emails = { table, column: 'email' }
const phones = { table, column: 'phone' }

/** Keeps how the user is reached for whom the transaction acts. */
export async function saveContact(tx: Sql, keys: ContactKeys, userId: string, contact: Contact): Promise<void> {
  const row = sealed(keys, userId, contact)
  await tx.$executeRaw`
    insert into user_contacts (user_id, sealed_email, email_index, sealed_phone, phone_index)
    values (${userId}::uuid, ${row.sealed_email}, ${row.email_index}, ${row.sealed_phone}, ${row.phone_index})
    on conflict (user_id) do update
      set sealed_email = excluded.sealed_email, email_index = excluded.email_index,
          sealed_phone = excluded.sealed_phone, phone_index = excluded.phone_index`
}

/** How these users are reached, by user, as far as the company or a window shows them. */
export async function contactsOf(
  tx: Sql,
  keys: Pick<ContactKeys, 'persons' | 'fields'>,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Contact>> {
  const rows = await tx.$queryRaw<ContactRow[]>`
    select user_id, sealed_email, sealed_phone from user_contacts where user_id = any (${userIds}::uuid[])`
  return new Map(rows.map((row) => [row.user_id, opened(keys, row)]))
}

/** The members of a company who are reached by this address or number, twenty at most. */
export async function findReachedBy(
  tx: Sql,
  { index }: Pick<SealingKeys, 'index'>,
  companyId: string,
  { email, phone }: Contact,
): Promise<readonly string[]> {
  const emailIndexes = email === null ? [] : index.candidates(emails, email)
  const phoneIndexes = phone === null ? [] : index.candidates(phones, phone)
  const rows = await tx.$queryRaw<{ user_id: string }[]>`
    select user_id from user_contacts
    where (email_index = any (${emailIndexes}::text[]) or phone_index = any (${phoneIndexes}::text[]))
      and user_id in (select user_id from memberships where company_id = ${companyId}::uuid)
    order by user_id limit 20`
  return rows.map((row) => row.user_id)
}

/** Forgets how the user is reached for whom the transaction acts. */
export async function deleteContact(tx: Sql, userId: string): Promise<void> {
  await tx.$executeRaw`delete from user_contacts where user_id = ${userId}::uuid`
}

/** Seals up to so many contacts with the key of their person, and indexes them, that another key sealed or indexed; the window for it is open. Says how many. */
export async function resealContacts(tx: Sql, keys: ContactKeys, atMost: number): Promise<number> {
  const current = keys.fields.currentKeyId()
  const rows = await tx.$queryRaw<ContactRow[]>`
    select user_id, sealed_email, sealed_phone from user_contacts
    where split_part(email_index, ':', 1) <> ${current} or split_part(phone_index, ':', 1) <> ${current}
       or split_part(sealed_email, ':', 2) <> user_id::text or split_part(sealed_phone, ':', 2) <> user_id::text
    order by user_id limit ${atMost} for update`
  const anew = rows.map((row) => ({
    user_id: row.user_id,
    ...sealed(keys, row.user_id, opened(keys, row)),
  }))
  await tx.$executeRaw`
    update user_contacts as kept
    set sealed_email = anew.sealed_email, email_index = anew.email_index,
        sealed_phone = anew.sealed_phone, phone_index = anew.phone_index
    from jsonb_to_recordset(${JSON.stringify(anew)}::jsonb) as anew (
      user_id uuid, sealed_email text, email_index text, sealed_phone text, phone_index text)
    where kept.user_id = anew.user_id`
  return anew.length
}

/** What a contact is found by; it tells nothing of it. */
export function indexesOf({ index }: Pick<SealingKeys, 'index'>, { email, phone }: Contact): Contact {
  return {
    email: email === null ? null : index.of(emails, email),
    phone: phone === null ? null : index.of(phones, phone),
  }
}

function sealed(keys: ContactKeys, row: string, contact: Contact) {
  const { email, phone } = contact
  const indexes = indexesOf(keys, contact)
  return {
    sealed_email: email === null ? null : keys.persons.seal(row, { ...emails, row }, email),
    email_index: indexes.email,
    sealed_phone: phone === null ? null : keys.persons.seal(row, { ...phones, row }, phone),
    phone_index: indexes.phone,
  }
}

/** What the key of the service sealed in a release before is opened with that; of whoever was erased there is nothing. */
function opened(
  { persons, fields }: Pick<ContactKeys, 'persons' | 'fields'>,
  { user_id: row, sealed_email, sealed_phone }: ContactRow,
): Contact {
  const open = (column: typeof emails, sealed: string | null) => {
    if (sealed === null) return null
    return keyIdOf(sealed) === row
      ? (persons.open({ ...column, row }, sealed) ?? null)
      : fields.open({ ...column, row }, sealed)
  }
  return { email: open(emails, sealed_email), phone: open(phones, sealed_phone) }
}
