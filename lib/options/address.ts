import { type Check, isHttpUrl } from './check.js';
import { blotted } from './wrong-option.js';

/** What an address has to be. */
export const BARE = 'an http or https URL without user, password, query and fragment';
/** What is shown of a value at most. */
const SHOWN = 100;

/** The address of a server; what would not be sent to it is refused. */
export const address: Check = (value) => {
  if (value === '') return undefined;
  if (typeof value !== 'string' || !isHttpUrl(value)) return "an http or https URL, or ''";
  return isBare(value) ? undefined : BARE;
};

/** An address as it was found in the environment. */
export interface FoundAddress {
  /** Undefined where it is none; nothing else must stand in for it. */
  readonly url?: string;
  /** What is wrong with it, and the cure. */
  readonly warning?: string;
}

/** Reads the variable of that name. */
export function readAddress(name: string, value: string): FoundAddress {
  const shown = `${name} is "${blotted(value).slice(0, SHOWN)}"`;
  if (!isHttpUrl(value)) {
    const cure = `Set it to an http or https URL, such as ${withScheme(value) ?? 'http://localhost:4319'}.`;
    return { warning: `${shown}, which is no http or https URL. Nothing is logged. ${cure}` };
  }
  if (isBare(value)) return { url: value };
  const { origin, pathname } = new URL(value);
  return { url: origin + pathname, warning: `${shown}, of which only the address is used. Set it to ${BARE}.` };
}

/** Whether a URL is an address and nothing else. */
export function isBare(url: string): boolean {
  const { username, password } = new URL(url);
  return username === '' && password === '' && !/[?#]/.test(url);
}

/** What was meant where the scheme alone is missing: a server with a port of its own is one close by. */
function withScheme(value: string): string | undefined {
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?(?:\/(?!\/)[^\s?#]*)?$/i.test(value)) return undefined;
  const url = /^localhost\b|:\d/i.test(value) ? `http://${value}` : `https://${value}`;
  return isHttpUrl(url) ? url : undefined;
}
