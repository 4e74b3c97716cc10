import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a ticket lets whoever holds it do, once it was given to somebody who may. */
export interface FileTicket {
  readonly action: 'UPLOAD' | 'DOWNLOAD'
  readonly fileId: string
  readonly companyId: string
  /** Who asked for the ticket. */
  readonly userId: string
}

export type FileTicketProblem = 'WRONG' | 'EXPIRED'

/** How long a ticket opens a transfer; one that has begun may take longer. */
export const fileTicketMs = 300_000

/** Gives out tickets for the files of one service, and reads them; any process of the service reads what another gave. */
export interface FileTickets {
  issue(ticket: FileTicket, now?: number): { readonly text: string; readonly expiresAt: Date }
  read(text: string, now?: number): FileTicket | FileTicketProblem
}

const shape = /^(UPLOAD|DOWNLOAD)\.([0-9a-f-]{36})\.([0-9a-f-]{36})\.([0-9a-f-]{36})\.(\d{1,16})\.([\w-]{43})$/

/**
 * A ticket is what it says and an HMAC of that, in characters that need no escaping in an address. The service's name is
 * part of what is signed, and the words before it keep the same key's signatures of requests apart.
 */
export function createFileTickets(key: string, service: string): FileTickets {
  const macOf = (said: string) => createHmac('sha256', key).update(`file-ticket.${service}.${said}`).digest()
  return {
    issue({ action, fileId, companyId, userId }, now = Date.now()) {
      const expiresAt = now + fileTicketMs
      const said = [action, fileId, companyId, userId, expiresAt].join('.')
      return { text: `${said}.${macOf(said).toString('base64url')}`, expiresAt: new Date(expiresAt) }
    },
    read(text, now = Date.now()) {
      const [, action, fileId, companyId, userId, expiresAt, mac] = shape.exec(text) ?? []
      if (!action || !fileId || !companyId || !userId || !expiresAt || !mac) return 'WRONG'
      const said = text.slice(0, -mac.length - 1)
      if (!timingSafeEqual(macOf(said), Buffer.from(mac, 'base64url'))) return 'WRONG'
      if (now > Number(expiresAt)) return 'EXPIRED'
      return { action: action === 'UPLOAD' ? 'UPLOAD' : 'DOWNLOAD', fileId, companyId, userId }
    },
  }
}
