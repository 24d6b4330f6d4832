import type { ThemeConfig } from 'antd';
import { pixels, token } from './tokens.ts';

const fonts =
  '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", system-ui, sans-serif';

/** Ant Design in the colours of tokens.css. Motion is short: officers repeat the same step all day. */
export const theme: ThemeConfig = {
  hashed: false,
  token: {
    colorPrimary: token('blue'),
    colorLink: token('blue'),
    linkDecoration: 'underline',
    linkHoverDecoration: 'underline',
    linkFocusDecoration: 'underline',
    colorLinkHover: token('blue-deep'),
    colorSuccess: token('good'),
    colorWarning: token('warning'),
    colorError: token('bad'),
    colorInfo: token('blue'),
    colorTextBase: token('ink'),
    colorText: token('ink'),
    colorTextSecondary: token('muted'),
    colorTextTertiary: token('muted'),
    // Placeholders too are read: 4.5:1 on white.
    colorTextPlaceholder: '#647281',
    colorBorder: token('strong-line'),
    colorBorderSecondary: token('line'),
    borderRadius: pixels('radius'),
    controlHeight: pixels('control'),
    fontSize: pixels('font-size'),
    fontFamily: fonts,
    motionDurationFast: '0.05s',
    motionDurationMid: '0.08s',
    motionDurationSlow: '0.1s',
    wireframe: false,
  },
  components: {
    Table: {
      headerBg: token('wash'),
      headerColor: token('ink'),
      rowHoverBg: token('wash'),
      headerSplitColor: token('line'),
      // The sentence of an empty table is read too.
      colorTextDisabled: token('muted'),
    },
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
  },
};
