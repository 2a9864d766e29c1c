import { DEFAULT_HOST, DEFAULT_PORT } from '../collector/options.js';

/** What the command line takes. */
export const USAGE = `Usage: nestjs-maxim collector [options]

Runs a local stand-in for Maxim: takes what Maxim SDKs send, prints each trace as a
tree once it has ended, and serves all of them as JSON.

Options:
  --port N       port to listen on, 0 for a free one (default: ${DEFAULT_PORT})
  --host H       address to listen on (default: ${DEFAULT_HOST})
  --forward URL  also pass everything on to that server, such as
                 https://app.getmaxim.ai, with the key and the repository that
                 MAXIM_API_KEY and MAXIM_LOG_REPO_ID name
  --help         show this
  --version      show the version
`;
