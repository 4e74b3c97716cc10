import type { Person } from '../store/users.ts'
import type { Loaders } from './loaders.ts'

/** Somebody by their name, which whoever may see a request for approval may know. */
export async function person({ people }: Loaders, userId: string | null): Promise<Person | null> {
  return userId === null ? null : ((await people.load(userId)) ?? null)
}
