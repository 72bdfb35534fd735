import { styleText } from 'node:util';

type Paint = (text: string) => string;

/** Colours by meaning. Without colours every one gives the text back as it is. */
export interface Style {
  readonly title: Paint;
  readonly good: Paint;
  readonly warning: Paint;
  readonly bad: Paint;
  readonly faint: Paint;
}

export function createStyle(coloured: boolean): Style {
  const paint = (format: Parameters<typeof styleText>[0]): Paint =>
    coloured ? (text) => styleText(format, text) : (text) => text;
  return {
    title: paint('bold'),
    good: paint('green'),
    warning: paint('yellow'),
    bad: paint('red'),
    faint: paint('dim'),
  };
}
