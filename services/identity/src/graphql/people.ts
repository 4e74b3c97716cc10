import type { UserNames } from '../domain/user.ts'
import type { Loaders } from './loaders.ts'

/** Somebody by their name, which whoever may see a request for approval may know. */
export async function person({ people }: Loaders, userId: string | null): Promise<UserNames | null> {
  return userId === null ? null : ((await people.load(userId)) ?? null)
}
