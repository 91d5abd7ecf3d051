// ISO 3166-1 alpha-2 codes for the shapes of the atlas, which have numeric codes or none.
import { createRequire } from "node:module";

const codes = createRequire(import.meta.url)("i18n-iso-countries");
// Kosovo has no ISO code; XK is the user-assigned code that many registers write.
const BY_NAME = { Kosovo: "XK" };

export function alpha2(numeric, name) {
  return numeric === undefined ? BY_NAME[name] : codes.numericToAlpha2(numeric);
}
