import { type PersonKeys, resealInBatches, type SealingKeys, type Sql, type Transactor } from '@erp/service-kit'
import { resealSecrets as resealFactors } from '../store/second-factors.ts'
import { resealContacts } from '../store/user-contacts.ts'
import { openForResealing } from '../store/windows.ts'

/** Seals with the current key whatever another one sealed. */
export async function resealSecrets(
  transactor: Transactor<Sql>,
  keys: SealingKeys & { readonly persons: PersonKeys },
): Promise<number> {
  const inBatches = (reseal: (tx: Sql, atMost: number) => Promise<number>) =>
    resealInBatches(transactor, 'reseal-secrets', async (tx, atMost) => {
      await openForResealing(tx)
      return reseal(tx, atMost)
    })
  const factors = await inBatches((tx, atMost) => resealFactors(tx, keys.fields, atMost))
  return factors + (await inBatches((tx, atMost) => resealContacts(tx, keys, atMost)))
}
