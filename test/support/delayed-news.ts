import type { ServiceName } from '@erp/local'
import type { TestSystem } from '@erp/testing'

export interface DelayedNews {
  /** Lets the service hear what was told meanwhile, in order. */
  readonly release: () => Promise<void>
}

/**
 * Keeps a service from hearing what comes next on one subject, so that it decides on yesterday's facts: to its inbox an
 * earlier message seems to be missing, and what comes waits for it. All other subjects go on. After a minute the service
 * would look for the missing one by itself.
 */
export async function delayNews(system: TestSystem, service: ServiceName, subject: string): Promise<DelayedNews> {
  const database = system.database(service)
  const consumer = `${service}__events`
  const [lane] = await database.rows`
    update platform.inbox_cursor set last_seq = last_seq - 1
    where consumer = ${consumer} and subject = ${subject} returning last_seq`
  if (!lane) throw new Error(`${service} has never heard anything on ${subject}`)
  return {
    release: async () => {
      await database.rows`
        with lane as (
          update platform.inbox_cursor set last_seq = last_seq + 1 where consumer = ${consumer} and subject = ${subject})
        update platform.inbox set next_attempt_at = now()
        where consumer = ${consumer} and subject = ${subject} and status = 'waiting_gap'`
    },
  }
}
