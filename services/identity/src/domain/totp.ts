import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** RFC 6238 as every authenticator app understands it: SHA-1, six digits, thirty seconds. */
const stepSeconds = 30
const digits = 6
/** A clock may be one step behind or before ours. */
const windowSteps = 1
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A new secret of 160 bits, in base32. */
export function newTotpSecret(): string {
  return toBase32(randomBytes(20))
}

/** The code of one step: HOTP of RFC 4226 over the number of the step. */
export function totpAt(secret: string, step: number, length = digits): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0x0f
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** length).padStart(length, '0')
}

export function stepOf(now: Date): number {
  return Math.floor(now.getTime() / 1_000 / stepSeconds)
}

/**
 * The step whose code was typed, at most one before or after now; undefined for a wrong code and for one of a step that is
 * used up. Of several that fit the earliest counts, so that the later ones stay usable.
 */
export function acceptedStep(secret: string, typed: string, now: Date, lastStep: number | null): number | undefined {
  const code = typed.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(code)) return undefined
  const current = stepOf(now)
  const steps = Array.from({ length: 2 * windowSteps + 1 }, (_, index) => current - windowSteps + index)
  return steps
    .filter((step) => lastStep === null || step > lastStep)
    .find((step) => timingSafeEqual(Buffer.from(totpAt(secret, step)), Buffer.from(code)))
}

/** What an authenticator app reads from a QR code. */
export function otpauthUri(secret: string, account: string): string {
  const issuer = 'ERP'
  const query = new URLSearchParams({
    secret,
    issuer,
    algorithm: 'SHA1',
    digits: `${digits}`,
    period: `${stepSeconds}`,
  })
  return `otpauth://totp/${issuer}:${encodeURIComponent(account)}?${query}`
}

/** Codes for the day the phone is lost: 80 random bits each, in groups of four. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: 10 }, () => toBase32(randomBytes(10)).replaceAll(/(.{4})(?!$)/g, '$1-'))
}

/** A typed recovery code in the form it is kept in; undefined for what cannot be one. */
export function normalizeRecoveryCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '')
  return /^[A-Z2-7]{16}$/.test(code) ? code : undefined
}

function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}
