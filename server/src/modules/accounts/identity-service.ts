/**
 * The city's identity service 统一身份认证 over OpenID Connect: authorization code with PKCE, state and nonce. Protocol and
 * signatures are openid-client's; every request leaves by platform/outbound.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { OidcConfig } from '../../platform/config/index.ts';
import type { Outbound } from '../../platform/outbound/index.ts';

/** What the browser must bring back: it ties the answer to the browser that asked. */
export interface Detour {
  state: string;
  nonce: string;
  verifier: string;
}

/** What the service says of the person. */
export interface Identity {
  /** The declared claim's value; null when the service did not say. */
  name: string | null;
  acr: string | null;
  amr: string[];
}

export interface IdentityService {
  title: string;
  /** Where the browser is sent, and what it has to remember. @throws when the service does not answer */
  begin(redirectUri: string): Promise<{ address: string; detour: Detour }>;
  /** Judges the answer at `url`, the callback as requested. @throws whenever anything about it is not right */
  finish(url: URL, detour: Detour): Promise<Identity>;
}

export interface IdentityServiceOptions extends Omit<OidcConfig, 'clientSecretFile'> {
  clientSecret: string;
  outbound: Outbound;
}

/** The service's own description is read anew after this time, so that it may change its keys and addresses. */
const describedMs = 3_600_000;

/** Builds the client; nothing is asked before somebody signs in. */
export function createIdentityService(options: IdentityServiceOptions): IdentityService {
  const described = descriptionOf(options);
  return {
    title: options.title,
    async begin(redirectUri) {
      const configuration = await described();
      const detour = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      const address = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: options.scope,
        state: detour.state,
        nonce: detour.nonce,
        code_challenge: await calculatePKCECodeChallenge(detour.verifier),
        code_challenge_method: 'S256',
      });
      return { address: address.href, detour };
    },
    async finish(url, { state, nonce, verifier }) {
      const configuration = await described();
      const tokens = await authorizationCodeGrant(configuration, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('no ID token');
      let name = textOf(claims[options.claim]);
      if (name === null && configuration.serverMetadata().userinfo_endpoint !== undefined) {
        name = textOf((await fetchUserInfo(configuration, tokens.access_token, claims.sub))[options.claim]);
      }
      const amr = Array.isArray(claims.amr) ? claims.amr.filter((one) => typeof one === 'string') : [];
      return { name, acr: textOf(claims.acr), amr };
    },
  };
}

/** A claim as an account bears it: services give staff numbers as numbers too. */
function textOf(claim: unknown): string | null {
  if (typeof claim === 'number') return String(claim);
  return typeof claim === 'string' && claim !== '' && claim.length <= 255 ? claim : null;
}

function descriptionOf(options: IdentityServiceOptions): () => Promise<Configuration> {
  let held: { at: number; configuration: Promise<Configuration> } | undefined;
  const issuer = new URL(options.issuer);
  return () => {
    if (held === undefined || performance.now() - held.at > describedMs) {
      const configuration = discovery(
        issuer,
        options.clientId,
        options.clientSecret,
        secretAsAsked(options.clientSecret),
        {
          [customFetch]: throughOutbound(options),
          // Settings accept http only for this very machine.
          execute: issuer.protocol === 'http:' ? [allowInsecureRequests] : [],
        },
      );
      const now = { at: performance.now(), configuration };
      held = now;
      // A service that was down a moment ago is asked again.
      configuration.catch(() => {
        if (held === now) held = undefined;
      });
    }
    return held.configuration;
  };
}

/** By header (the standard's default), unless the service takes the secret in the body only. */
function secretAsAsked(secret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (server, ...rest) => {
    const taken = server.token_endpoint_auth_methods_supported;
    const inBody =
      taken !== undefined && !taken.includes('client_secret_basic') && taken.includes('client_secret_post');
    return (inBody ? post : basic)(server, ...rest);
  };
}

function throughOutbound({ outbound, issuer, origins }: IdentityServiceOptions): CustomFetch {
  // The service is the city's own: its name may lead into the city's network.
  const own = new URL(issuer).origin;
  const allow = [`${own}@private`, ...origins];
  return (url, { method, headers, body, signal }) =>
    outbound.fetch(url, {
      ...{ method, headers, allow },
      ...(body !== undefined && body !== null && { body: String(body) }),
      ...(signal && { signal }),
    });
}
