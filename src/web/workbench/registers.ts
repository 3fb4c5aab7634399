/** An entry of a register as its list carries it. */
export interface Entry {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly version: number
  readonly type?: string | null
  readonly number?: string | null
  readonly status?: string | null
  readonly expiresOn?: string | null
  readonly annualFeeDueOn?: string | null
  readonly attention?: string | null
  readonly subtype?: string | null
  readonly signedOn?: string | null
  readonly seller?: string | null
  readonly buyer?: string | null
  readonly totalFen?: number | null
  readonly technologyFen?: number | null
  readonly form?: Readonly<Record<string, unknown>>
}

/** What differs between the registers an organisation keeps for itself. */
export interface Register {
  /** Address in the workbench, in the API and as a kind of file. */
  readonly path: 'patents' | 'past-contracts'
  readonly form: string
  readonly title: string
  readonly noun: string
  readonly lead: string
  readonly searches: string
  readonly writes: string
}

export const patents: Register = {
  path: 'patents',
  form: 'patent',
  title: '知识产权台账',
  noun: '知识产权',
  lead: '本单位的专利、软件著作权等，登记一次，成果里直接选用；到期和年费在这里提醒。只有本单位能看到。',
  searches: '名称或号码',
  writes: 'patent.write',
}

export const pastContracts: Register = {
  path: 'past-contracts',
  form: 'past-contract',
  title: '历史合同',
  noun: '历史合同',
  lead: '以前签订的技术合同。内容只有本单位能看到；公开统计只计份数，份数过少的不显示。',
  searches: '合同名称或编号',
  writes: 'past-contract.write',
}
