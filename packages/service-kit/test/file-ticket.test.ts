import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { createFileTickets, type FileTicket, fileTicketMs } from '../src/index.ts'

const key = 'k'.repeat(32)
const tickets = createFileTickets(key, 'finance')
const wanted: FileTicket = { action: 'UPLOAD', fileId: newId(), companyId: newId(), userId: newId() }
const now = Date.UTC(2026, 2, 1)

test('a ticket says what it is for until it expires', () => {
  const { text, expiresAt } = tickets.issue(wanted, now)
  expect(expiresAt).toEqual(new Date(now + fileTicketMs))
  expect(encodeURIComponent(text)).toBe(text)
  expect(tickets.read(text, now + fileTicketMs)).toEqual(wanted)
  expect(createFileTickets(key, 'finance').read(text, now)).toEqual(wanted)
  expect(tickets.read(text, now + fileTicketMs + 1)).toBe('EXPIRED')
})

test('nothing of a ticket can be changed, and no other service or key made it', () => {
  const { text } = tickets.issue(wanted, now)
  const later = text.replace(String(now + fileTicketMs), String(now + fileTicketMs * 2))
  const changed = [
    ...[text.replace('UPLOAD', 'DOWNLOAD'), text.replace(wanted.fileId, newId()), later],
    ...[text.replace(wanted.companyId, newId()), text.replace(wanted.userId, newId())],
    ...[`${text.slice(0, -2)}AA`, text.slice(0, -1), `${text}A`, '', 'UPLOAD'],
  ]
  expect(changed.map((one) => tickets.read(one, now))).toEqual(changed.map(() => 'WRONG'))
  expect(createFileTickets(key, 'sales').read(text, now)).toBe('WRONG')
  expect(createFileTickets('x'.repeat(32), 'finance').read(text, now)).toBe('WRONG')
})
