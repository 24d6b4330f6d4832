import type { Officer, Viewer } from '../../platform/access/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';

/** The signed-in officer: what is kept on a desk belongs to a person. @throws XinhengError `forbidden` for programs */
export function officerOf(viewer: Viewer): Officer {
  if (viewer.kind === 'officer') return viewer;
  throw new XinhengError('forbidden', '该功能供登录的工作人员使用。');
}
