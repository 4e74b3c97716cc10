import { type PersonKeys, resealInBatches, type SealingKeys, type Sql, type Transactor } from '@erp/service-kit'
import { resealContacts } from '../store/user-contacts.ts'
import { indexOfUsername, listPseudonymised, openNames, sealClearNames, someSealedNames } from '../store/user-names.ts'
import { openForResealing } from '../store/windows.ts'

const atOnce = 1_000

/**
 * What a start sees to before anybody is answered: that the keys of persons are those of this database, that names and contacts
 * of a release before are sealed with them, and that the key of whoever was pseudonymised is gone, also after the keys came
 * back from a backup. Goes on where a start before was stopped.
 */
export async function sealPersons(
  transactor: Transactor<Sql>,
  keys: SealingKeys & { readonly persons: PersonKeys },
): Promise<number> {
  const { persons } = keys
  const open = <Result>(label: string, work: (tx: Sql) => Promise<Result>) =>
    transactor.system([], label, async ({ tx }) => {
      await openForResealing(tx)
      return work(tx)
    })
  const known = await open('look-at-person-keys', someSealedNames)
  if (known && indexOfUsername(persons, openNames(persons, known).username) !== known.usernameIndex)
    throw new Error('The keys of persons are not those of this database')

  for (let after = '00000000-0000-0000-0000-000000000000', more = true; more; ) {
    const ids = await open('destroy-person-keys', (tx) => listPseudonymised(tx, after, atOnce))
    persons.destroy(ids)
    after = ids.at(-1) ?? after
    more = ids.length === atOnce
  }
  const inBatches = (label: string, seal: (tx: Sql, atMost: number) => Promise<number>) =>
    resealInBatches(transactor, label, async (tx, atMost) => {
      await openForResealing(tx)
      return seal(tx, atMost)
    })
  const named = await inBatches('seal-names', (tx, atMost) => sealClearNames(tx, persons, atMost))
  return named + (await inBatches('seal-contacts', (tx, atMost) => resealContacts(tx, keys, atMost)))
}
