// A real OpenID provider (oidc-provider, certified) that plays GOV.UK One Login: it checks the client's assertion and the
// proof key, and signs what it says. How the next person fares is set by POST /scenario.
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, importJWK } from 'jose';
import Provider from 'oidc-provider';

const [port, clientId, redirectUri, clientKey] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const CORE = 'https://vocab.account.gov.uk/v1/coreIdentityJWT';
const made = async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { public: await exportJWK(publicKey), private: await exportJWK(privateKey) };
};
const signing = await made();
const core = await made();
const forger = await made();
const DID = 'did:web:identity.example';
const KID = `${DID}#one`;
const usual = { sub: 'urn:fdc:gov.uk:2022:amara', deny: false, vot: 'P2', core: 'good', name: ['Amara', 'Adeyemi'], aud: clientId, age: 0 };
let scenario = { ...usual };

async function coreIdentity(sub) {
  if (scenario.core === 'missing') return undefined;
  const key = await importJWK((scenario.core === 'forged' ? forger : core).private, 'ES256');
  const at = Math.floor(Date.now() / 1000) - scenario.age;
  return new SignJWT({
    vot: scenario.vot,
    vtm: `${issuer}/trustmark`,
    vc: {
      type: ['VerifiableCredential', 'IdentityCheckCredential'],
      credentialSubject: {
        name: [{ nameParts: [{ type: 'GivenName', value: scenario.name[0] }, { type: 'FamilyName', value: scenario.name[1] }] }],
        birthDate: [{ value: '1970-01-01' }],
      },
    },
  })
    .setProtectedHeader({ alg: 'ES256', kid: scenario.core === 'other_controller' ? 'did:web:elsewhere.example#one' : KID })
    .setIssuer(`${issuer}/identity/`)
    .setAudience(scenario.aud)
    .setSubject(scenario.core === 'other_person' ? 'urn:fdc:gov.uk:2022:somebody' : sub)
    .setIssuedAt(at)
    .setExpirationTime(at + 1800)
    .sign(key);
}

const provider = new Provider(issuer, {
  clients: [{
    client_id: clientId,
    redirect_uris: [redirectUri],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'RS256',
    id_token_signed_response_alg: 'ES256',
    jwks: { keys: [JSON.parse(clientKey)] },
  }],
  jwks: { keys: [{ ...signing.private, alg: 'ES256', use: 'sig', kid: 'op' }] },
  claims: { openid: ['sub', CORE] },
  conformIdTokenClaims: true,
  extraParams: ['vtr'],
  features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
  pkce: { required: () => true },
  cookies: { keys: ['test'] },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub, [CORE]: await coreIdentity(sub) }) }),
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid');
    grant.addOIDCClaims(['sub', CORE]);
    await grant.save();
    return grant;
  },
});
const answer = provider.callback();
const json = (res, body, status = 200) => { res.writeHead(status, { 'content-type': 'application/json' }); res.end(JSON.stringify(body)); };

createServer(async (req, res) => {
  const path = new URL(req.url, issuer).pathname;
  if (path === '/scenario' && req.method === 'POST') {
    let body = '';
    for await (const part of req) body += part;
    scenario = { ...usual, ...JSON.parse(body) };
    return json(res, scenario);
  }
  if (path === '/did.json') {
    return json(res, { id: DID, assertionMethod: [{ id: KID, type: 'JsonWebKey', controller: DID, publicKeyJwk: core.public }] });
  }
  if (scenario.without && path === '/.well-known/openid-configuration') {
    const doors = { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, userinfo_endpoint: `${issuer}/me`, jwks_uri: `${issuer}/jwks` };
    return json(res, scenario.without === 'all' ? [1] : { ...doors, [scenario.without]: undefined });
  }
  if (scenario.down && path !== '/.well-known/openid-configuration') return json(res, { error: 'temporarily_unavailable' }, 503);
  if (path === '/jwks' && scenario.rotated) return json(res, { keys: [{ ...forger.public, kid: 'op', alg: 'ES256', use: 'sig' }] });
  if (path.startsWith('/interaction/')) {
    const result = scenario.deny
      ? { error: 'access_denied', error_description: 'The person stopped' }
      : { login: { accountId: scenario.sub } };
    return provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
  }
  return answer(req, res);
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
