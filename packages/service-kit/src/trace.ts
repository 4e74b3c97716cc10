import { randomBytes } from 'node:crypto'

const shape = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** A new W3C trace context (version 00, sampled) for something nobody asked for: a timer, a start-up task. */
export function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`
}

/** Whether `text` is a trace context that may be passed on; all-zero ids are invalid by the W3C recommendation. */
export function isTraceparent(text: unknown): text is string {
  const match = typeof text === 'string' ? shape.exec(text) : null
  return match !== null && !/^0+$/.test(match[1] ?? '') && !/^0+$/.test(match[2] ?? '')
}

/** The same trace with a new span id; a new trace when `traceparent` is not one. */
export function childTraceparent(traceparent: string): string {
  if (!isTraceparent(traceparent)) return newTraceparent()
  return `00-${traceparent.slice(3, 35)}-${randomBytes(8).toString('hex')}-${traceparent.slice(53)}`
}

/** The 32 hexadecimal digits that every step of one trace shares; empty when `traceparent` is not one. */
export function traceIdOf(traceparent: string): string {
  return isTraceparent(traceparent) ? traceparent.slice(3, 35) : ''
}
