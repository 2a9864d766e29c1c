import { MAX_BODY_BYTES } from '../protocol/limits.js';
import { readBody } from './body.js';
import { type Intake } from './intake.js';
import { Refusal } from './refusal.js';
import { type Exchange, type Route } from './route.js';
import { MAX_UPLOAD_BYTES, type Uploads } from './uploads.js';

/** The endpoints that the official SDKs call. The id of the repository is not looked at: any is there. */
export function sdkRoutes(intake: Intake, uploads: Uploads): Route[] {
  return [
    { method: 'POST', path: /^\/api\/sdk\/v3\/log$/, access: 'write', serve: (exchange) => log(exchange, intake) },
    { method: 'GET', path: /^\/api\/sdk\/v3\/log-repositories$/, access: 'write', serve: () => ({ data: {} }) },
    {
      method: 'POST',
      path: /^\/api\/sdk\/v1\/log-repositories\/check-attach-evaluators$/,
      access: 'write',
      serve: checkEvaluators,
    },
    {
      method: 'GET',
      path: /^\/api\/sdk\/v1\/log-repositories\/attachments\/upload-url$/,
      access: 'write',
      serve: (exchange) => uploadUrl(exchange, uploads),
    },
    {
      method: 'PUT',
      path: /^\/api\/uploads\/([^/]+)$/,
      // The address itself is the key.
      access: 'public',
      serve: (exchange) => upload(exchange, uploads, intake),
    },
  ];
}

async function log({ request }: Exchange, intake: Intake): Promise<unknown> {
  intake.body(await readBody(request, MAX_BODY_BYTES));
  return {};
}

/** Answers as if all evaluators were there: a collector evaluates nothing. */
async function checkEvaluators({ request }: Exchange): Promise<unknown> {
  await readBody(request, MAX_BODY_BYTES);
  return { data: {} };
}

function uploadUrl({ request, query }: Exchange, uploads: Uploads): unknown {
  const [key, mimeType, size] = [query.get('key'), query.get('mimeType'), query.get('size') ?? ''];
  if (!key || !mimeType || !/^\d+$/.test(size)) throw new Refusal(400, 'An upload takes key, mimeType and size.');
  if (Number(size) > MAX_UPLOAD_BYTES) {
    throw new Refusal(413, `size is ${size}. An upload may have ${MAX_UPLOAD_BYTES} bytes.`);
  }
  const token = uploads.grant({ key, mimeType });
  return { data: { url: `http://${request.headers.host ?? ''}/api/uploads/${token}` } };
}

async function upload({ request, param }: Exchange, uploads: Uploads, intake: Intake): Promise<unknown> {
  const grant = uploads.granted(param);
  if (!grant) throw new Refusal(404, 'This address for an upload is not known, or no longer.');
  const mimeType = request.headers['content-type'];
  if (mimeType !== grant.mimeType) {
    throw new Refusal(400, `The content-type is "${String(mimeType)}", but "${grant.mimeType}" was asked for.`);
  }
  intake.upload(grant, await readBody(request, MAX_UPLOAD_BYTES));
  return {};
}
