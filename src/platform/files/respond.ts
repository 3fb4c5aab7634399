export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Bytes as a download that no browser shows or runs: attachment, no guessing of types, empty sandbox. */
export function fileResponse(bytes: Uint8Array<ArrayBuffer> | Buffer, name: string, type: string): Response {
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, percent)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
      'cross-origin-resource-policy': 'same-origin',
    },
  })
}

function percent(c: string): string {
  return `%${c.charCodeAt(0).toString(16).toUpperCase()}`
}
