/** English of the pages that the codes on letters and receipts lead to. */
export const englishPapers = {
  核对文书: 'Check a letter',
  '核对一份文书的文号、日期和文件摘要。': 'Check number, date and file digest of an official letter.',
  '平台上有这份文书。请与您手中的文书核对文号和日期；内容只向当事人提供，登录后可以查看。':
    'This letter is registered here. Compare number and date with the letter you hold; its text is for its parties only, after sign-in.',
  发文单位: 'Issued by',
  文号: 'Number',
  成文日期: 'Date',
  'PDF 文件摘要（SHA-256）': 'Digest of the PDF (SHA-256)',
  '摘要相同：您的 PDF 就是用印登记时的那一份。': 'The digests agree: your PDF is the one that was sealed.',
  '摘要不同：您的 PDF 不是用印登记时的那一份，或没有抄全。':
    'The digests differ: your PDF is not the one that was sealed, or the digest is incomplete.',
  '您手中 PDF 的摘要（64 位）': 'Digest of the PDF you hold (64 signs)',
  核对: 'Compare',
  办理进度: 'Progress',
  '凭受理回执查询办理进度。': 'Where a matter is, by the receipt of the counter.',
  '受理时间 {at}': 'Received {at}',
} as const
