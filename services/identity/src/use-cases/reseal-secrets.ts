import type { FieldCipher, Sql, Transactor } from '@erp/service-kit'
import { resealSecrets as resealSome } from '../store/second-factors.ts'
import { openForResealing } from '../store/windows.ts'

const atOnce = 500

/** Seals with the current key whatever another one sealed, some in each transaction, until nothing is left. */
export async function resealSecrets(transactor: Transactor<Sql>, fields: FieldCipher): Promise<number> {
  let resealed = 0
  for (;;) {
    const some = await transactor.system([], 'reseal-secrets', async ({ tx }) => {
      await openForResealing(tx)
      return resealSome(tx, fields, atOnce)
    })
    resealed += some
    if (some < atOnce) return resealed
  }
}
