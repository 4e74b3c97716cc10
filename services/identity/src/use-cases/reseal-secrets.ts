import type { Sql, Transactor } from '@erp/service-kit'
import { resealSecrets as resealFactors } from '../store/second-factors.ts'
import { type ContactKeys, resealContacts } from '../store/user-contacts.ts'
import { openForResealing } from '../store/windows.ts'

const atOnce = 500

/** Seals with the current key whatever another one sealed, some in each transaction, until nothing is left. */
export async function resealSecrets(transactor: Transactor<Sql>, keys: ContactKeys): Promise<number> {
  const inBatches = async (reseal: (tx: Sql) => Promise<number>) => {
    let resealed = 0
    for (;;) {
      const some = await transactor.system([], 'reseal-secrets', async ({ tx }) => {
        await openForResealing(tx)
        return reseal(tx)
      })
      resealed += some
      if (some < atOnce) return resealed
    }
  }
  const factors = await inBatches((tx) => resealFactors(tx, keys.fields, atOnce))
  return factors + (await inBatches((tx) => resealContacts(tx, keys, atOnce)))
}
