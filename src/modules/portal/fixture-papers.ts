import type { PortalDeps } from './deps.ts'

const HASH = 'a'.repeat(64)

export const paperFixture: Pick<PortalDeps, 'letter' | 'receipt'> = {
  letter: async (publicId) =>
    publicId === '1e1e1e1e1e1e'
      ? { publicId, issuer: '示例局', number: '示科字〔2026〕12号', issuedOn: '2026-11-23', sha256: HASH }
      : null,
  receipt: async (publicId) =>
    publicId === '2e2e2e2e2e2e'
      ? {
          publicId,
          unit: '示例局',
          items: [{ procedure: '成果登记', state: '审核中', receivedAt: '2026-11-23T01:12:00.123Z' }],
        }
      : null,
}
