import type { Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { paperResponse } from '#platform/documents/answer.ts'
import type { Block, PaperDocument } from '#platform/documents/blocks.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { stationeryOf } from '#platform/documents/stationery.ts'
import { fileResponse } from '#platform/files/respond.ts'
import { yuanText } from '#platform/forms/money.ts'
import { permanentAddress } from '#platform/identifiers/identifiers.ts'
import { orgNames } from '#platform/identity/names.ts'
import { Refusal } from '#platform/refusal.ts'
import { equipmentTotal } from './conditions.ts'
import type { Draft } from './forms.ts'
import { pointsText, SCORE_PARTS, STATUS, statusOn, totalOf, wholeScore, type ScorePart } from './rules.ts'
import { reachedApplication, reachedBase } from './view.ts'

/** 认定证书: numbers, validity and state of today; the QR code leads to the page that verifies it. */
export async function printCertificate(
  tx: Tx,
  actor: Actor,
  { id }: { readonly id: string },
  now: Instant,
): Promise<Response> {
  const base = await reachedBase(tx, actor, id)
  const status = statusOn(base, dayOf(now))
  if (status === 'revoked') throw new Refusal('conflict', '认定已经撤销，证书作废。')
  const { origin, mark } = await stationeryOf(tx, base.sample)
  const unit = (await orgNames(tx, [base.org_id])).get(base.org_id) ?? ''
  const printed = await printPdf({
    title: '科技成果中试基地证书',
    version: base.cert_no,
    at: base.recognised_at,
    ...(mark !== undefined && { mark }),
    address: { url: permanentAddress(origin, 'pilot-base', base.public_id), caption: '扫码核对证书状态' },
    blocks: [
      { kind: 'title', text: '科技成果中试基地', subtitle: `证书编号 ${base.cert_no}` },
      {
        kind: 'pairs',
        rows: [
          ['基地名称', base.name],
          ['建设单位', unit],
          ['技术领域', base.field],
          ['场地地址', base.address],
          ['牌匾编号', base.plate_no],
          ...(base.document_no === null ? [] : ([['认定文件', base.document_no]] as const)),
          ['有效期', `${base.from_day} 至 ${base.until_day}`],
          ['状态', STATUS[status]],
        ],
      },
      {
        kind: 'paragraph',
        text: '证书的现时状态以扫码页面为准；认定到期、整改或撤销后，页面随即更新。',
      },
    ],
  })
  return fileResponse(printed.bytes, `中试基地证书-${base.public_id}.pdf`, 'application/pdf')
}

/** 申报表 as the application stands, to be printed or, as docx, to be worked on. */
export async function printApplication(
  tx: Tx,
  actor: Actor,
  { id, as }: { readonly id: string; readonly as: 'pdf' | 'docx' },
): Promise<Response> {
  const row = await reachedApplication(tx, actor, id)
  const { mark } = await stationeryOf(tx, row.sample)
  const paper: PaperDocument = {
    title: '科技成果中试基地申报表',
    version: row.title,
    at: row.submitted_at ?? row.made_at,
    ...(mark !== undefined && { mark }),
    blocks: applicationBlocks(row.form),
  }
  return paperResponse(paper, as, `中试基地申报表-${row.public_id}`)
}

/** 自评报告: the self-score by parts and the text; a paper of its own, which no panel reads. */
export async function printSelfReport(
  tx: Tx,
  actor: Actor,
  { id, as }: { readonly id: string; readonly as: 'pdf' | 'docx' },
): Promise<Response> {
  const row = await reachedApplication(tx, actor, id)
  const { mark } = await stationeryOf(tx, row.sample)
  const score = wholeScore(row.form.selfScore)
  const paper: PaperDocument = {
    title: '中试基地自评报告',
    version: row.title,
    at: row.submitted_at ?? row.made_at,
    ...(mark !== undefined && { mark }),
    blocks: [
      { kind: 'title', text: '自评报告', subtitle: row.title },
      {
        kind: 'table',
        head: ['部分', '自评分'],
        widths: [3, 1],
        rows: [
          ...(Object.keys(SCORE_PARTS) as ScorePart[]).map((part) => [
            SCORE_PARTS[part],
            score ? pointsText(score[part]) : '',
          ]),
          ['合计', score ? pointsText(totalOf(score)) : ''],
        ],
      },
      { kind: 'paragraph', text: row.form.selfReport ?? '' },
    ],
  }
  return paperResponse(paper, as, `中试基地自评报告-${row.public_id}`)
}

function applicationBlocks(form: Draft): Block[] {
  return [
    { kind: 'title', text: '科技成果中试基地申报表', subtitle: form.baseName },
    { kind: 'heading', text: '一、建设单位和场地' },
    {
      kind: 'pairs',
      rows: [
        ['申报单位', form.unit ?? ''],
        ['技术领域', form.field ?? ''],
        ['在本市正常运营始于', form.operatingSince ?? ''],
        ['联合申报', yes(form.joint)],
        ['合作单位', (form.partners ?? []).map((one) => `${one.unit}（${one.role}）`).join('；')],
        ['场地', `${form.address ?? ''}，${form.siteM2 ?? ''} 平方米，${form.siteRight ?? ''}`],
        ...(form.leaseUntil === undefined ? [] : ([['租赁到期日', form.leaseUntil]] as const)),
        ['已经建立的制度', (form.ownRules ?? []).join('、')],
        ['事故或失信', form.accidents === true ? (form.accidentNote ?? '有') : yes(form.accidents)],
      ],
    },
    { kind: 'heading', text: '二、中试能力和转化经验' },
    { kind: 'paragraph', text: form.capability ?? '' },
    ...tablesOf(form),
    {
      kind: 'signatures',
      parties: [{ role: '申报单位', name: form.unit ?? '', lines: ['法定代表人（签字）', '（公章）'] }],
    },
  ]
}

function tablesOf(form: Draft): Block[] {
  return [
    { kind: 'heading', text: `三、中试设备（原值合计 ${yuanText(equipmentTotal(form))}）` },
    {
      kind: 'table',
      head: ['设备', '型号', '资产编号', '原值', '购置', '所有权单位'],
      widths: [4, 3, 2, 3, 2, 3],
      rows: (form.equipment ?? []).map((one) => [
        one.name,
        one.model,
        one.assetNo,
        yuanText(one.originalFen),
        one.boughtOn,
        one.owner,
      ]),
    },
    { kind: 'heading', text: '四、专职队伍' },
    {
      kind: 'table',
      head: ['姓名', '职称', '学历学位', '专职', '技术人员'],
      widths: [3, 2, 3, 1, 2],
      rows: (form.staff ?? []).map((one) => [
        one.name,
        one.title,
        one.degree,
        yes(one.fullTime),
        yes(one.techn),
      ]),
    },
    { kind: 'heading', text: '五、中试服务业绩' },
    {
      kind: 'table',
      head: ['项目', '委托单位', '对外', '起止', '收入', '结果'],
      widths: [4, 3, 1, 3, 3, 4],
      rows: (form.pilotItems ?? []).map((one) => [
        one.name,
        one.client,
        yes(one.external),
        `${one.from} 至 ${one.to}`,
        yuanText(one.fen),
        one.result,
      ]),
    },
  ]
}

function yes(value: boolean | undefined): string {
  return value === undefined ? '' : value ? '是' : '否'
}
