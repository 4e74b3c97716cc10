import type { Language } from '@erp/service-kit'
import { httpError } from './http-server.ts'

/** Why a file is neither taken nor given, outside the graph: each with its status and its sentence. */
const fileErrors = {
  FILE_TICKET_INVALID: [403, 'This address was not given to you. Ask for another.', '该地址无效，请重新获取。'],
  FILE_TICKET_EXPIRED: [403, 'This address has expired. Ask for another.', '该地址已过期，请重新获取。'],
  FILE_NOT_FOUND: [404, 'There is no such file any more.', '文件不存在或已移除。'],
  FILE_ALREADY_STORED: [409, 'This file is stored already.', '文件已上传。'],
  FILE_TOO_LARGE: [413, 'The file is larger than was announced.', '文件大于申报的大小。'],
  FILE_TYPE_WRONG: [415, 'The file is of another type than was announced.', '文件类型与申报不符。'],
  FILE_SIZE_WRONG: [422, 'The file is smaller than was announced.', '文件小于申报的大小。'],
  FILE_HASH_WRONG: [422, 'These are not the bytes that were announced.', '文件内容与申报的摘要不符。'],
  FILES_BUSY: [503, 'Too many files are on their way. Try again.', '正在上传的文件过多，请稍后重试。'],
} as const satisfies Readonly<Record<string, readonly [status: number, en: string, zh: string]>>

export type FileErrorCode = keyof typeof fileErrors

/** The status and the body of a refusal, in the shape of a GraphQL answer so that clients need one parser. */
export function fileError(code: FileErrorCode, language: Language) {
  const [status, en, zh] = fileErrors[code]
  return { status, body: httpError(language === 'en' ? en : zh, code) }
}
