import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Repetition, repeat } from '../src/repeat.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const warn = vi.fn()
const everySecond = {
  ...{ intervalMs: 1_000, failed: 'nothing was swept' },
  logger: { warn } as unknown as Repetition['logger'],
}

test('begins after the first interval, or at once when it should, and then every interval', async () => {
  const later = vi.fn(async () => 1)
  const now = vi.fn(async () => 1)
  const repeated = [repeat(later, everySecond), repeat(now, { ...everySecond, atOnce: true })]
  expect([later, now].map(({ mock }) => mock.calls.length)).toEqual([0, 1])
  await vi.advanceTimersByTimeAsync(1_000)
  expect([later, now].map(({ mock }) => mock.calls.length)).toEqual([1, 2])
  await vi.advanceTimersByTimeAsync(3_000)
  expect([later, now].map(({ mock }) => mock.calls.length)).toEqual([4, 5])
  for (const { stop } of repeated) await stop()
})

test('no pass begins while one is under way', async () => {
  const slow = Promise.withResolvers<void>()
  const pass = vi.fn(() => slow.promise)
  const { stop } = repeat(pass, everySecond)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(pass).toHaveBeenCalledTimes(1)
  slow.resolve()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(pass).toHaveBeenCalledTimes(2)
  await stop()
})

test('a failed pass is logged and tried again', async () => {
  const broken = new Error('the database is away')
  const pass = vi.fn(async () => 1).mockRejectedValueOnce(broken)
  const { stop } = repeat(pass, everySecond)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(warn.mock.calls).toEqual([[{ err: broken }, 'nothing was swept; it is tried again']])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(pass).toHaveBeenCalledTimes(2)
  expect(warn).toHaveBeenCalledTimes(1)
  await stop()
})

test('stopping waits for the pass under way and begins no other', async () => {
  const slow = Promise.withResolvers<void>()
  const pass = vi.fn(() => slow.promise)
  const { stop } = repeat(pass, { ...everySecond, atOnce: true })
  let stopped = false
  const stopping = stop().then(() => {
    stopped = true
  })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(stopped).toBe(false)
  slow.resolve()
  await stopping
  await vi.advanceTimersByTimeAsync(2_000)
  expect(pass).toHaveBeenCalledTimes(1)
})
