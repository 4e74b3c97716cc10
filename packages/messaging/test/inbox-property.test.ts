import { useDatabase } from '@erp/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blocked } from '../src/index.ts'
import { arrival, companySubject } from './support/events.ts'
import { createEffectTable, openInbox } from './support/open-inbox.ts'
import { openTransactor } from './support/open-service.ts'

const database = await useDatabase('sales')
await createEffectTable(database)
openTransactor(database)

/** A run: how many events each subject has, an order with repetitions in which they come, and where batches end. */
const deliveries = fc
  .record({
    lengths: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    shuffle: fc.infiniteStream(fc.nat()),
    repeats: fc.array(fc.nat(), { maxLength: 12 }),
    batchEnds: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }),
    blocked: fc.array(fc.nat(), { maxLength: 3 }),
    failing: fc.array(fc.nat(), { maxLength: 2 }),
  })
  .map(({ shuffle, ...rest }) => ({ ...rest, keys: [...shuffle.take(40)] }))

test('whatever the order, the repetitions and the batches, every message takes effect once and in its place', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async ({ lengths, keys, repeats, batchEnds, blocked: blockedPicks, failing }) => {
      const open = openInbox(database)
      const subjects = lengths.map((length) => ({ subject: companySubject(), length }))
      const all = subjects.flatMap(({ subject, length }) =>
        Array.from({ length }, (_, index) => arrival(subject, index + 1)),
      )
      const pick = (index: number) => all[index % all.length]?.eventId ?? ''
      const held = new Set(blockedPicks.map(pick))
      const throwing = new Set(failing.map(pick))
      open.behave((message) => {
        if (throwing.has(message.eventId)) throw new Error('not this time')
        return held.has(message.eventId) ? blocked('NOT_YET') : undefined
      })

      const order = [...all, ...repeats.map((index) => all[index % all.length]).filter((one) => one !== undefined)]
        .map((one, index) => ({ one, key: keys[index] ?? 0 }))
        .sort((left, right) => left.key - right.key)
        .map(({ one }) => one)
      for (let from = 0, batch = 0; from < order.length; batch += 1) {
        const size = batchEnds[batch % batchEnds.length] ?? 1
        await open.receive(...order.slice(from, from + size))
        from += size
      }
      held.clear()
      throwing.clear()
      for (let round = 0; round <= all.length; round += 1) {
        await open.makeDue()
        for (const { subject } of subjects) {
          const next = all.find((one) => one.subject === subject)
          if (next) await open.inbox.retry([{ ...next, companyId: next.companyId ?? '' }])
        }
      }

      for (const { subject, length } of subjects) {
        const numbers = Array.from({ length }, (_, index) => index + 1)
        expect(await open.effects(subject)).toEqual(numbers)
        expect(await open.statuses(subject)).toEqual(numbers.map((number) => `${number}:applied`))
        expect(await open.lastSeq(subject)).toBe(length)
      }
    }),
    { numRuns: 15, ...(process.env.TEST_SEED ? { seed: Number(process.env.TEST_SEED) } : {}) },
  )
}, 60_000)
