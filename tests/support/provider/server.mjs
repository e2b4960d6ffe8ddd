// A real OpenID Connect provider for tests: prints its address, then serves until it is killed.
// Its standard input is one line of JSON: { callback, home, secret, people: { login: claims } }.

import http from "node:http";
import { createInterface } from "node:readline";

import Provider from "oidc-provider";

const lines = createInterface({ input: process.stdin });
const { value } = await lines[Symbol.asyncIterator]().next();
const { callback, home, secret, people } = JSON.parse(value);

const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "isoloir",
      client_secret: secret,
      redirect_uris: [callback],
      post_logout_redirect_uris: [home],
    }],
    claims: {
      openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"],
    },
    cookies: { keys: ["only for tests"] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    interactions: { url: (_, interaction) => `/sign-in/${interaction.uid}` },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  const serve = provider.callback();
  server.on("request", async (request, response) => {
    if (!request.url.startsWith("/sign-in/")) return serve(request, response);
    if (request.method === "GET") {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      return response.end(
        `<!doctype html><html lang="fr"><title>Fournisseur</title><form method="post">
         <label>Nom <input name="login"></label><button>Entrer</button></form>`);
    }
    let body = "";
    for await (const piece of request) body += piece;
    const login = new URLSearchParams(body).get("login");
    const result = login in people
      ? { login: { accountId: login } }
      : { error: "access_denied", error_description: "unknown" };
    await provider.interactionFinished(request, response, result);
  });
  console.log(issuer);
});
