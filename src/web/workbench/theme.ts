import type { ThemeConfig } from 'antd'

/** Colours of design.md 10; every pair used for text reaches 4.5:1, control borders 3:1. */
export const colours = {
  sea: '#0b57a4',
  seaDark: '#084481',
  tint: '#e8f1fb',
  page: '#f4f6f9',
  text: '#1b2430',
  textSoft: '#4a5768',
  control: '#7d8a9c',
  line: '#e3e8ef',
  head: '#eef2f7',
  success: '#11703c',
  successTint: '#e8f5ee',
  warning: '#8a4b00',
  warningTint: '#fff3e0',
  error: '#b3261e',
  errorTint: '#fdecea',
} as const

const fontFamily = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif'

/** Base type size in px, normal and 长者版. */
const SIZE = { normal: 14, elder: 18 } as const
/** Control height in px, normal and 长者版 (60-px targets). */
const CONTROL = { normal: 32, elder: 60 } as const

/**
 * The antd theme. Classes are not hashed: the hash is applied with `:where`, which Chromium 87 does not know
 * and which would leave the whole page unstyled there (practice.md P36).
 */
export function themeOf(elder: boolean): ThemeConfig {
  const mode = elder ? 'elder' : 'normal'
  return {
    hashed: false,
    token: {
      ...colourTokens,
      ...shapeTokens,
      fontFamily,
      fontSize: SIZE[mode],
      controlHeight: CONTROL[mode],
    },
    components: {
      Layout: {
        headerBg: colours.sea,
        bodyBg: colours.page,
        siderBg: '#ffffff',
        headerHeight: 56,
        headerPadding: '0 16px',
      },
      Menu: {
        itemHeight: elder ? 60 : 40,
        itemSelectedBg: colours.tint,
        itemSelectedColor: colours.seaDark,
        itemBorderRadius: 4,
      },
      Table: {
        headerBg: colours.head,
        headerColor: colours.text,
        cellPaddingBlock: 10,
        cellPaddingInline: 12,
      },
      Card: { headerFontSize: elder ? 20 : 16 },
      Descriptions: { labelColor: colours.textSoft },
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        contentFontSize: SIZE[mode],
      },
      Tag: { defaultBg: '#eef2f7', defaultColor: colours.text },
      Segmented: {
        trackBg: '#dfe5ec',
        itemColor: colours.text,
        itemSelectedBg: colours.sea,
        itemSelectedColor: '#ffffff',
      },
      Alert: { withDescriptionPadding: '12px 16px', withDescriptionIconSize: 18 },
      Form: { labelColor: colours.text, verticalLabelPadding: '0 0 4px' },
    },
  }
}

const colourTokens = {
  colorPrimary: colours.sea,
  colorPrimaryHover: colours.seaDark,
  colorPrimaryActive: colours.seaDark,
  colorPrimaryBg: colours.tint,
  colorLink: colours.sea,
  colorLinkHover: colours.seaDark,
  colorLinkActive: colours.seaDark,
  colorInfo: colours.sea,
  colorInfoBg: colours.tint,
  colorInfoBorder: '#9dc1e8',
  colorInfoText: colours.seaDark,
  colorSuccess: colours.success,
  colorSuccessBg: colours.successTint,
  colorSuccessBorder: '#9fd0b4',
  colorSuccessText: colours.success,
  colorWarning: colours.warning,
  colorWarningBg: colours.warningTint,
  colorWarningBorder: '#e0b070',
  colorWarningText: colours.warning,
  colorError: colours.error,
  colorErrorBg: colours.errorTint,
  colorErrorBorder: '#e6a5a1',
  colorErrorText: colours.error,
  colorText: colours.text,
  colorTextBase: colours.text,
  colorTextSecondary: colours.textSoft,
  colorTextTertiary: colours.textSoft,
  colorTextDescription: colours.textSoft,
  colorTextPlaceholder: '#5b6778',
  colorTextQuaternary: '#5b6778',
  colorTextDisabled: '#5b6778',
  colorIcon: colours.textSoft,
  colorBorder: colours.control,
  colorBorderSecondary: colours.line,
  colorSplit: colours.line,
  colorBgLayout: colours.page,
} as const

const shapeTokens = {
  borderRadius: 4,
  borderRadiusLG: 4,
  borderRadiusSM: 4,
  lineHeight: 1.6,
  controlOutlineWidth: 0,
  motion: false,
  wireframe: false,
} as const
