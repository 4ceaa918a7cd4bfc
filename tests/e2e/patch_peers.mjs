// Applies PATCH requests with two independent implementations, the npm packages scim-patch and scimmy. tests/e2e/patch_peers
// writes one JSON object a line to stdin, {resource, kind, request}, and reads one a line from stdout: for each peer the
// resource as it then is, or the error.
import {createInterface} from 'node:readline';
import {pathToFileURL} from 'node:url';

const modules = process.argv[2];
const load = (file) => import(pathToFileURL(`${modules}/${file}`).href);
const {default: scimPatch} = await load('scim-patch/lib/src/scimPatch.js');
const {default: SCIMMY} = await load('scimmy/dist/scimmy.js');
SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser);

const copy = (value) => JSON.parse(JSON.stringify(value));

function byScimPatch({resource, request}) {
  scimPatch.patchBodyValidation(request);
  return scimPatch.scimPatch(copy(resource), copy(request.Operations));
}

async function byScimmy({resource, kind, request}) {
  const before = new SCIMMY.Schemas[kind](copy(resource), 'both');
  const after = await new SCIMMY.Messages.PatchOp(copy(request)).apply(before);
  return after ?? before; // it gives nothing where nothing changed
}

for await (const line of createInterface({input: process.stdin})) {
  const answer = {};
  for (const [peer, apply] of Object.entries({'scim-patch': byScimPatch, scimmy: byScimmy})) {
    try {
      answer[peer] = {resource: await apply(JSON.parse(line))};
    } catch (error) {
      answer[peer] = {error: error.scimType ?? error.scimCode ?? error.name, detail: error.message};
    }
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
