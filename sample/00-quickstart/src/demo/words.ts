import { type Backends } from './backends.js';

/** Whom the app talks to. */
export const greeting = ({ model, openai, maxim, collector }: Backends): string => `nestjs-maxim quickstart
  answers  ${model}, ${openai ? `asked at ${openai}` : 'played by a stand-in'}
  traces   ${maxim ? `${maxim}, by way of ` : ''}the collector at ${collector.url}, in this process`;

/** What to do after the demo. */
export function nextSteps({ openai, maxim }: Backends): string {
  const steps = [
    maxim && `Open the logs of your repository at ${maxim}: the traces are there now.`,
    'npm start -- --serve        stays up for requests of your own, and prints their traces',
    !openai && 'OPENAI_API_KEY=… npm start  asks OpenAI (OPENAI_MODEL and OPENAI_BASE_URL are read too)',
    !maxim && 'MAXIM_API_KEY=… MAXIM_LOG_REPO_ID=… npm start  logs to Maxim (MAXIM_BASE_URL is read too)',
    'sample/00-quickstart/src    has what was decorated: support/, model/, knowledge/, orders/',
  ];
  return ['\nNext', ...steps.filter(Boolean)].join('\n  ');
}

/** What to do with an app that stays up. */
export const invitation = (appUrl: string, { collector }: Backends): string => `
The app is at ${appUrl} until you press Ctrl-C. Ask it, for example:

  curl -N ${appUrl}/support/answers/stream -H 'content-type: application/json' \\
    -d '{ "text": "How long does delivery take?", "orderId": "A-1001" }'

Each trace is printed here, and is listed at ${collector.url}/api/traces`;
